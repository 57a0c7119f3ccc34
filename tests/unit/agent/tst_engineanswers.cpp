// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/base/humane.h"
#include "common/model/errortable.h"
#include "common/model/statewords.h"
#include "tests/support/fakes.h"

#include <QTest>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// What a person asks of a job that does not move.
struct Answers
{
    QString why;
    QString since;
    QString next; ///< what happens by itself; nothing where only a person can help
    QString remedy;
};

bool promisesToGoOn(const QString &sentence)
{
    return sentence.contains(u"by itself"_s);
}

Answers answersOf(const Job &job, Moment now)
{
    const StateWords words = stateWords(job, now);
    Answers answers;
    answers.why = words.word.isEmpty() ? QString() : words.sentence;
    if (job.cause) {
        answers.since = humane::when(job.cause->since, now);
        answers.remedy = job.error ? errorRemedy(job) : errorRemedy(job.cause->code);
    }
    if (words.word.startsWith(u"Trying again in "_s))
        answers.next = words.word;
    else if (promisesToGoOn(words.sentence))
        answers.next = words.sentence;
    return answers;
}

/// A job that was there for a minute, and then got into trouble or not.
struct Held
{
    EngineBench bench;
    JobId id;
    Moment since = 0;

    explicit Held(JobSpec spec = {})
    {
        Settings settings;
        settings.backgroundSlots = 1;
        bench.engine.setSettings(settings);
        id = bench.add({u"https://a.example/f"_s}, std::move(spec));
        bench.time.pass(1min);
        since = bench.time.now();
    }

    void fail(ErrorCode code)
    {
        bench.transport.fail(0, {code, {}, ErrorContext::RemoteFile, {}});
        EngineBench::settle();
    }

    [[nodiscard]] const Job &job() const { return bench.job(id); }
};

/// What is wrong with the answers about the job; nothing when they are as they should be.
QString wrongAnswer(const Held &held, bool goesOnByItself)
{
    const Job &job = held.job();
    const Answers answers = answersOf(job, held.bench.time.now());
    if (!job.cause)
        return u"there is no cause"_s;
    if (job.cause->since != held.since || answers.since.isEmpty())
        return u"since when?"_s;
    if (answers.why.isEmpty() || textOf(job.cause->code).isEmpty())
        return u"why?"_s;
    if (answers.remedy.isEmpty())
        return u"what can I do?"_s;
    if (goesOnByItself && answers.next.isEmpty())
        return u"what happens next?"_s;
    if (!goesOnByItself && (promisesToGoOn(answers.why) || promisesToGoOn(answers.remedy)))
        return u"it is promised to go on, and does not"_s;
    return {};
}

/// Every error that has a row, and every status that may have none.
std::vector<ErrorCode> allErrors()
{
    std::vector<ErrorCode> codes;
    for (const ErrorRow &row : errorTable()) {
        if (row.code >= ErrorCode::InvalidUrl && !httpStatus(row.code))
            codes.push_back(row.code);
    }
    for (int status = 100; status <= 599; ++status)
        codes.push_back(httpError(status));
    return codes;
}

} // namespace

/// "Why is this not moving, since when, what happens next, what can I do?"
class TestEngineAnswers : public QObject
{
    Q_OBJECT

private slots:
    void everyError_data()
    {
        QTest::addColumn<ErrorCode>("code");
        for (const ErrorCode code : allErrors())
            QTest::newRow(wireName(code).toLatin1().constData()) << code;
    }
    void everyError()
    {
        QFETCH(const ErrorCode, code);
        Held held;
        held.fail(code);
        const bool isFatal = kindOf(code) == ErrorKind::Fatal;
        QCOMPARE(held.job().state, isFatal ? JobState::Error : JobState::TransientError);
        QVERIFY(held.job().cause);
        QCOMPARE(held.job().cause->code, code);
        const bool isTold = code == ErrorCode::KeyringLocked;
        QCOMPARE(held.job().cause->next.has_value(), !isFatal && !isTold);
        QCOMPARE(wrongAnswer(held, !isFatal), QString());
    }

    void everyErrorOfAJobThatIsGivenUp_data() { everyError_data(); }
    void everyErrorOfAJobThatIsGivenUp()
    {
        QFETCH(const ErrorCode, code);
        JobSpec spec;
        spec.settings.noProgressTimeout = 0s;
        Held held(spec);
        held.fail(code);
        QCOMPARE(held.job().state, JobState::Error);
        QVERIFY(held.job().cause);
        QVERIFY(!held.job().cause->next);
        QCOMPARE(wrongAnswer(held, false), QString());
    }

    void everyErrorOfAJobThatIsPaused_data() { everyError_data(); }
    void everyErrorOfAJobThatIsPaused()
    {
        QFETCH(const ErrorCode, code);
        Held held;
        held.fail(code);
        QVERIFY(held.bench.change(held.id, JobVerb::Suspend));
        const ErrorCode told = held.job().error ? held.job().error->code : ErrorCode::None;
        QCOMPARE(told, isGate(code) ? ErrorCode::None : code); // of before, and still shown
        QVERIFY(held.job().cause);
        QCOMPARE(held.job().cause->code, ErrorCode::SuspendedByPerson);
        QCOMPARE(wrongAnswer(held, false), QString());
    }

    void everyErrorOfFilesThatCannotBeNamed_data() { everyError_data(); }
    void everyErrorOfFilesThatCannotBeNamed()
    {
        QFETCH(const ErrorCode, code);
        Held held;
        held.bench.transport.revealFailure = Error{code, {}, ErrorContext::LocalFile, {}};
        held.bench.transport.finish(0, 10);
        EngineBench::settle();
        QCOMPARE(held.job().state, JobState::Transferred);
        QCOMPARE(wrongAnswer(held, false), QString());
        // What is advised must be allowed: a transferred job cannot be resumed.
        const QString why = answersOf(held.job(), held.bench.time.now()).why;
        QVERIFY2(why.contains(textOf(code)), qPrintable(why));
        const QString remedy = errorRemedy(held.job());
        QVERIFY2(!remedy.contains(u"resume"_s, Qt::CaseInsensitive), qPrintable(remedy));
        QVERIFY2(remedy.contains(u"complete"_s, Qt::CaseInsensitive), qPrintable(remedy));
    }

    void waitingForATurn()
    {
        Held held;
        JobSpec spec;
        spec.settings.priority = Priority::High;
        held.bench.add({u"https://a.example/first"_s}, spec);
        QCOMPARE(held.job().state, JobState::Queued);
        QCOMPARE(wrongAnswer(held, true), QString());
    }

    void waitingForTheWorld_data()
    {
        QTest::addColumn<Gates>("gates");
        QTest::addColumn<ErrorCode>("cause");
        QTest::newRow("owner") << Gates{.ownerLoggedOn = false} << ErrorCode::OwnerLoggedOff;
        QTest::newRow("network") << Gates{.network = false} << ErrorCode::NetworkDisconnected;
        QTest::newRow("sleep") << Gates{.awake = false} << ErrorCode::StandbyMode;
        QTest::newRow("battery") << Gates{.battery = 19} << ErrorCode::BlockedByBatteryPolicy;
        QTest::newRow("bandwidth policy")
            << Gates{.backgroundBandwidth = false} << ErrorCode::BlockedByPolicy;
    }
    void waitingForTheWorld()
    {
        QFETCH(const Gates, gates);
        QFETCH(const ErrorCode, cause);
        Held moving;
        moving.bench.engine.setGates(gates);
        Held troubled; // its own trouble is no answer now
        troubled.fail(httpError(503));
        troubled.bench.engine.setGates(gates);
        for (Held *held : {&moving, &troubled}) {
            held->bench.time.pass(1h);
            QCOMPARE(held->job().cause->code, cause);
            QCOMPARE(wrongAnswer(*held, true), QString());
        }
    }

    void waitingForComplete()
    {
        JobSpec spec;
        spec.settings.manualComplete = true;
        Held held(spec);
        held.bench.transport.finish(0, 10);
        EngineBench::settle();
        QCOMPARE(held.job().state, JobState::Transferred);
        QCOMPARE(wrongAnswer(held, false), QString());
    }

    /// Whatever the state and the cause, also those that nothing brings about yet: no empty words.
    void everyPairOfStateAndCause()
    {
        Job job;
        for (int state = 0; state < kJobStates; ++state) {
            job.state = JobState(state);
            for (const ErrorRow &row : errorTable()) {
                const bool isTrouble
                    = job.state == JobState::Error || job.state == JobState::TransientError;
                job.cause = Cause{row.code, 1, {}};
                job.error = isTrouble ? std::optional(Error{row.code}) : std::nullopt;
                const StateWords words = stateWords(job, 2);
                QVERIFY2(!words.word.isEmpty() && !words.sentence.isEmpty(), row.name.data());
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestEngineAnswers)
#include "tst_engineanswers.moc"
