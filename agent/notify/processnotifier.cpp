// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/notify/processnotifier.h"

#include <QProcess>

#include <csignal>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

/// How long the agent's end waits for the kernel to take a killed process away.
constexpr int kReap = 200; // ms

/// In the child, between fork and exec: only what is safe there after a fork of many threads.
void becomeStranger()
{
    ::setsid();
    sigset_t none;
    ::sigemptyset(&none);
    ::pthread_sigmask(SIG_SETMASK, &none,
                      nullptr); // the agent waits for its signals in another way
    for (const int ignored : {SIGPIPE, SIGXFSZ})
        ::signal(ignored, SIG_DFL); // NOLINT(concurrency-mt-unsafe): the child has one thread
    constexpr unsigned kFirst = 3;
    ::close_range(kFirst, ~0U, CLOSE_RANGE_CLOEXEC);
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): it has no other form
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
}

/// The process and all in its group; itself alone where it has not come to making one.
void killAll(const QProcess &process)
{
    const auto pid = pid_t(process.processId());
    if (pid > 0 && ::kill(-pid, SIGKILL) != 0)
        ::kill(pid, SIGKILL);
}

class Program final : public QObject, public Pending
{
public:
    /// A killed process is left to `heir` until the kernel has taken it away.
    Program(std::unique_ptr<QProcess> process, Notifier::Ended ended, QObject &heir)
        : m_process(std::move(process))
        , m_ended(std::move(ended))
        , m_heir(heir)
    {
        // Queued: QProcess may fail from inside start().
        connect(
            m_process.get(), &QProcess::errorOccurred, this,
            [this](QProcess::ProcessError error) {
                if (error == QProcess::FailedToStart)
                    end(refused(ErrorCode::NotifyNotRunnable, m_process->errorString()));
            },
            Qt::QueuedConnection);
        connect(
            m_process.get(), &QProcess::finished, this,
            [this](int code, QProcess::ExitStatus status) { end(outcome(code, status)); },
            Qt::QueuedConnection);
        m_process->start(QIODevice::NotOpen);
    }
    Program(const Program &) = delete;
    Program &operator=(const Program &) = delete;
    ~Program() override
    {
        if (m_process->state() == QProcess::NotRunning)
            return;
        QProcess *process = m_process.release();
        process->disconnect(this);
        process->setParent(&m_heir);
        connect(process, &QProcess::finished, process, &QObject::deleteLater);
        connect(process, &QProcess::errorOccurred, process, &QObject::deleteLater);
        killAll(*process);
    }

private:
    [[nodiscard]] Result<void> refused(ErrorCode code, const QString &detail) const
    {
        return fail(code, detail, ErrorContext::QueueManagerNotification, m_process->program());
    }
    [[nodiscard]] Result<void> outcome(int code, QProcess::ExitStatus status) const
    {
        if (status == QProcess::CrashExit)
            return refused(ErrorCode::NotifyFailed, u"killed by signal %1"_s.arg(code));
        if (code != 0)
            return refused(ErrorCode::NotifyFailed, u"exit status %1"_s.arg(code));
        return {};
    }
    void end(const Result<void> &how)
    {
        if (const auto ended = std::exchange(m_ended, {})) // may destroy this
            ended(how);
    }

    std::unique_ptr<QProcess> m_process;
    Notifier::Ended m_ended;
    QObject &m_heir;
};

} // namespace

ProcessNotifier::ProcessNotifier(const QString &socket, QObject *parent)
    : QObject(parent)
    , m_environment(QProcessEnvironment::systemEnvironment())
{
    // What systemd says to the agent, and to nobody else.
    for (const auto name : {"NOTIFY_SOCKET"_L1, "LISTEN_PID"_L1, "LISTEN_FDS"_L1,
                            "LISTEN_FDNAMES"_L1, "WATCHDOG_PID"_L1, "WATCHDOG_USEC"_L1})
        m_environment.remove(name);
    m_environment.insert(u"LIGHTERMAN_SOCKET"_s, socket);
}

ProcessNotifier::~ProcessNotifier()
{
    const auto killed = findChildren<QProcess *>(Qt::FindDirectChildrenOnly);
    for (QProcess *process : killed) {
        if (!process->waitForFinished(kReap))
            process->setParent(nullptr); // never destroyed: that would wait for half a minute
    }
}

std::unique_ptr<Pending> ProcessNotifier::run(const NotifyTask &task, Ended ended)
{
    QProcessEnvironment environment = m_environment;
    for (const auto &[name, value] : task.environment)
        environment.insert(name, value);
    auto process = std::make_unique<QProcess>();
    process->setProgram(task.command.program);
    process->setArguments({task.command.arguments.begin(), task.command.arguments.end()});
    process->setProcessEnvironment(environment);
    process->setWorkingDirectory(u"/"_s);
    process->setStandardInputFile(QProcess::nullDevice());
    process->setStandardOutputFile(QProcess::nullDevice());
    process->setStandardErrorFile(QProcess::nullDevice());
    process->setChildProcessModifier(becomeStranger);
    return std::make_unique<Program>(std::move(process), std::move(ended), *this);
}

} // namespace lighterman
