// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/fakes.h"

#include <list>
#include <random>

namespace lighterman::testing {

/// One agent after another in a world that outlives them: store, disk, servers and time. What the
/// engine asks for is answered one by one, each of store and disk in the order of asking, so that
/// an agent can be killed between any two answers; what had not been answered then has not
/// happened.
class Simulation final : private Transport, private JobStore
{
public:
    /// A file on its way, in the test's hands.
    struct Line
    {
        FileTask task;
        FileListener *listener = nullptr;
        JobFile file = {}; ///< as it was told last
        bool isConnected = false;
        bool isSilent = false;              ///< for the test's own use: nothing comes any more
        std::chrono::milliseconds since{0}; ///< monotonic: last sign of the server
    };

    /// `random` is the engine's: it spreads retries.
    explicit Simulation(std::function<double()> random = [] { return 0.0; });
    ~Simulation() override;

    /// Gives the oldest answer; false when nothing waits for one.
    bool turn();
    void settle();
    /// Time passes and every alarm rings; answers are given as they are asked for. After each
    /// alarm `servers` may do something about the lines.
    void pass(std::chrono::milliseconds time);

    /// The agent is no more, without a word, and another one finds what the store had committed.
    void kill();
    /// The same in good order.
    void stopAndStart();

    void add(JobSpec spec);
    void change(const JobId &job, JobVerb verb);
    void set(const JobId &job, const QString &key, const QString &value);
    /// Calls that were made in this agent's life and have no answer yet.
    [[nodiscard]] int unanswered() const { return m_calls; }

    // What the servers do with the line: `total` is the size of the file, where that is told.
    void connect(Line &line, std::optional<qint64> total, bool fromStart = false);
    void progress(Line &line, qint64 bytes);
    void finish(Line &line);
    void fail(Line &line, const Error &error);
    /// Ends the lines on which nothing has happened for the stall timeout.
    void stall();

    [[nodiscard]] Engine &engine() { return *m_engine; }
    [[nodiscard]] const Engine &engine() const { return *m_engine; }
    /// Every job as it was announced last.
    [[nodiscard]] const QHash<JobId, Job> &announced() const { return m_announced; }
    [[nodiscard]] const QHash<JobId, JobDetails> &stored() const { return m_stored; }
    [[nodiscard]] std::list<Line> &lines() { return m_lines; }
    [[nodiscard]] const std::list<Line> &lines() const { return m_lines; }
    /// What the engine did that nobody should, in its own words; empty when nothing.
    [[nodiscard]] const QString &misdeed() const { return m_misdeed; }
    /// How long the store has taken all that it was given.
    [[nodiscard]] std::chrono::milliseconds storeWellFor() const;
    /// How long the job has been moving without a pause, with the same priority and the same
    /// settings of the agent; 0 when it is not.
    [[nodiscard]] std::chrono::milliseconds movingFor(const JobId &job) const;

    FakeTime time;
    FakeNotifier programs;
    FakeKeyring keyring;
    std::function<void()> servers = [this] { stall(); };
    Settings settings;        ///< of the next agent
    Gates gates;              ///< as the next agent finds them
    bool isDiskQuick = false; ///< it answers before the store, else behind
    bool namesFail = false;
    bool deletesFail = false;
    bool knowRanges = true; ///< the servers, so that a part file can go on
    /// Writing fails, and reading too where wished.
    void setStore(bool writes, bool reads);
    /// Gives the agent what `settings` has become.
    void changeSettings();

private:
    class Fetch;
    void forgetSignIn(const JobId & /*job*/, AuthTarget /*target*/, const QUrl & /*url*/) override
    {
    }
    void trust(std::vector<TrustedCertificate> /*certificates*/) override { }
    std::unique_ptr<Fetching> fetch(const FileTask &task, FileListener &listener) override;
    void networkChanged() override
    { /* its lines bring what the test says */
    }
    void lookAgain() override { networkChanged(); }
    void hangUp(HungUp done) override { m_answers.push_back(std::move(done)); }
    void setPace(const JobId & /*job*/, const JobPace & /*pace*/) override { }
    void setSharedLimit(RateLimit /*limit*/) override { }
    void reveal(std::vector<JobFile> files, Revealed done) override;
    void discard(std::vector<QString> partPaths, Discarded done) override;
    void lookAtRoom(const QString & /*folder*/, std::vector<ComingFile> /*files*/,
                    Seen /*done*/) override
    { /* nobody knows */
    }
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
    void keep(const SpaceAccount &account) override { m_signIns.keep(account); }
    void dropAccount(const ProtectionSpace &space) override { m_signIns.dropAccount(space); }
    void keep(const Question &question) override { m_signIns.keep(question); }
    void dropQuestion(int number) override { m_signIns.dropQuestion(number); }
    void keep(const TrustedCertificate &certificate) override { m_signIns.keep(certificate); }
    void dropCertificate(const QString &host, int port) override
    {
        m_signIns.dropCertificate(host, port);
    }

    [[nodiscard]] bool refuse(Line &line);
    void start();
    [[nodiscard]] JobId newId();
    void announce(const JobId &id);
    void takeStock();
    void commit(std::function<void()> write, Done done);
    [[nodiscard]] std::vector<JobFile> named(std::vector<JobFile> files);

    std::function<double()> m_random;
    using Answers = std::deque<std::function<void()>>;
    Answers m_answers; ///< of the store
    Answers m_diskAnswers;
    std::list<Line> m_lines;
    QHash<JobId, JobDetails> m_stored;
    KeptSignIns m_signIns;
    QHash<JobId, Job> m_announced;
    QHash<JobId, std::chrono::milliseconds> m_movingSince; ///< monotonic
    QSet<JobId> m_promised;            ///< jobs whose owner has been told that they are safe
    std::map<QString, qint64> m_parts; ///< bytes under each part name
    std::set<QString> m_names;         ///< finished files
    QString m_misdeed;
    std::chrono::milliseconds m_storeFailed{-1'000'000}; ///< when it did so last; monotonic
    bool m_writes = true;
    bool m_reads = true;
    int m_calls = 0;
    std::mt19937 m_ids;               ///< with its seed by default
    std::unique_ptr<Engine> m_engine; ///< last: leaves first
};

/// What must hold for every job whenever nothing waits for an answer, whatever has happened; the
/// first thing that does not, in words, or nothing.
[[nodiscard]] QString firstViolation(const Simulation &simulation);

} // namespace lighterman::testing
