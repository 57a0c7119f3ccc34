// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/errands.h"

#include "agent/transport/connectionlogin.h"
#include "agent/transport/messenger.h"
#include "agent/transport/passage.h"

#include <QNetworkAccessManager>

#include <algorithm>

namespace lighterman {

namespace {

constexpr int kProxyWantsPassword = 407;

Sending::Limits limitsOf(const FetchShared &shared)
{
    Sending::Limits limits;
    limits.memory = shared.options.headMemory;
    return limits;
}

FileTask taskOf(const Errands::Sender &sender)
{
    FileTask task;
    task.job = sender.job;
    task.proxy = sender.proxy;
    return task;
}

} // namespace

/// One message on its way through a proxy.
class Errand final : public QObject, public Pending
{
public:
    Errand(const Errands::Sender &sender, FetchShared &shared, AuthMessage message,
           AuthMessenger::Heard done)
        : m_task(taskOf(sender))
        , m_shared(shared)
        , m_message(std::move(message))
        , m_done(std::move(done))
        , m_route(m_message.url, {})
        , m_passage(sender.id, m_task, m_shared, Passage::Gates::Proxy)
    {
    }

    /// Not at once: others may be in the middle of something.
    void goOn() { QMetaObject::invokeMethod(this, &Errand::step, Qt::QueuedConnection); }

private:
    void step()
    {
        if (m_sending || !m_done)
            return;
        if (const auto objection = objectionTo(m_message.url))
            end(tl::unexpected(*objection));
        else
            follow(m_passage.enter(m_route, [this] { goOn(); }));
    }

    void follow(const Passage::Outcome &outcome)
    {
        switch (outcome.step) {
        case Passage::Step::Go:
            send();
            break;
        case Passage::Step::Wait: // for goOn()
            break;
        case Passage::Step::Again:
        case Passage::Step::Resend:
            m_passage.forget();
            goOn();
            break;
        case Passage::Step::Fail:
            end(tl::unexpected(outcome.error.value_or(Error())));
            break;
        }
    }

    void send()
    {
        Ask ask;
        ask.url = m_message.url;
        m_passage.sign(ask);
        ask.auth = {m_message.authorization, m_message.cookie};
        m_manager = {new QNetworkAccessManager, [](QObject *manager) { manager->deleteLater(); }};
        m_manager->setProxy(m_passage.proxy(ask, m_route));
        m_sending = std::make_unique<Sending>(
            m_manager, limitsOf(m_shared),
            [this](const Result<AuthMessageReply> &reply) { heard(reply); });
        QNetworkReply &reply
            = m_sending->send(makeRequest(ask, m_shared.options.userAgent, m_shared.tls));
        signInConnections(*m_manager, reply, ask);
        m_passage.watch(reply, m_route, [this](const Passage::Outcome &outcome) {
            drop();
            follow(outcome);
        });
    }

    void heard(const Result<AuthMessageReply> &reply)
    {
        drop();
        const bool isRefused = !reply && reply.error().code == httpError(kProxyWantsPassword);
        if (isRefused && m_passage.refuseTunnel(m_route))
            follow({Passage::Step::Again});
        else
            end(reply);
    }

    void drop()
    {
        m_sending.reset();
        m_manager.reset();
    }

    /// The last thing in any function: whoever hears it may delete this.
    void end(const Result<AuthMessageReply> &result)
    {
        m_passage.forget();
        if (const auto done = std::exchange(m_done, nullptr))
            done(result);
    }

    FileTask m_task;
    FetchShared &m_shared;
    AuthMessage m_message;
    AuthMessenger::Heard m_done;
    Route m_route;
    Passage m_passage;
    std::shared_ptr<QNetworkAccessManager> m_manager; // of this message alone
    std::unique_ptr<Sending> m_sending;
};

Errands::Errands(Sender sender, FetchShared &shared)
    : m_sender(std::move(sender))
    , m_shared(shared)
{
}

Errands::~Errands() = default;

std::unique_ptr<Pending> Errands::send(const AuthMessage &message, Heard done)
{
    if (m_sender.proxy.isEmpty()) {
        if (!m_straight)
            m_straight = std::make_unique<Messenger>(
                Messenger::Manner{m_shared.options.userAgent, m_shared.tls, limitsOf(m_shared)});
        return m_straight->send(message, std::move(done));
    }
    auto errand = std::make_unique<Errand>(m_sender, m_shared, message, std::move(done));
    std::erase_if(m_underWay, [](const QPointer<Errand> &one) { return one.isNull(); });
    m_underWay.emplace_back(errand.get());
    errand->goOn();
    return errand;
}

bool Errands::areUnderWay() const
{
    return std::ranges::any_of(m_underWay, [](const auto &one) { return !one.isNull(); });
}

void Errands::letGo() const
{
    for (const auto &one : m_underWay) {
        if (one)
            one->goOn();
    }
}

} // namespace lighterman
