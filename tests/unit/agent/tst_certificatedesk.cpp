// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/certificatedesk.h"
#include "tests/support/fakes.h"

#include <QTest>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;

namespace {

const QByteArray kFirst(32, '\x11');
const QByteArray kSecond(32, '\x22');

/// An engine that survives, and a network in the test's hands.
struct Harbour
{
    FakeTransport transport;
    FakeTime time;
    MemoryStore store;
    FakeNotifier notifier;
    FakeKeyring keyring;
    std::unique_ptr<Engine> engine;

    Harbour() { restart(); }

    void restart()
    {
        engine.reset();
        EnginePorts ports{transport, store, notifier, keyring, time, time, [] { return 0.0; }};
        engine = std::make_unique<Engine>(ports, JobOwner{u"anna"_s, u"/d"_s}, Settings());
        engine->restore([](const Result<void> &) {});
        settle();
    }

    static void settle()
    {
        for (int i = 0; i < 30; ++i)
            QCoreApplication::processEvents();
    }

    JobId add(const QString &link = u"https://a.example/f"_s)
    {
        JobSpec spec;
        spec.files.push_back({QUrl(link), {}, {}});
        std::optional<JobId> added;
        engine->add(std::move(spec), [&](const Result<JobId> &id) { added = *id; });
        settle();
        return *added;
    }

    /// The file that is under way meets a server with this certificate.
    void meet(const QByteArray &fingerprint, ErrorCode code = ErrorCode::CertificateUntrusted)
    {
        const QUrl server = transport.asked.back().file.url;
        transport.listening()->distrusted(server, {fingerprint, code, u"a.example"_s, {}, 1, 2});
        fail(code);
    }
    void fail(ErrorCode code)
    {
        transport.fail(0, Error{code, {}, ErrorContext::GeneralTransport, {}});
        settle();
    }

    /// A job that waits for a yes.
    JobId addDistrusted(const QByteArray &fingerprint = kFirst,
                        const QString &link = u"https://a.example/f"_s)
    {
        const JobId id = add(link);
        meet(fingerprint);
        return id;
    }

    ErrorCode decide(int number, bool isAccepted)
    {
        std::optional<Result<void>> end;
        engine->certificates().decide(number, isAccepted,
                                      [&](const Result<void> &result) { end = result; });
        settle();
        return !end ? ErrorCode::Internal : *end ? ErrorCode::None : end->error().code;
    }

    void meetUncertified(ErrorCode code)
    {
        transport.listening()->uncertified(transport.asked.back().file.url);
        fail(code);
    }

    /// A job that waits for somebody to name a client certificate.
    JobId addUncertified(ErrorCode code = ErrorCode::ClientCertificateNeeded,
                         const QString &link = u"https://a.example/f"_s)
    {
        const JobId id = add(link);
        meetUncertified(code);
        return id;
    }

    ErrorCode choose(int number, const QString &name)
    {
        std::optional<Result<void>> end;
        engine->certificates().choose(number, name,
                                      [&](const Result<void> &result) { end = result; });
        settle();
        return !end ? ErrorCode::Internal : *end ? ErrorCode::None : end->error().code;
    }

    void resume(const JobId &id)
    {
        engine->change(id, JobVerb::Resume, [](const Result<ChangeOutcome> &) {});
        settle();
    }
    void cancel(const JobId &id)
    {
        engine->change(id, JobVerb::Cancel, [](const Result<ChangeOutcome> &) {});
        settle();
    }

    [[nodiscard]] JobState state(const JobId &id) const { return engine->find(id)->state; }
    [[nodiscard]] std::vector<Question> questions() const { return engine->desk().questions(); }
};

} // namespace

/// Servers that nobody vouches for: asked once, and only for exactly what was shown.
class TestCertificateDesk : public QObject
{
    Q_OBJECT

private slots:
    void oneQuestionForAll()
    {
        Harbour harbour;
        std::vector<JobId> jobs;
        for (int i = 0; i < 10; ++i)
            jobs.push_back(harbour.addDistrusted());
        QCOMPARE(harbour.questions().size(), 1U);
        const Question question = harbour.questions().front();
        QCOMPARE(question.kind, QuestionKind::Certificate);
        QCOMPARE(question.jobs, jobs);
        QCOMPARE(question.space.host, u"a.example"_s);
        QCOMPARE(question.space.port, 443);
        QCOMPARE(question.certificate->fingerprint, kFirst);
        QCOMPARE(harbour.state(jobs.front()), JobState::Error);
        QCOMPARE(harbour.decide(question.number, true), ErrorCode::None);
        QVERIFY(harbour.questions().empty());
        for (const JobId &id : jobs)
            QVERIFY(harbour.state(id) != JobState::Error);
        QCOMPARE(harbour.transport.trusted.size(), 1U);
        const TrustedCertificate trusted = harbour.transport.trusted.front();
        QCOMPARE(trusted.host, u"a.example"_s);
        QCOMPARE(trusted.port, 443);
        QCOMPARE(trusted.fingerprint, kFirst);
    }

    void oneChoiceForAllWhoAreAskedForACertificate()
    {
        Harbour harbour;
        const JobId first = harbour.addUncertified();
        const JobId second = harbour.addUncertified(ErrorCode::ClientCertificateRejected);
        harbour.addUncertified(ErrorCode::ClientCertificateNeeded, u"https://b.example/f"_s);
        QCOMPARE(harbour.questions().size(), 2U);
        const Question question = harbour.questions().front();
        QCOMPARE(question.kind, QuestionKind::ClientCertificate);
        QCOMPARE(question.jobs, (std::vector{first, second}));
        QCOMPARE(harbour.choose(1, u"me.p12"_s), ErrorCode::InvalidArgument);
        QCOMPARE(harbour.choose(1, {}), ErrorCode::InvalidArgument);
        QCOMPARE(harbour.choose(7, u"/me.p12"_s), ErrorCode::NotFound);
        QCOMPARE(harbour.decide(1, true), ErrorCode::InvalidArgument);
        QCOMPARE(harbour.choose(1, u"/me.p12"_s), ErrorCode::None);
        QCOMPARE(harbour.questions().size(), 1U);
        for (const JobId &id : {first, second}) {
            QVERIFY(harbour.state(id) != JobState::Error);
            QCOMPARE(harbour.engine->find(id)->settings.clientCertificate, u"/me.p12"_s);
            QCOMPARE(harbour.engine->find(id)->question, 0);
        }
        QCOMPARE(harbour.transport.asked.back().clientCertificate, u"/me.p12"_s);
    }

    void oneThatWasShownInVainIsNamed()
    {
        Harbour harbour;
        harbour.addUncertified();
        QVERIFY(harbour.questions().front().space.realm.isEmpty());
        QCOMPARE(harbour.choose(1, u"/me.p12"_s), ErrorCode::None);
        harbour.meetUncertified(ErrorCode::ClientCertificateRejected);
        QCOMPARE(harbour.questions().size(), 1U);
        const Question question = harbour.questions().front();
        QCOMPARE(question.space.realm, u"/me.p12"_s);
        QCOMPARE(textOf(question),
                 u"a.example does not accept the certificate /me.p12. Which other one shows who "
                 "asks?"_s);
        QCOMPARE(harbour.choose(question.number, u"/other.p12"_s), ErrorCode::None);
        QVERIFY(harbour.questions().empty());
    }

    void anotherAnswerThanTheOneThatIsAskedFor()
    {
        Harbour harbour;
        harbour.addDistrusted();
        QCOMPARE(harbour.choose(1, u"/me.p12"_s), ErrorCode::InvalidArgument);
        QCOMPARE(harbour.questions().size(), 1U);
    }

    void whoIsResumedAsksForACertificateAnew()
    {
        Harbour harbour;
        const JobId id = harbour.addUncertified();
        harbour.resume(id);
        QVERIFY(harbour.questions().empty());
        QCOMPARE(harbour.engine->find(id)->question, 0);
        harbour.meetUncertified(ErrorCode::ClientCertificateNeeded);
        QCOMPARE(harbour.questions().size(), 1U);
        harbour.restart();
        QCOMPARE(harbour.questions().size(), 1U);
        QCOMPARE(harbour.questions().front().kind, QuestionKind::ClientCertificate);
        harbour.cancel(id);
        QVERIFY(harbour.questions().empty());
    }

    void eachHostPortAndCertificateIsItsOwnQuestion()
    {
        Harbour harbour;
        harbour.addDistrusted();
        harbour.addDistrusted(kSecond);
        harbour.addDistrusted(kFirst, u"https://a.example:8443/f"_s);
        harbour.addDistrusted(kFirst, u"https://b.example/f"_s);
        QCOMPARE(harbour.questions().size(), 4U);
    }

    void aYesOutlivesTheAgent()
    {
        Harbour harbour;
        const JobId id = harbour.addDistrusted();
        QCOMPARE(harbour.decide(1, true), ErrorCode::None);
        harbour.cancel(id);
        harbour.transport.trusted.clear();
        harbour.restart();
        QCOMPARE(harbour.transport.trusted.size(), 1U);
        QCOMPARE(harbour.transport.trusted.front().fingerprint, kFirst);
    }

    void aYesIsTakenBack()
    {
        Harbour harbour;
        harbour.addDistrusted();
        harbour.addDistrusted(kFirst, u"https://b.example/f"_s);
        QCOMPARE(harbour.decide(1, true), ErrorCode::None);
        QCOMPARE(harbour.decide(2, true), ErrorCode::None);
        CertificateDesk &desk = harbour.engine->certificates();
        QCOMPARE(desk.accepted().size(), 2U);
        QCOMPARE(desk.withdraw(u"a.example"_s, 8443).error().code, ErrorCode::NotFound);
        QCOMPARE(desk.withdraw(u"c.example"_s, 443).error().code, ErrorCode::NotFound);
        QVERIFY(desk.withdraw(u"a.example"_s, 443));
        QCOMPARE(desk.withdraw(u"a.example"_s, 443).error().code, ErrorCode::NotFound);
        QCOMPARE(harbour.transport.trusted, desk.accepted());
        QCOMPARE(desk.accepted().size(), 1U);
        QCOMPARE(desk.accepted().front().host, u"b.example"_s);
        harbour.addDistrusted(); // the next one asks
        QCOMPARE(harbour.questions().size(), 1U);
        harbour.restart();
        QCOMPARE(harbour.transport.trusted.size(), 1U);
    }

    void whoWasThereBeforeAsksOnceTrustIsTakenBack()
    {
        Harbour harbour;
        harbour.addDistrusted();
        const JobId late = harbour.add();
        QCOMPARE(harbour.decide(1, true), ErrorCode::None);
        harbour.cancel(harbour.engine->ids().front());
        harbour.meet(kFirst); // its request was sent before the yes
        QCOMPARE(harbour.state(late), JobState::Connecting);
        QVERIFY(harbour.engine->certificates().withdraw(u"a.example"_s, 443));
        harbour.meet(kFirst);
        QCOMPARE(harbour.questions().size(), 1U);
        QCOMPARE(harbour.questions().front().jobs, std::vector{late});
        QCOMPARE(harbour.decide(harbour.questions().front().number, true), ErrorCode::None);
        QCOMPARE(harbour.state(late), JobState::Connecting);
    }

    void aNoOfBeforeIsForgottenWithTheYes()
    {
        Harbour harbour;
        const JobId first = harbour.addDistrusted();
        QCOMPARE(harbour.decide(1, false), ErrorCode::None);
        harbour.resume(first);
        harbour.meet(kFirst);
        QCOMPARE(harbour.decide(2, true), ErrorCode::None);
        harbour.cancel(first);
        QVERIFY(harbour.engine->certificates().withdraw(u"a.example"_s, 443));
        const JobId second = harbour.addDistrusted(); // no newer than the no
        QCOMPARE(harbour.questions().size(), 1U);
        QCOMPARE(harbour.questions().front().jobs, std::vector{second});
    }

    void aQuestionOutlivesTheAgent()
    {
        Harbour harbour;
        const JobId id = harbour.addDistrusted();
        const auto before = harbour.questions();
        harbour.restart();
        QCOMPARE(harbour.questions(), before);
        QCOMPARE(harbour.decide(1, true), ErrorCode::None);
        QVERIFY(harbour.state(id) != JobState::Error);
    }

    void anotherCertificateIsAskedForAnew()
    {
        Harbour harbour;
        const JobId id = harbour.addDistrusted();
        QCOMPARE(harbour.decide(1, true), ErrorCode::None);
        harbour.meet(kSecond);
        QCOMPARE(harbour.state(id), JobState::Error);
        QCOMPARE(harbour.questions().size(), 1U);
        Question second = harbour.questions().front();
        QCOMPARE(second.number, 2);
        second.otherAccepted = harbour.engine->certificates().otherAccepted(second);
        QCOMPARE(second.otherAccepted, harbour.time.now());
        QVERIFY(textOf(second).startsWith(
            u"The certificate of a.example is another one than you accepted on "_s));
        QCOMPARE(harbour.decide(2, true), ErrorCode::None);
        QVERIFY(!harbour.engine->certificates().otherAccepted(second));
        QCOMPARE(harbour.transport.trusted.size(), 1U); // exactly one
        QCOMPARE(harbour.transport.trusted.front().fingerprint, kSecond);
    }

    void aNoIsNotAskedForAgain()
    {
        Harbour harbour;
        const JobId first = harbour.addDistrusted();
        const JobId late = harbour.add();
        harbour.time.pass(std::chrono::seconds(1));
        QCOMPARE(harbour.decide(1, false), ErrorCode::None);
        QVERIFY(harbour.questions().empty());
        QCOMPARE(harbour.state(first), JobState::Error);
        QVERIFY(harbour.transport.trusted.empty());
        harbour.meet(kFirst);
        QCOMPARE(harbour.state(late), JobState::Error);
        QVERIFY(harbour.questions().empty());
        for (const JobId &id : {first, late}) { // until a person wants it
            harbour.resume(id);
            harbour.meet(kFirst);
            QCOMPARE(harbour.questions().size(), 1U);
            QCOMPARE(harbour.decide(harbour.questions().front().number, false), ErrorCode::None);
        }
        harbour.time.pass(std::chrono::seconds(1));
        harbour.addDistrusted();
        QCOMPARE(harbour.questions().size(), 1U);
    }

    void aYesThatComesBeforeTheEndCounts()
    {
        Harbour harbour;
        const JobId first = harbour.addDistrusted();
        const JobId late = harbour.add();
        QCOMPARE(harbour.decide(1, true), ErrorCode::None);
        QCOMPARE(harbour.state(first), JobState::Connecting);
        // Its request was sent before.
        harbour.cancel(first);
        harbour.meet(kFirst);
        QVERIFY(harbour.questions().empty());
        QCOMPARE(harbour.state(late), JobState::Connecting);
        harbour.meet(kFirst); // never a circle
        QCOMPARE(harbour.state(late), JobState::Error);
        QVERIFY(harbour.questions().empty());
    }

    void whatNobodyMayAcceptIsNotAsked_data()
    {
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("revoked") << ErrorCode::CertificateRevoked;
        QTest::newRow("the clock") << ErrorCode::ClockWrong;
        QTest::newRow("not sound") << ErrorCode::CertificateUntrusted;
    }
    void whatNobodyMayAcceptIsNotAsked()
    {
        QFETCH(const ErrorCode, code);
        Harbour harbour;
        const JobId id = harbour.add();
        harbour.fail(code); // nothing was shown that may be accepted
        QCOMPARE(harbour.state(id), JobState::Error);
        QVERIFY(harbour.questions().empty());
    }

    void aQuestionThatNobodyWaitsForCloses()
    {
        Harbour harbour;
        const JobId id = harbour.addDistrusted();
        harbour.cancel(id);
        QVERIFY(harbour.questions().empty());
        QVERIFY(harbour.store.signIns.questions.empty());
        QCOMPARE(harbour.decide(1, true), ErrorCode::NotFound);
        QVERIFY(harbour.transport.trusted.empty());
    }

    void aPasswordIsNoAnswer()
    {
        Harbour harbour;
        harbour.addDistrusted();
        std::optional<Result<void>> end;
        harbour.engine->desk().answer(1, {u"anna"_s, Secret("geheim")},
                                      [&](const Result<void> &result) { end = result; });
        Harbour::settle();
        QCOMPARE(end->error().code, ErrorCode::InvalidArgument);
        QCOMPARE(harbour.questions().size(), 1U);
    }

    void theRestOfTheJobIsNotAskedFor()
    {
        Harbour harbour;
        JobSpec spec;
        for (int i = 0; i < 100; ++i)
            spec.files.push_back({QUrl(u"https://a.example/%1"_s.arg(i)), {}, {}});
        harbour.engine->add(std::move(spec), [](const Result<JobId> &) {});
        Harbour::settle();
        const std::size_t asked = harbour.transport.asked.size();
        for (std::size_t i = 0; i < asked; ++i) {
            harbour.transport.listening(int(i))->distrusted(
                QUrl(u"https://a.example/"_s),
                {kFirst, ErrorCode::CertificateUntrusted, {}, {}, 1, 2});
            harbour.transport.fail(int(i), Error{ErrorCode::CertificateUntrusted, {}, {}, {}});
        }
        Harbour::settle();
        QCOMPARE(harbour.transport.asked.size(), asked);
        QCOMPARE(harbour.questions().size(), 1U);
    }
};

QTEST_GUILESS_MAIN(TestCertificateDesk)
#include "tst_certificatedesk.moc"
