// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/client/agentlink.h"

#include <vector>

namespace lighterman {

/// What the agent asks of a person, and where an answer would be kept: as the agent has said last.
/// It is asked when it is there, and again whenever it says that its questions have changed. One
/// that is too old to have any has none. While it is away, or cannot tell, what was known stays.
class OpenQuestions final : public QObject
{
    Q_OBJECT

public:
    using Row = protocol::QuestionRow;

    /// `link` is not owned and outlives this. Somebody has to subscribe to its jobs: else nobody
    /// hears of changes.
    explicit OpenQuestions(AgentLink &link, QObject *parent = nullptr);

    /// By number; as many as one message holds.
    [[nodiscard]] const std::vector<Row> &rows() const { return m_rows; }
    /// Whether the agent that is there has said which are open.
    [[nodiscard]] bool isKnown() const { return m_isKnown; }
    /// Those of which nobody has said "not now", and which nobody is just answering.
    [[nodiscard]] std::vector<Row> pressing() const;
    /// Null where it is not open.
    [[nodiscard]] const Row *find(int number) const;

    [[nodiscard]] const KeyringFacts &keyring() const { return m_keyring; }
    /// Asks the agent for keyring(); it is as it was until the answer comes.
    void lookAtKeyring();

signals:
    /// Other rows, or isKnown().
    void changed();
    void keyringChanged();

private:
    void ask();
    void take(const Result<protocol::QuestionList> &list);

    AgentLink &m_link;
    std::vector<Row> m_rows;
    /// Before the first look: it may be there, and nobody has said what it is called.
    KeyringFacts m_keyring{KeyringState::Open, {}};
    bool m_isAsking = false;
    bool m_isOld = false;   ///< what is asked for has changed since
    bool m_isKnown = false; ///< this agent has said what it has
};

} // namespace lighterman
