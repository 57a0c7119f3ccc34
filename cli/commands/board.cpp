// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/board.h"

#include "cli/commands/progressline.h"
#include "common/base/humane.h"
#include "common/model/statewords.h"

#include <algorithm>

namespace lighterman::cli {

using namespace Qt::StringLiterals;

namespace {

constexpr Moment kSayAgain = 10'000; // ms
constexpr int kLeastColumns = 20;
constexpr int kLeastRows = 3;

int tenthOf(const Job &job)
{
    const auto percent = humane::percent(job.bytesTransferred, job.bytesTotal);
    return percent ? *percent / 10 : -1;
}

/// What a plain line is repeated for when it changes: not the seconds of a countdown.
QString stepOf(const Job &job)
{
    const QString code = job.cause ? wireName(job.cause->code) : QString();
    return QString(wireName(job.state)) + u' ' + code;
}

} // namespace

Board::Board(Console &console)
    : m_console(console)
{
}

void Board::show(const Job &job)
{
    if (!m_console.live) {
        say(job);
        return;
    }
    const auto at = std::ranges::find(m_open, job.id, &Job::id);
    if (at == m_open.end())
        m_open.push_back(job);
    else
        *at = job;
}

void Board::close(const Job &job)
{
    if (!m_console.live) {
        m_console.print(plainLine(job, m_console.now()));
        m_said.remove(job.id);
        return;
    }
    std::erase_if(m_open, [&](const Job &open) { return open.id == job.id; });
    m_console.draw(erase() + plainLine(job, m_console.now()) + u'\n');
}

void Board::redraw()
{
    if (!m_console.live)
        return;
    QString text = erase();
    const int width = std::max(kLeastColumns, m_console.columns() - 1);
    const auto room = qsizetype(std::max(kLeastRows, m_console.rows()) - 2);
    for (const Job &job : m_open) {
        if (m_drawn == room) {
            text += u"… and %1 more\n"_s.arg(qsizetype(m_open.size()) - room);
            ++m_drawn;
            break;
        }
        text += progressLine(job, m_console.now(), width) + u'\n';
        ++m_drawn;
    }
    if (!text.isEmpty())
        m_console.draw(text);
}

void Board::clear()
{
    if (m_drawn > 0)
        m_console.draw(erase());
}

void Board::finish()
{
    m_drawn = 0;
    m_open.clear();
}

void Board::say(const Job &job)
{
    Said &last = m_said[job.id];
    const Moment now = m_console.now();
    const QString step = stepOf(job);
    const bool isDue = isMoving(job.state) && now - last.at >= kSayAgain;
    if (step == last.word && tenthOf(job) == last.tenth && !isDue)
        return;
    last = {step, tenthOf(job), now};
    m_console.print(plainLine(job, now));
}

QString Board::erase()
{
    if (m_drawn == 0)
        return {};
    // Up to the first line of ours, and everything below it away.
    return u"\x1b[%1A\r\x1b[J"_s.arg(std::exchange(m_drawn, 0));
}

} // namespace lighterman::cli
