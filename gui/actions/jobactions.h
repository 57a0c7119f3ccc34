// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/client/agentlink.h"

#include <QAction>
#include <QObject>
#include <QUrl>

#include <vector>

namespace lighterman {

/// What can be done with the selected jobs, as actions for menus, tool bars and keys. They are
/// enabled from the table of states, so that nothing is offered that the agent would refuse or that
/// would change nothing.
class JobActions final : public QObject
{
    Q_OBJECT

public:
    /// `link` is not owned and outlives the actions.
    explicit JobActions(AgentLink &link, QObject *parent = nullptr);

    QAction pauseOrContinue; ///< pauses what can be paused, else continues what can be continued
    QAction pause;
    QAction resume;
    QAction complete; ///< shows the files of a job that waits for it
    QAction remove;
    QAction useAnyway;  ///< the network, once, though it may cost money
    QAction openSignIn; ///< the page that the network wants to be signed in to
    QAction open;       ///< the finished file
    QAction showFolder; ///< where the files are, or will be
    QAction pauseAll;
    QAction resumeAll;
    QAction checkNow; ///< tries whatever waits for a network or for time, whatever is said of it

    /// Whether `verb` is legal in `state` and would change anything.
    [[nodiscard]] static bool isUseful(JobVerb verb, JobState state);

    /// The jobs that the actions are about.
    void select(std::vector<Job> jobs);
    /// All jobs, for the two actions that need no selection; called again when they are used.
    void setEverything(std::function<std::vector<Job>()> everything)
    {
        m_everything = std::move(everything);
    }
    /// Something waits that checkNow would try.
    void setAnyWaiting(bool anyWaiting) { checkNow.setEnabled(anyWaiting); }
    /// What openSignIn opens where no selected job has a page of its own; empty: nothing.
    void setSignInPage(const QUrl &page);
    /// Calls these jobs off. The remove action only asks for it.
    void cancel(const std::vector<Job> &jobs) { send(JobVerb::Cancel, jobs); }

signals:
    /// Somebody wants these jobs, which are not finished, to be thrown away.
    void removalAsked(const std::vector<lighterman::Job> &jobs);
    void openAsked(const lighterman::Job &job);
    void showFolderAsked(const lighterman::Job &job);
    /// An http or https address.
    void signInAsked(const QUrl &page);
    void refused(const QString &job, const lighterman::Error &error);
    /// Nothing was checked.
    void checkRefused(const lighterman::Error &error);

private:
    void describe();
    void setKeys();
    void connectAll();
    void send(JobVerb verb, const std::vector<Job> &jobs);
    void sendUseAnyway();
    void sendCheck();
    [[nodiscard]] QUrl signInPage() const;
    [[nodiscard]] std::vector<Job> everything() const;
    [[nodiscard]] bool canAny(JobVerb verb) const;

    AgentLink &m_link;
    std::vector<Job> m_selected;
    std::function<std::vector<Job>()> m_everything;
    QUrl m_signInPage;
};

} // namespace lighterman
