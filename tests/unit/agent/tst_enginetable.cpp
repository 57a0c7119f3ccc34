// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/jobsubject.h"

#include <QTest>

#include <array>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;

namespace {

/// What a call does to a job in each state, column by column as JobState: the state it is in
/// afterwards and, behind a blank, the remark of a success; or, behind an exclamation mark, the
/// error. Written out by hand from the reference of BITS, sections 1.2 to 1.4, and DESIGN section
/// 5. A cell that is missing is a null pointer and fails.
struct Row
{
    const char *call;  ///< a verb, the key of a setting, or that of a change of the source
    const char *value; ///< what to set; null for verbs
    std::array<const char *, kJobStates> cells;
};

constexpr const char *kRefused = "!invalid-state";
constexpr const char *kPartly = "acknowledged partial-complete";

/// Settings leave a job where it is; nothing can be set on what is over.
constexpr std::array kStays{"queued",          "connecting",  "transferring", "suspended", "error",
                            "transient-error", "transferred", kRefused,       kRefused};
/// A run keeps what it began with, so that a moving job begins another one.
constexpr std::array kBeginsAgain{"queued",      "connecting", "connecting",
                                  "suspended",   "error",      "transient-error",
                                  "transferred", kRefused,     kRefused};

/// It is looked at when the last byte comes, and not afterwards.
constexpr std::array kNotWhenHere{"queued",    "connecting", "connecting",
                                  "suspended", "error",      "transient-error",
                                  kRefused,    kRefused,     kRefused};
/// Nor is there a reason to wait for a source that is not the job's any more.
constexpr std::array kGoesOn{"queued", "connecting",  "connecting", "suspended", "error",
                             "queued", "transferred", kRefused,     kRefused};

constexpr auto kRows = std::to_array<Row>({
    {"suspend",
     nullptr,
     {"suspended", "suspended", "suspended", "suspended", "suspended", "suspended", kRefused,
      kRefused, kRefused}},
    {"resume",
     nullptr,
     {"queued", "connecting", "transferring", "queued", "queued", "queued", kRefused, kRefused,
      kRefused}},
    {"cancel",
     nullptr,
     {"cancelled", "cancelled", "cancelled", "cancelled", "cancelled", "cancelled", "cancelled",
      kRefused, kRefused}},
    {"complete",
     nullptr,
     {kPartly, kPartly, kPartly, kPartly, kPartly, kPartly, "acknowledged", kRefused, kRefused}},
    {"name", "another name", kStays},
    {"queue", "first", kStays},
    {"priority", "low", kStays},
    {"manual-complete", "true", kStays},
    {"keep-running", "true", kStays},
    {"retry-delay", "77", kStays},
    {"no-progress-timeout", "7777", kStays},
    {"checksum", "md5:00000000000000000000000000000000", kNotWhenHere},
    {"headers", "Accept: tide/high", kBeginsAgain},
    {"notify-command", R"(["/bin/true","done"])", kStays},
    {"transfer-policy", "not-roaming", kStays},
    {"max-rate", "1048576", kStays},
    {"allow-insecure-basic", "true", kStays},
    {"preemptive", "true", kStays},
    {"proxy", "http://proxy.example:3128", kBeginsAgain},
    {"client-certificate", "/home/anna/me.p12", kBeginsAgain},
    {"url", "https://b.example/g", kGoesOn},
    {"url-prefix", "https://a=https://b", kGoesOn},
});

/// What is no value: refused in every state, but the state is looked at first.
struct BadValue
{
    const char *key;
    const char *value;
    const char *error;
};
constexpr auto kBadValues = std::to_array<BadValue>({
    {"name", "", "invalid-argument"},
    {"queue", "seventh", "invalid-argument"},
    {"priority", "highest", "invalid-argument"},
    {"manual-complete", "perhaps", "invalid-argument"},
    {"keep-running", "sometimes", "invalid-argument"},
    {"retry-delay", "soon", "invalid-argument"},
    {"no-progress-timeout", "-1", "invalid-argument"},
    {"checksum", "crc:00", "invalid-hash-algorithm"},
    {"headers", "Range: bytes=0-", "invalid-argument"},
    {"notify-command", "true", "invalid-argument"},
    {"transfer-policy", "cheap", "invalid-argument"},
    {"max-rate", "0", "invalid-argument"},
    {"allow-insecure-basic", "once", "invalid-argument"},
    {"preemptive", "", "invalid-argument"},
    {"proxy", "ftp://proxy.example:21", "invalid-proxy-info"},
    {"client-certificate", "me.p12", "invalid-argument"},
    {"use-anyway", "always", "invalid-argument"},
    {"url.1", "https://b.example/g", "invalid-argument"},
    {"colour", "red", "unknown-property-id"},
});

/// A job that is called.
struct Subject : JobSubject
{
    using JobSubject::JobSubject;

    Result<Engine::Outcome> call(QStringView call, const QString &value)
    {
        if (const auto verb = jobVerbFromWire(call))
            return bench.change(id, *verb);
        Result<Engine::Outcome> answer = lighterman::fail(ErrorCode::Internal, u"no answer"_s);
        if (isSourceKey(call)) {
            bench.engine.changeSource(id, {readSourceChange(call, value).value()},
                                      [&](const auto &outcome) { answer = outcome; });
            EngineBench::settle();
            return answer;
        }
        bench.engine.set(id, {{call.toString(), value}}, [&](const Result<void> &set) {
            answer = set ? Result<Engine::Outcome>(Engine::Outcome{}) : tl::unexpected(set.error());
        });
        EngineBench::settle();
        return answer;
    }
};

/// What became of a call, in the words of the table.
QString cell(const Result<Engine::Outcome> &outcome, const Job &job)
{
    if (!outcome)
        return u'!' + wireName(outcome.error().code);
    const QString state = wireName(job.state);
    return outcome->remark == ErrorCode::None ? state : state + u' ' + wireName(outcome->remark);
}

/// Of a source only whether the file has left where it was can be said.
Result<QString> valueOf(Subject &subject, const Job &job, const QString &key)
{
    if (isSourceKey(key)) {
        const QUrl url = subject.bench.store.details(subject.id).files.front().url;
        return url.host() == u"b.example"_s ? u"moved"_s : url.toString();
    }
    if (key == u"queue"_s)
        return job.order < 1 ? u"first"_s : u"where it was"_s;
    return key == u"name"_s ? Result<QString>(job.name) : jobSetting(job.settings, key);
}

QByteArray rowName(const char *call, int state)
{
    return QByteArray(call) + " in " + QByteArray(wireName(JobState(state)).data());
}

} // namespace

class TestEngineTable : public QObject
{
    Q_OBJECT

private slots:
    void theTableIsComplete()
    {
        QStringList calls;
        for (int verb = 0; verb <= int(JobVerb::Complete); ++verb)
            calls += wireName(JobVerb(verb));
        calls += u"name"_s;
        calls += u"queue"_s;
        for (const QString &key : jobSettingKeys())
            calls += key;
        calls += {u"url"_s, u"url-prefix"_s};
        QStringList rows;
        for (const Row &row : kRows) {
            rows += QString::fromLatin1(row.call);
            for (const char *cell : row.cells)
                QVERIFY2(cell, row.call);
        }
        QCOMPARE(rows, calls);
    }

    void everyPairOfCallAndState_data()
    {
        QTest::addColumn<QString>("call");
        QTest::addColumn<QString>("value");
        QTest::addColumn<int>("state");
        QTest::addColumn<QString>("expected");
        for (const Row &row : kRows) {
            for (int state = 0; state < kJobStates; ++state)
                QTest::newRow(rowName(row.call, state).constData())
                    << QString::fromLatin1(row.call) << QString::fromLatin1(row.value) << state
                    << QString::fromLatin1(row.cells.at(std::size_t(state)));
        }
    }
    void everyPairOfCallAndState()
    {
        QFETCH(const QString, call);
        QFETCH(const QString, value);
        QFETCH(const int, state);
        QFETCH(const QString, expected);
        Subject subject{JobState(state)};
        QCOMPARE(subject.job().state, JobState(state));
        const Job before = subject.job();
        const auto outcome = subject.call(call, value);
        QCOMPARE(cell(outcome, subject.job()), expected);
        if (!outcome)
            QCOMPARE(subject.job(), before);
        else if (!value.isEmpty())
            QCOMPARE(valueOf(subject, subject.job(), call).value_or(QString()),
                     isSourceKey(call) ? u"moved"_s : value);
    }

    void whatWasAnsweredIsStored_data() { everyPairOfCallAndState_data(); }
    void whatWasAnsweredIsStored()
    {
        QFETCH(const QString, call);
        QFETCH(const QString, value);
        QFETCH(const int, state);
        Subject subject{JobState(state)};
        const auto outcome = subject.call(call, value);
        const Job &stored = subject.bench.store.details(subject.id).job;
        // Which of the moving states it is in is found out again after a restart.
        const auto lasting = [](JobState s) { return isMoving(s) ? JobState::Queued : s; };
        QCOMPARE(lasting(stored.state), lasting(subject.job().state));
        if (outcome && !value.isEmpty())
            QCOMPARE(valueOf(subject, stored, call).value_or(QString()),
                     isSourceKey(call) ? u"moved"_s : value);
    }

    void whatIsNoValueIsRefused_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<int>("state");
        QTest::addColumn<QString>("expected");
        for (const BadValue &bad : kBadValues) {
            for (int state = 0; state < kJobStates; ++state) {
                const char *expected = isFinal(JobState(state)) ? "invalid-state" : bad.error;
                QTest::newRow(rowName(bad.key, state).constData())
                    << QString::fromLatin1(bad.key) << QString::fromLatin1(bad.value) << state
                    << QString::fromLatin1(expected);
            }
        }
    }
    void whatIsNoValueIsRefused()
    {
        QFETCH(const QString, key);
        QFETCH(const QString, value);
        QFETCH(const int, state);
        QFETCH(const QString, expected);
        Subject subject{JobState(state)};
        const Job before = subject.job();
        const auto outcome = subject.call(key, value);
        QVERIFY(!outcome);
        QCOMPARE(wireName(outcome.error().code), expected);
        QCOMPARE(subject.job(), before);
    }
};

QTEST_GUILESS_MAIN(TestEngineTable)
#include "tst_enginetable.moc"
