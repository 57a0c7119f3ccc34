// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/models/openquestions.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace lighterman {

OpenQuestions::OpenQuestions(AgentLink &link, QObject *parent)
    : QObject(parent)
    , m_link(link)
{
    connect(&link, &AgentLink::questionsChanged, this, &OpenQuestions::ask);
    connect(&link, &AgentLink::stateChanged, this, [this](LinkState state) {
        m_isKnown = false; // what it shows is of the agent before
        if (state == LinkState::Connected)
            ask();
    });
    if (link.state() == LinkState::Connected)
        ask();
}

std::vector<OpenQuestions::Row> OpenQuestions::pressing() const
{
    std::vector<Row> rows;
    std::ranges::copy_if(m_rows, std::back_inserter(rows), [](const Row &row) {
        return !row.question.isPutOff && !row.question.isTried;
    });
    return rows;
}

const OpenQuestions::Row *OpenQuestions::find(int number) const
{
    const auto found = std::ranges::find_if(
        m_rows, [&](const Row &row) { return row.question.number == number; });
    return found == m_rows.end() ? nullptr : &*found;
}

/// One request at a time: what changes meanwhile may not be in its answer, so there is another one.
void OpenQuestions::ask()
{
    if (std::exchange(m_isAsking, true)) {
        m_isOld = true;
        return;
    }
    m_isOld = false;
    m_link.ask<protocol::ListQuestions>(
        {}, this, [this](const Result<protocol::QuestionList> &list) { take(list); });
}

void OpenQuestions::take(const Result<protocol::QuestionList> &list)
{
    m_isAsking = false;
    const bool isLost = !list && list.error().code == ErrorCode::AgentUnreachable;
    if (isLost || m_link.state() != LinkState::Connected)
        return; // it is asked once it is back
    if (m_isOld)
        ask();
    if (!list && m_isKnown)
        return; // it has some, and could not say so this time
    const bool wasKnown = std::exchange(m_isKnown, list.has_value());
    const auto before = std::exchange(m_rows, list ? list->questions : std::vector<Row>());
    if (before != m_rows || wasKnown != m_isKnown)
        emit changed();
}

void OpenQuestions::lookAtKeyring()
{
    m_link.ask<protocol::ShowKeyring>({}, this, [this](const Result<protocol::KeyringInfo> &info) {
        // An older agent does not say; it keeps what it can.
        const KeyringFacts facts = info ? info->facts : KeyringFacts{KeyringState::Open, {}};
        if (std::exchange(m_keyring, facts) != m_keyring)
            emit keyringChanged();
    });
}

} // namespace lighterman
