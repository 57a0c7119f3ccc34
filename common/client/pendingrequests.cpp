// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/client/pendingrequests.h"

#include "common/protocol/pages.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace lighterman {

namespace {

template <typename T>
void append(std::vector<T> &all, std::vector<T> &more)
{
    all.insert(all.end(), std::make_move_iterator(more.begin()),
               std::make_move_iterator(more.end()));
}

bool isLast(const protocol::Reply &reply)
{
    if (const auto *page = std::get_if<protocol::JobPage>(&reply))
        return page->last;
    if (const auto *info = std::get_if<protocol::JobInfo>(&reply))
        return info->last;
    return true;
}

/// `next` with the rows of `before` in front of its own; anything else than one more part of the
/// same answer stays as it is.
protocol::Reply joined(protocol::Reply before, protocol::Reply next)
{
    auto *page = std::get_if<protocol::JobPage>(&next);
    if (auto *first = std::get_if<protocol::JobPage>(&before); first && page) {
        append(first->jobs, page->jobs);
        append(first->files, page->files);
        page->jobs = std::move(first->jobs);
        page->files = std::move(first->files);
    }
    auto *info = std::get_if<protocol::JobInfo>(&next);
    if (auto *first = std::get_if<protocol::JobInfo>(&before); first && info) {
        append(first->files, info->files);
        info->files = std::move(first->files);
    }
    return next;
}

} // namespace

qint64 PendingRequests::add(QObject *context, AgentLink::Answer answer,
                            std::chrono::milliseconds patience, Pages pages)
{
    m_pending.emplace(++m_lastId,
                      Pending{context, std::move(answer), patience, Clock::now() + patience, pages,
                              std::nullopt});
    return m_lastId;
}

void PendingRequests::take(qint64 id, protocol::Reply reply, Clock::time_point now)
{
    const auto found = m_pending.find(id);
    if (found == m_pending.end())
        return;
    Pending &pending = found->second;
    const bool last = isLast(reply);
    if (auto *info = std::get_if<protocol::JobInfo>(&reply))
        unite(*info);
    if (pending.pages == Pages::PutTogether && pending.collected)
        reply = joined(std::move(*std::exchange(pending.collected, {})), std::move(reply));
    if (last) {
        answer(id, std::move(reply));
        return;
    }
    pending.deadline = now + pending.patience;
    if (pending.pages == Pages::PutTogether)
        pending.collected = std::move(reply);
}

void PendingRequests::answer(qint64 id, const Result<protocol::Reply> &reply)
{
    const auto found = m_pending.extract(id);
    if (found.empty() || !found.mapped().context)
        return;
    const auto *failure = reply ? std::get_if<protocol::Failure>(&*reply) : nullptr;
    if (failure)
        found.mapped().answer(tl::unexpected(failure->error));
    else
        found.mapped().answer(reply);
}

void PendingRequests::failAll(const Error &error)
{
    std::vector<qint64> ids; // only those of now: an answer may ask again
    for (const auto &[id, pending] : m_pending)
        ids.push_back(id);
    for (const qint64 id : ids)
        answer(id, tl::unexpected(error));
}

std::optional<PendingRequests::Clock::time_point> PendingRequests::nextDeadline() const
{
    const auto earlier
        = [](const auto &a, const auto &b) { return a.second.deadline < b.second.deadline; };
    const auto first = std::ranges::min_element(m_pending, earlier);
    return first == m_pending.end() ? std::nullopt : std::optional(first->second.deadline);
}

void PendingRequests::expire(Clock::time_point now, const Error &error)
{
    std::vector<qint64> ids;
    for (const auto &[id, pending] : m_pending) {
        if (pending.deadline <= now)
            ids.push_back(id);
    }
    for (const qint64 id : ids)
        answer(id, tl::unexpected(error));
}

} // namespace lighterman
