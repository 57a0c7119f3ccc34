// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/secrets/desktopkeyring.h"

#include "agent/secrets/keyringrequests.h"
#include "agent/secrets/keyringworker.h"
#include "common/base/log.h"

#include <QDeadlineTimer>
#include <QThread>

namespace lighterman {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

// With the thread, when everything ends: to write what it has, and to stop.
constexpr auto kPatience = 1500ms;
constexpr auto kLastPatience = 500ms;

} // namespace

DesktopKeyring::DesktopKeyring(KeyringOptions options)
    : m_options(options)
    , m_requests(std::make_unique<KeyringRequests>(
          options,
          [this](KeyringTask task) {
              start();
              QMetaObject::invokeMethod(
                  m_worker,
                  [worker = m_worker, task = std::move(task)]() mutable {
                      worker->take(std::move(task));
                  },
                  Qt::QueuedConnection);
          },
          [this](KeyringTaskId id) {
              QMetaObject::invokeMethod(
                  m_worker, [worker = m_worker, id] { worker->callOff(id); }, Qt::QueuedConnection);
          }))
{
}

DesktopKeyring::~DesktopKeyring()
{
    if (!m_thread)
        return;
    QMetaObject::invokeMethod(m_worker, &KeyringWorker::finish, Qt::QueuedConnection);
    if (m_thread->wait(QDeadlineTimer(kPatience)))
        return;
    m_thread->quit(); // whatever it waits for
    if (!m_thread->wait(QDeadlineTimer(kLastPatience)))
        leaveBehind();
}

void DesktopKeyring::start()
{
    if (m_thread)
        return;
    const KeyringWorker::Tell tell{[requests = m_requests.get()](KeyringOutcome outcome) {
                                       QMetaObject::invokeMethod(
                                           requests,
                                           [requests, outcome = std::move(outcome)]() mutable {
                                               requests->answer(std::move(outcome));
                                           },
                                           Qt::QueuedConnection);
                                   },
                                   [requests = m_requests.get()] {
                                       QMetaObject::invokeMethod(requests,
                                                                 &KeyringRequests::tellOfChange,
                                                                 Qt::QueuedConnection);
                                   }};
    m_thread = std::make_unique<QThread>();
    m_worker = new KeyringWorker(m_options, tell);
    m_worker->moveToThread(m_thread.get());
    QObject::connect(m_thread.get(), &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread->setObjectName(u"keyring"_s);
    m_thread->start();
}

/// What the thread may touch when it comes back after all stays where it is; then it finds no more
/// work and ends.
void DesktopKeyring::leaveBehind()
{
    qCWarning(lcSecrets) << "the session bus does not answer: left behind";
    m_requests->forgetAll();
    struct Left
    {
        std::unique_ptr<KeyringRequests> requests;
        std::unique_ptr<QThread> thread;
    };
    // Never destroyed, not even at exit, and within reach of leak checkers.
    // NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): nobody else reaches it
    static auto *const left = new std::vector<Left>;
    left->push_back({std::move(m_requests), std::move(m_thread)});
}

void DesktopKeyring::read(const QString &key, Found done)
{
    m_requests->ask({0, KeyringVerb::Read, key}, std::move(done));
}

void DesktopKeyring::write(const QString &key, Secret secret, Stored done)
{
    m_requests->ask({0, KeyringVerb::Write, key, std::move(secret)}, std::move(done));
}

void DesktopKeyring::remove(const QString &key, Done done)
{
    m_requests->ask({0, KeyringVerb::Remove, key}, std::move(done));
}

void DesktopKeyring::unlock(Done done)
{
    m_requests->ask({0, KeyringVerb::Unlock}, std::move(done));
}

void DesktopKeyring::look(Looked done)
{
    m_requests->ask({0, KeyringVerb::Look}, std::move(done));
}

void DesktopKeyring::whenChanged(std::function<void()> call)
{
    m_requests->whenChanged(std::move(call));
}

bool DesktopKeyring::isHeldUp() const
{
    return m_thread && m_worker->isHeldUp();
}

} // namespace lighterman
