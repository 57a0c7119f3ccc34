// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/secrets/keychainjob.h"

#include <qt6keychain/keychain.h>

#include <vector>

namespace lighterman {

namespace {

KeyringEnd endOf(QKeychain::Error error)
{
    switch (error) {
    case QKeychain::NoError:
        return KeyringEnd::Done;
    case QKeychain::EntryNotFound:
        return KeyringEnd::Nothing;
    case QKeychain::AccessDeniedByUser:
    case QKeychain::AccessDenied:
        return KeyringEnd::Locked;
    default:
        return KeyringEnd::Failed;
    }
}

} // namespace

KeychainJob::KeychainJob(QObject *parent)
    : QObject(parent)
{
}

KeychainJob::~KeychainJob()
{
    if (m_job)
        leaveBehind();
}

void KeychainJob::leaveBehind()
{
    // Never destroyed, not even at exit, and within reach of leak checkers.
    // NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): nobody else reaches it
    static auto *const left = new std::vector<std::unique_ptr<QKeychain::Job>>;
    m_job->disconnect(this);
    left->push_back(std::move(m_job));
}

void KeychainJob::start(KeyringTask task, Ended ended)
{
    m_task = std::move(task);
    m_ended = std::move(ended);
    if (m_task.verb == KeyringVerb::Write) {
        auto job = std::make_unique<QKeychain::WritePasswordJob>(kKeyringFolder);
        m_written = m_task.secret.reveal().toByteArray();
        job->setBinaryData(m_written);
        m_job = std::move(job);
    } else if (m_task.verb == KeyringVerb::Remove) {
        m_job = std::make_unique<QKeychain::DeletePasswordJob>(kKeyringFolder);
    } else {
        m_job = std::make_unique<QKeychain::ReadPasswordJob>(kKeyringFolder);
    }
    m_job->setAutoDelete(false);
    m_job->setInsecureFallback(false);
    m_job->setKey(m_task.key);
    // Later: it is deleted then, which it must not be while it tells of its end.
    connect(
        m_job.get(), &QKeychain::Job::finished, this, [this] { end(); }, Qt::QueuedConnection);
    m_job->start();
}

void KeychainJob::end()
{
    KeyringOutcome outcome{m_task.id, endOf(m_job->error()), {}, m_job->errorString()};
    QByteArray read;
    if (const auto *const reading = qobject_cast<QKeychain::ReadPasswordJob *>(m_job.get()))
        read = reading->binaryData();
    m_job.reset();
    wipe(m_written); // nobody shares it any more
    m_task.secret = {};
    outcome.secret = Secret(std::move(read));
    const Ended ended = std::exchange(m_ended, {});
    ended(std::move(outcome));
}

} // namespace lighterman
