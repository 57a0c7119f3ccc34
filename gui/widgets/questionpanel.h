// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/protocol/messages.h"

#include <QDialog>

class QAbstractButton;
class QFormLayout;
class QHBoxLayout;
class QLabel;
class QListWidget;
class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace lighterman {

/// Shows one question of the agent and takes the answer: what the panels of all kinds have in
/// common. Not modal: the window stays usable beside it. It never comes by itself, and goes when
/// the question is answered.
class QuestionPanel : public QDialog
{
    Q_OBJECT

public:
    ~QuestionPanel() override;

    /// What waits for the answer.
    struct Waiting
    {
        QStringList names;           ///< some of them
        std::optional<qint64> bytes; ///< of all together, where that is known
    };

    /// Shows the panel for this question and brings it to the front, for a person who asked for it.
    void ask(const protocol::QuestionRow &row);
    /// The number of the question that it shows; 0 while it is hidden.
    [[nodiscard]] int number() const { return isHidden() ? 0 : m_row.question.number; }
    /// How the question that it shows stands now.
    void follow(const protocol::QuestionRow &row);
    void setWaiting(const Waiting &waiting);
    /// Whether there is an agent to answer to.
    void setReachable(bool isReachable);
    /// What the agent has said to an answer: it is to be tried again, or not tried.
    void settle(const Error &error);
    /// The question is no more: hides, and forgets what was typed.
    void finish();

    /// Not now.
    void reject() override;

signals:
    void putOff(int number);

protected:
    explicit QuestionPanel(QWidget *parent);

    /// Another question than before: nothing is left of that.
    virtual void begin() = 0;
    /// Puts the question into words.
    virtual void describe() = 0;
    /// What may be used now, and what became of the answer; calls showOutcome().
    virtual void refresh() = 0;
    virtual void focusFirst() = 0;
    /// Loses whatever is secret.
    virtual void forget() { }
    /// What became of earlier answers; empty where there were none.
    [[nodiscard]] virtual QString outcome() const { return {}; }
    /// What the agent's error means for the answer; empty where outcome() will tell.
    [[nodiscard]] virtual QString notTaken(const Error &error) const = 0;

    [[nodiscard]] const Question &question() const { return m_row.question; }
    [[nodiscard]] int jobsTotal() const { return m_row.jobsTotal; }
    [[nodiscard]] bool isReachable() const { return m_isReachable; }
    /// An answer is under way.
    [[nodiscard]] bool isBusy() const { return m_isSent || m_row.question.isTried; }
    void setSent();
    /// About what was typed last; empty: nothing.
    void complain(const QString &text);
    void showOutcome();
    /// Who asks for what, in bold; also the title.
    void setHeading(const QString &text);
    /// Makes room for all that is shown; `shrinks`: and no more than that.
    void fit(bool shrinks = false);

    [[nodiscard]] QVBoxLayout &column() { return *m_column; }
    /// The end of the panel: outcome, what waits, and this button, the default, beside notNow().
    /// `last`: of what was there before, where Tab comes from.
    void addEnd(QWidget *last, QPushButton *answer);
    [[nodiscard]] QPushButton *notNow() { return m_notNow; }

    /// A label for what may come from a server, or is long.
    [[nodiscard]] static QLabel *line(QWidget *parent);
    /// A button that stays down while what it stands for is shown.
    [[nodiscard]] static QToolButton *fold(QWidget *parent);
    /// Hidden where there is nothing to say.
    static void say(QLabel *label, const QString &text);
    /// Red enough to warn, and far enough from the window's own colour to be read.
    static void warn(QLabel *label, bool warns);

private:
    void buildWaiting();

    protocol::QuestionRow m_row;
    QString m_complaint;
    bool m_isSent = false; ///< and the agent has not said anything to it
    bool m_isReachable = true;

    QVBoxLayout *m_column;
    QLabel *m_heading;
    QLabel *m_outcome;
    QToolButton *m_waiting;
    QListWidget *m_names;
    QPushButton *m_notNow;
};

} // namespace lighterman
