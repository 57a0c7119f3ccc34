// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/actions/jobactions.h"

#include "common/model/statewords.h"

#include <QIcon>

#include <algorithm>
#include <utility>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

std::optional<JobEvent> eventOf(JobVerb verb)
{
    switch (verb) {
    case JobVerb::Suspend:
        return JobEvent::Suspend;
    case JobVerb::Resume:
        return JobEvent::Resume;
    case JobVerb::Cancel:
        return JobEvent::Cancel;
    case JobVerb::Complete:
        return JobEvent::Complete;
    }
    return std::nullopt;
}

bool isTooDear(const Job &job)
{
    return holdOf(job) == ErrorCode::BlockedByCostPolicy;
}

void dress(QAction &action, const QString &icon, const QString &tip)
{
    action.setIcon(QIcon::fromTheme(icon));
    action.setToolTip(tip);
}

} // namespace

JobActions::JobActions(AgentLink &link, QObject *parent)
    : QObject(parent)
    , m_link(link)
{
    describe();
    setKeys();
    connectAll();
    select({});
    setAnyWaiting(false);
}

void JobActions::describe()
{
    pauseOrContinue.setText(tr("Pause &or continue"));
    pause.setText(tr("&Pause"));
    resume.setText(tr("&Continue"));
    complete.setText(tr("Co&mplete"));
    remove.setText(tr("&Remove"));
    useAnyway.setText(tr("&Use it anyway"));
    openSignIn.setText(tr("Open si&gn-in page"));
    open.setText(tr("Op&en file"));
    showFolder.setText(tr("Show in &folder"));
    pauseAll.setText(tr("&Pause all"));
    resumeAll.setText(tr("Continue a&ll"));
    checkNow.setText(tr("Chec&k now"));

    dress(pauseOrContinue, u"media-playback-pause"_s,
          tr("Pause or continue the selected transfers"));
    dress(pause, u"media-playback-pause"_s, tr("Pause the selected transfers"));
    dress(resume, u"media-playback-start"_s,
          tr("Continue the selected transfers, or try again now"));
    dress(complete, u"dialog-ok-apply"_s, tr("Let the files of the selected transfers appear"));
    dress(useAnyway, u"network-wireless"_s,
          tr("Let the selected transfers use this network once, though it may cost money"));
    dress(openSignIn, u"internet-web-browser"_s,
          tr("Open the page on which this network wants you to sign in"));
    dress(remove, u"edit-delete"_s, tr("Remove the selected transfers"));
    dress(open, u"document-open"_s, tr("Open the finished file"));
    dress(showFolder, u"folder-open"_s, tr("Open the folder of the selected transfer"));
    dress(pauseAll, u"media-playback-pause"_s, tr("Pause all transfers"));
    dress(resumeAll, u"media-playback-start"_s, tr("Continue all paused transfers"));
    dress(checkNow, u"view-refresh"_s,
          tr("Try all transfers that wait, even if there seems to be no network"));
}

void JobActions::setKeys()
{
    pauseOrContinue.setShortcut(Qt::Key_Space);
    remove.setShortcut(QKeySequence::Delete);
    pauseAll.setShortcut(tr("Ctrl+Shift+Space"));
    checkNow.setShortcuts({QKeySequence(Qt::Key_F5), QKeySequence(tr("Ctrl+R"))});
    // Keys without Ctrl belong to the list alone: Space also presses buttons.
    for (QAction *action : {&pauseOrContinue, &remove})
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
}

void JobActions::connectAll()
{
    connect(&pause, &QAction::triggered, this, [this] { send(JobVerb::Suspend, m_selected); });
    connect(&resume, &QAction::triggered, this, [this] { send(JobVerb::Resume, m_selected); });
    connect(&complete, &QAction::triggered, this, [this] { send(JobVerb::Complete, m_selected); });
    connect(&pauseOrContinue, &QAction::triggered, this, [this] {
        send(canAny(JobVerb::Suspend) ? JobVerb::Suspend : JobVerb::Resume, m_selected);
    });
    connect(&remove, &QAction::triggered, this, [this] {
        std::vector<Job> jobs = m_selected;
        std::erase_if(jobs, [](const Job &job) { return !isUseful(JobVerb::Cancel, job.state); });
        if (!jobs.empty())
            emit removalAsked(jobs);
    });
    connect(&open, &QAction::triggered, this, [this] { emit openAsked(m_selected.front()); });
    connect(&showFolder, &QAction::triggered, this,
            [this] { emit showFolderAsked(m_selected.front()); });
    connect(&useAnyway, &QAction::triggered, this, &JobActions::sendUseAnyway);
    connect(&openSignIn, &QAction::triggered, this, [this] { emit signInAsked(signInPage()); });
    connect(&checkNow, &QAction::triggered, this, &JobActions::sendCheck);
    connect(&pauseAll, &QAction::triggered, this, [this] { send(JobVerb::Suspend, everything()); });
    connect(&resumeAll, &QAction::triggered, this, [this] {
        std::vector<Job> paused = everything();
        std::erase_if(paused, [](const Job &job) { return job.state != JobState::Suspended; });
        send(JobVerb::Resume, paused);
    });
}

bool JobActions::isUseful(JobVerb verb, JobState state)
{
    const std::optional<JobEvent> event = eventOf(verb);
    return isLegal(verb, state) && event && next(state, *event);
}

void JobActions::select(std::vector<Job> jobs)
{
    m_selected = std::move(jobs);
    pause.setEnabled(canAny(JobVerb::Suspend));
    resume.setEnabled(canAny(JobVerb::Resume));
    pauseOrContinue.setEnabled(pause.isEnabled() || resume.isEnabled());
    remove.setEnabled(canAny(JobVerb::Cancel));
    // Completing a job before its end keeps only the files that are whole: not for a menu.
    const auto in = [this](JobState state) {
        return std::ranges::any_of(m_selected, [=](const Job &job) { return job.state == state; });
    };
    complete.setEnabled(in(JobState::Transferred) && canAny(JobVerb::Complete));
    useAnyway.setEnabled(std::ranges::any_of(m_selected, isTooDear));
    openSignIn.setEnabled(!signInPage().isEmpty());
    const bool one = m_selected.size() == 1;
    open.setEnabled(one && m_selected.front().state == JobState::Acknowledged);
    showFolder.setEnabled(one && !m_selected.front().folder.isEmpty());
}

bool JobActions::canAny(JobVerb verb) const
{
    return std::ranges::any_of(m_selected,
                               [=](const Job &job) { return isUseful(verb, job.state); });
}

void JobActions::setSignInPage(const QUrl &page)
{
    m_signInPage = page;
    openSignIn.setEnabled(!signInPage().isEmpty());
}

QUrl JobActions::signInPage() const
{
    for (const Job &job : m_selected) {
        if (QUrl page = signInPageOf(job); !page.isEmpty())
            return page;
    }
    return m_signInPage;
}

std::vector<Job> JobActions::everything() const
{
    return m_everything ? m_everything() : std::vector<Job>();
}

void JobActions::send(JobVerb verb, const std::vector<Job> &jobs)
{
    for (const Job &job : jobs) {
        const bool early = verb == JobVerb::Complete && job.state != JobState::Transferred;
        if (early || !isUseful(verb, job.state))
            continue;
        m_link.ask<protocol::ChangeJob>(
            {job.id, verb}, this, [this, name = job.name](const Result<protocol::Changed> &answer) {
                if (!answer)
                    emit refused(name, answer.error());
            });
    }
}

void JobActions::sendUseAnyway()
{
    for (const Job &job : m_selected) {
        if (!isTooDear(job))
            continue;
        m_link.ask<protocol::SetJob>({job.id, {{u"use-anyway"_s, u"once"_s}}}, this,
                                     [this, name = job.name](const Result<protocol::Done> &answer) {
                                         if (!answer)
                                             emit refused(name, answer.error());
                                     });
    }
}

void JobActions::sendCheck()
{
    m_link.ask<protocol::CheckNetwork>({}, this, [this](const Result<protocol::Done> &answer) {
        if (!answer)
            emit checkRefused(answer.error());
    });
}

} // namespace lighterman
