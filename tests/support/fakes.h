// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/engine.h"
#include "tests/support/fakekeyring.h"
#include "tests/support/keptsignins.h"

#include <deque>

namespace lighterman::testing {

/// A transport in the test's hands: it remembers what it was asked and answers when told to. A
/// fetch that was called off hears nothing more.
class FakeTransport final : public Transport
{
public:
    std::unique_ptr<Fetching> fetch(const FileTask &task, FileListener &listener) override;
    void networkChanged() override { ++networkChanges; }
    void lookAgain() override { ++looksAgain; }
    void hangUp(HungUp done) override;
    void forgetSignIn(const JobId & /*job*/, AuthTarget /*target*/, const QUrl & /*url*/) override
    {
    }
    void trust(std::vector<TrustedCertificate> certificates) override
    {
        trusted = std::move(certificates);
    }
    std::vector<TrustedCertificate> trusted; ///< as it was told last
    void setPace(const JobId &job, const JobPace &pace) override { paces.emplace_back(job, pace); }
    void setSharedLimit(RateLimit limit) override { sharedLimits.push_back(limit); }
    void reveal(std::vector<JobFile> files, Revealed done) override;
    void discard(std::vector<QString> partPaths, Discarded done) override;
    void lookAtRoom(const QString &folder, std::vector<ComingFile> files, Seen done) override;
    std::map<QString, Room> rooms;      ///< by folder; nothing is known of others
    std::map<QString, qint64> reserved; ///< bytes that are kept for a part file, by its path
    int looks = 0;                      ///< at them
    std::set<QString> silent;           ///< folders at which a look is not answered

    /// The fetch of file `index` that is still listening, or null.
    [[nodiscard]] FileListener *listening(int index = 0) const;
    [[nodiscard]] int underWay() const { return int(m_active.size()); }

    void connect(int index, std::optional<qint64> total);
    void progress(int index, qint64 received);
    QByteArray pieces; ///< what it says with the progress
    void finish(int index, qint64 total);
    void fail(int index, const Error &error);
    void passPortal(int index) { find(index)->listener->passedPortal(); }
    /// All `total` bytes have come, and they are not what the task says; validation-failed.
    void refuse(int index, qint64 total);

    std::vector<FileTask> asked;
    std::vector<std::pair<int, Credentials>> signedIn; ///< by index of the file
    std::vector<std::pair<int, Error>> declined;       ///< likewise
    int networkChanges = 0;
    int looksAgain = 0;
    bool holdsHangUps = false; ///< hangUp() is answered by answerHangUps() only
    void answerHangUps();
    std::vector<std::pair<JobId, JobPace>> paces;
    std::vector<RateLimit> sharedLimits;
    std::vector<JobFile> revealed; ///< what reveal() was asked for
    bool holdsReveals = false;     ///< reveal() is answered by answerReveals() only
    void answerReveals();
    std::vector<QString> discarded;
    std::vector<QString> undeletable; ///< discard() answers that these are still there
    std::optional<Error> revealFailure;
    bool isGone = false; ///< what is to be revealed: somebody has deleted the part files

private:
    class Fetch;
    struct Active
    {
        FileTask task;
        FileListener *listener;
        Fetch *holder;
    };
    [[nodiscard]] const Active *find(int index) const;
    std::vector<Active> m_active;
    std::vector<std::function<void()>> m_held;
    std::vector<HungUp> m_hangUps;
};

/// Time that passes only when a test says so: clock and alarm in one.
class FakeTime final : public Alarm, public Clock
{
public:
    std::unique_ptr<Pending> after(std::chrono::milliseconds delay,
                                   std::function<void()> ring) override;
    Moment now() const override { return 1'800'000'000'000 + (m_now + wall).count(); }
    std::chrono::milliseconds monotonic() const override { return m_now; }

    /// Lets time pass and rings what is due, in order.
    void pass(std::chrono::milliseconds time);
    [[nodiscard]] int alarms() const { return int(m_rings.size()); }
    /// How long until the next alarm; nothing when there is none.
    [[nodiscard]] std::optional<std::chrono::milliseconds> untilNext() const;
    std::chrono::milliseconds wall{0}; ///< how far somebody has set the wall clock

private:
    struct Wait;
    std::map<std::pair<std::chrono::milliseconds, int>, std::function<void()>> m_rings;
    std::chrono::milliseconds m_now{0};
    int m_count = 0;
};

/// Programs that end when the test says so.
class FakeNotifier final : public Notifier
{
public:
    std::unique_ptr<Pending> run(const NotifyTask &task, Ended ended) override;

    /// The program that has been at work longest ends, and the engine reacts.
    void end(const Result<void> &how = {});
    void fail() { end(lighterman::fail(ErrorCode::NotifyFailed, QStringLiteral("status 3"))); }
    [[nodiscard]] int atWork() const { return int(m_atWork.size()); }
    /// The most programs that are at work for one job.
    [[nodiscard]] int atWorkForOne() const;
    /// What `name` was for the program that was run last.
    [[nodiscard]] QString said(const QString &name) const;

    std::vector<NotifyTask> asked;
    int killed = 0;

private:
    struct Program;
    std::map<int, Ended> m_atWork;
};

/// A store that remembers as long as the test does. Answers on the next turn of the event loop.
class MemoryStore final : public QObject, public JobStore
{
public:
    void load(std::function<void(Result<std::vector<Job>>)> done) override;
    void files(std::vector<JobId> jobs, std::function<void(Result<Files>)> done) override;
    void insert(const JobDetails &job, Done done) override;
    void update(const Job &job, std::vector<JobFile> files, Done done) override;
    void remove(const JobId &job, Done done) override;
    void progress(std::vector<FileProgress> rows) override;
    void log(const JobId &job, const LogEntry &entry) override;
    void readLog(const JobId &job,
                 std::function<void(Result<std::vector<LogEntry>>)> done) override;
    void loadSignIns(std::function<void(Result<StoredSignIns>)> done) override;
    void keep(const SpaceAccount &account) override { signIns.keep(account); }
    void dropAccount(const ProtectionSpace &space) override { signIns.dropAccount(space); }
    void keep(const Question &question) override { signIns.keep(question); }
    void dropQuestion(int number) override { signIns.dropQuestion(number); }
    void keep(const TrustedCertificate &certificate) override { signIns.keep(certificate); }
    void dropCertificate(const QString &host, int port) override
    {
        signIns.dropCertificate(host, port);
    }

    bool holdsUpdates = false; ///< update() does nothing before commit()
    void commit();

    [[nodiscard]] JobDetails &details(const JobId &job);

    std::vector<JobDetails> jobs;
    std::vector<QString> lines;
    KeptSignIns signIns;
    int progressRows = 0;
    std::optional<Error> failure;    ///< answers every change with this
    std::optional<Error> unreadable; ///< answers who asks for files with this

private:
    void answer(Done done);
    void write(const Job &job, const std::vector<JobFile> &files, const Done &done);
    std::vector<std::function<void()>> m_held;
};

/// An engine with a world of fakes around it.
struct EngineBench
{
    FakeTransport transport;
    FakeTime time;
    MemoryStore store;
    FakeNotifier notifier;
    FakeKeyring keyring;
    Engine engine{{transport, store, notifier, keyring, time, time, [] { return 0.0; }}, {}, {}};

    EngineBench();
    /// Adds a job of these links and lets the engine react.
    JobId add(const QStringList &urls = {QStringLiteral("https://a.example/f")}, JobSpec spec = {});
    Result<Engine::Outcome> change(const JobId &job, JobVerb verb);
    [[nodiscard]] const Job &job(const JobId &id) const { return *engine.find(id); }
    /// Lets everything that is queued happen.
    static void settle();
};

inline const Gates kNoOwner{.ownerLoggedOn = false};
inline const Gates kNoNetwork{.network = false};
inline const Gates kAsleep{.awake = false};

/// What a server says that has too much to do.
[[nodiscard]] Error unavailable();
/// A job that somebody waits for, still without links.
[[nodiscard]] JobSpec foreground();

} // namespace lighterman::testing
