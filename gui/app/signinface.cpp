// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/app/signinface.h"

#include "common/base/redact.h"
#include "gui/text/questionwords.h"
#include "gui/text/signinwords.h"
#include "gui/tray/notifications.h"
#include "gui/tray/trayicon.h"
#include "gui/widgets/mainwindow.h"
#include "gui/widgets/messagebar.h"

#include <QAction>
#include <QSet>

#include <utility>

namespace lighterman {

namespace {

/// What a notification is about: a question, by its number from 1, or this.
constexpr int kKeyring = 0;

} // namespace

SignInFace::SignInFace(AgentLink &link, const Parts &parts)
    : m_link(link)
    , m_parts(parts)
    , m_questions(link)
    , m_signIn(&parts.window)
    , m_certificate(&parts.window)
    , m_clientCertificate(&parts.window)
{
    connectAll();
    m_parts.window.askBar()->offer(tr("&Not now"), [this] { putOffAll(); });
    m_parts.window.keyringBar()->offer(tr("T&ype the password this time"),
                                       [this] { skipKeyring(); });
    show();
}

void SignInFace::connectAll()
{
    connect(&m_questions, &OpenQuestions::changed, this, &SignInFace::show);
    connect(&m_questions, &OpenQuestions::keyringChanged, this, &SignInFace::show);
    connect(&m_link, &AgentLink::stateChanged, this, &SignInFace::show);
    connect(&m_parts.signIn, &QAction::triggered, this, &SignInFace::askFirst);
    connect(&m_signIn, &SignInPanel::answered, this,
            [this](const protocol::AnswerQuestion &answered) { answer(m_signIn, answered); });
    connect(&m_certificate, &CertificatePanel::decided, this,
            [this](const protocol::DecideQuestion &decided) { answer(m_certificate, decided); });
    connect(&m_clientCertificate, &ClientCertificatePanel::chosen, this,
            [this](const protocol::ChooseClientCertificate &chosen) {
                answer(m_clientCertificate, chosen);
            });
    for (const QuestionPanel *panel : m_panels)
        connect(panel, &QuestionPanel::putOff, this, &SignInFace::putOff);
    connect(m_parts.window.keyringBar(), &MessageBar::dismissed, this, [this] {
        m_isKeyringLater = true;
        showKeyring();
    });
}

QuestionPanel &SignInFace::panelFor(QuestionKind kind)
{
    switch (kind) {
    case QuestionKind::Certificate:
        return m_certificate;
    case QuestionKind::ClientCertificate:
        return m_clientCertificate;
    case QuestionKind::Password:
        break;
    }
    return m_signIn;
}

bool SignInFace::ask(int number)
{
    const auto *row = m_questions.find(number);
    if (!row)
        return false;
    QuestionPanel &panel = panelFor(row->question.kind);
    for (QuestionPanel *other : m_panels) {
        if (other != &panel)
            other->finish();
    }
    if (&panel == &m_signIn) {
        m_questions.lookAtKeyring();
        m_signIn.setKeyring(m_questions.keyring());
    }
    panel.ask(*row);
    panel.setWaiting(waitingFor(*row));
    return true;
}

/// One that presses, else one that was put off: that is how somebody comes back to it. Null where
/// nothing is open.
const OpenQuestions::Row *SignInFace::first() const
{
    const auto pressing = m_questions.pressing();
    if (!pressing.empty())
        return m_questions.find(pressing.front().question.number);
    return m_questions.rows().empty() ? nullptr : &m_questions.rows().front();
}

void SignInFace::askFirst()
{
    if (const auto *row = first())
        ask(row->question.number);
}

void SignInFace::putOffAll()
{
    const auto pressing = m_questions.pressing();
    for (const auto &row : pressing)
        putOff(row.question.number);
}

void SignInFace::putOff(int number)
{
    m_link.ask<protocol::PutOffQuestion>({number}, this, [this](const Result<protocol::Done> &put) {
        if (!put && put.error().code != ErrorCode::NotFound) // answered elsewhere: all the better
            m_parts.window.messageBar()->say(present::explained(put.error().code));
    });
}

void SignInFace::show()
{
    const bool isThere = m_link.state() == LinkState::Connected;
    const auto pressing = isThere ? m_questions.pressing() : std::vector<OpenQuestions::Row>();
    MessageBar *bar = m_parts.window.askBar();
    const present::Notice notice = pressing.empty() ? present::Notice() : present::askBar(pressing);
    if (std::exchange(m_said, notice.text) != notice.text && !notice.text.isEmpty())
        bar->say(notice.text, notice.action, [this] { askFirst(); });
    bar->setVisible(!notice.text.isEmpty());
    m_parts.tray.setAttention(!pressing.empty());
    showCommand();
    m_signIn.setKeyring(m_questions.keyring());
    for (QuestionPanel *panel : m_panels)
        follow(*panel);
    showKeyring();
    if (isThere)
        notify();
    if (m_isTyping && !pressing.empty()) {
        m_isTyping = false;
        askFirst();
    }
}

/// The command says what it opens.
void SignInFace::showCommand()
{
    const auto *row = first();
    m_parts.signIn.setEnabled(row && m_link.state() == LinkState::Connected);
    const auto asked = row ? row->question : Question();
    m_parts.signIn.setText(present::command(asked.kind, asked.space.target));
}

/// One for each question, however often it changes; it goes when somebody has put it off or solved
/// it, wherever that was.
void SignInFace::notify()
{
    if (!m_notifications || !m_questions.isKnown())
        return;
    QSet<int> open{kKeyring};
    for (const auto &row : m_questions.rows()) {
        const int number = row.question.number;
        if (row.question.isPutOff)
            continue;
        open.insert(number);
        const auto [heading, line, action] = present::askNotification(row);
        m_notifications->show(number, {heading, line, action, tr("Not now")}, row.question.since);
    }
    const QList<int> shown = m_notifications->subjects();
    for (const int subject : shown) {
        if (!open.contains(subject))
            m_notifications->withdraw(subject);
    }
}

/// As long as the bar has something to say.
void SignInFace::notifyOfKeyring(bool isWanted)
{
    if (!m_notifications || m_link.state() != LinkState::Connected)
        return;
    if (!isWanted) {
        m_notifications->withdraw(kKeyring);
        return;
    }
    const auto [heading, line, action] = present::keyringNotification(m_held);
    m_notifications->show(kKeyring, {heading, line, action, tr("Not now")});
}

void SignInFace::setNotifications(Notifications &notifications)
{
    m_notifications = &notifications;
    connect(&notifications, &Notifications::used, this, [this](int subject) {
        if (subject == kKeyring)
            unlock();
        else
            ask(subject);
    });
    connect(&notifications, &Notifications::putOff, this, [this](int subject) {
        if (subject != kKeyring) {
            putOff(subject);
            return;
        }
        m_isKeyringLater = true;
        showKeyring();
    });
    show();
}

void SignInFace::follow(QuestionPanel &panel)
{
    const bool isThere = m_link.state() == LinkState::Connected;
    panel.setReachable(isThere);
    const int number = panel.number();
    if (number == 0)
        return;
    if (const auto *row = m_questions.find(number)) {
        panel.follow(*row);
        panel.setWaiting(waitingFor(*row));
    } else if (isThere) {
        panel.finish(); // here or elsewhere, it is answered
    }
}

void SignInFace::setHeldByKeyring(int jobs)
{
    if (std::exchange(m_held, jobs) == jobs)
        return;
    if (jobs == 0)
        m_isKeyringLater = false;
    else
        m_questions.lookAtKeyring();
    showKeyring();
}

/// Whoever has closed the bar is told once more when jobs wait for the keyring another time.
void SignInFace::showKeyring()
{
    const bool isWanted = m_held > 0 && m_link.state() == LinkState::Connected && !m_isKeyringLater;
    const auto notice
        = isWanted ? present::keyringBar(m_questions.keyring(), m_held) : present::Notice();
    MessageBar *bar = m_parts.window.keyringBar();
    if (std::exchange(m_keyringSaid, notice.text) != notice.text && isWanted)
        bar->say(notice.text, notice.action, [this] { unlock(); });
    bar->setVisible(isWanted);
    notifyOfKeyring(isWanted);
}

/// What waits for the keyring becomes questions, of which the first one is shown when it comes.
void SignInFace::skipKeyring()
{
    m_isTyping = true;
    m_link.ask<protocol::SkipKeyring>({}, this, [this](const Result<protocol::Done> &done) {
        if (done)
            return;
        m_isTyping = false;
        m_parts.window.messageBar()->say(present::explained(done.error().code));
    });
}

/// The jobs go on by themselves; that the person has thought better of it is nothing to be told.
void SignInFace::unlock()
{
    m_link.ask<protocol::UnlockKeyring>({}, this, [this](const Result<protocol::Done> &opened) {
        if (!opened && opened.error().code != ErrorCode::KeyringLocked)
            m_parts.window.messageBar()->say(present::explained(opened.error().code));
        m_keyringSaid.clear();
        showKeyring();
    });
}

template <typename Request>
void SignInFace::answer(QuestionPanel &panel, const Request &request)
{
    const int number = request.number;
    m_link.ask<Request>(request, this, [&panel, number](const Result<protocol::Done> &taken) {
        if (panel.number() != number)
            return;
        if (taken)
            panel.finish();
        else
            panel.settle(taken.error());
    });
}

QuestionPanel::Waiting SignInFace::waitingFor(const protocol::QuestionRow &row) const
{
    QuestionPanel::Waiting waiting;
    qint64 bytes = 0;
    bool areKnown = row.jobsTotal == int(row.question.jobs.size());
    for (const JobId &id : row.question.jobs) {
        const auto found = m_parts.jobs.jobs().constFind(id);
        if (found == m_parts.jobs.jobs().constEnd() || !found->bytesTotal)
            areKnown = false;
        else
            bytes += *found->bytesTotal;
        if (found != m_parts.jobs.jobs().constEnd())
            waiting.names += oneLine(found->name);
    }
    if (areKnown)
        waiting.bytes = bytes;
    return waiting;
}

} // namespace lighterman
