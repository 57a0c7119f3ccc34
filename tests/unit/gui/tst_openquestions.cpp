// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/models/openquestions.h"
#include "tests/support/fakeagent.h"

#include <QSignalSpy>
#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;
using testing::FakeAgent;

namespace {

Question ask(int number)
{
    Question question;
    question.number = number;
    question.space = {
        AuthTarget::Server, AuthScheme::Basic, u"https"_s, u"files.example"_s, 443, u"Staff"_s, {}};
    question.jobs = {JobId::create()};
    return question;
}

} // namespace

/// The list of questions follows the agent, whatever becomes of that.
class TestOpenQuestions : public QObject
{
    Q_OBJECT

    struct Bench
    {
        Bench()
        {
            agent.questions = {ask(1)};
            agent.subscribe();
            agent.connectToAgent();
        }
        [[nodiscard]] std::vector<int> numbers() const
        {
            std::vector<int> found;
            for (const auto &row : open.rows())
                found.push_back(row.question.number);
            return found;
        }
        FakeAgent agent;
        OpenQuestions open{agent};
    };

private slots:
    void theyComeWithTheConnection()
    {
        Bench bench;
        QSignalSpy changed(&bench.open, &OpenQuestions::changed);
        QTRY_COMPARE(bench.numbers(), std::vector<int>{1});
        QCOMPARE(changed.count(), 1);
        QVERIFY(bench.open.find(1));
        QVERIFY(!bench.open.find(2));
    }

    void allKindsAreThere()
    {
        Question server = ask(2);
        server.kind = QuestionKind::Certificate;
        server.certificate = ServerCertificate{};
        Question own = ask(4);
        own.kind = QuestionKind::ClientCertificate;
        Bench bench;
        bench.agent.putQuestions({server, ask(3), own});
        QTRY_COMPARE(bench.numbers(), (std::vector{2, 3, 4}));
        QCOMPARE(bench.open.pressing().size(), 3U);
    }

    void changesAreAskedFor()
    {
        Bench bench;
        QTRY_COMPARE(bench.numbers(), std::vector<int>{1});
        bench.agent.putQuestions({ask(1), ask(2)});
        QTRY_COMPARE(bench.numbers(), (std::vector{1, 2}));
        bench.agent.putQuestions({});
        QTRY_VERIFY(bench.open.rows().empty());
    }

    /// What has changed while an answer was under way is not in it.
    void changesWhileTheyAreAskedFor()
    {
        Bench bench;
        QTRY_COMPARE(bench.numbers(), std::vector<int>{1});
        const std::size_t before = bench.agent.asked<protocol::ListQuestions>().size();
        for (int number = 2; number < 30; ++number)
            bench.agent.putQuestions({ask(number)});
        QTRY_COMPARE(bench.numbers(), std::vector<int>{29});
        QTRY_COMPARE(bench.agent.asked<protocol::ListQuestions>().size(), before + 2);
    }

    void onlySomeArePressing()
    {
        Bench bench;
        Question putOff = ask(2);
        putOff.isPutOff = true;
        Question tried = ask(3);
        tried.isTried = true;
        bench.agent.putQuestions({ask(1), putOff, tried});
        QTRY_COMPARE(bench.numbers(), (std::vector{1, 2, 3}));
        QCOMPARE(bench.open.pressing().size(), 1U);
        QCOMPARE(bench.open.pressing().front().question.number, 1);
    }

    void theAgentIsRestarted()
    {
        Bench bench;
        QTRY_COMPARE(bench.numbers(), std::vector<int>{1});
        bench.agent.lose();
        QCOMPARE(bench.numbers(), std::vector<int>{1}); // as things stood last
        bench.agent.questions = {ask(7)};
        bench.agent.connectToAgent();
        QTRY_COMPARE(bench.numbers(), std::vector<int>{7});
    }

    void theAgentIsLostWhileItIsAsked()
    {
        Bench bench;
        QTRY_COMPARE(bench.numbers(), std::vector<int>{1});
        bench.agent.silent = true;
        bench.agent.putQuestions({ask(1), ask(2)});
        bench.agent.lose();
        QCOMPARE(bench.numbers(), std::vector<int>{1});
        bench.agent.silent = false;
        bench.agent.connectToAgent();
        QTRY_COMPARE(bench.numbers(), (std::vector{1, 2}));
    }

    void anOldAgentHasNone()
    {
        Bench bench;
        QTRY_COMPARE(bench.numbers(), std::vector<int>{1});
        bench.agent.lose();
        bench.agent.refusals = {fail(ErrorCode::ProtocolError).value()}; // no such request
        bench.agent.connectToAgent();
        QTRY_VERIFY(bench.open.rows().empty());
    }

    /// An answer that cannot be read, or an agent in trouble, has not answered anybody.
    void anErrorChangesNothing()
    {
        Bench bench;
        QTRY_COMPARE(bench.numbers(), std::vector<int>{1});
        QSignalSpy changed(&bench.open, &OpenQuestions::changed);
        const std::size_t before = bench.agent.asked<protocol::ListQuestions>().size();
        bench.agent.refusals = {fail(ErrorCode::ProtocolError).value()};
        bench.agent.putQuestions({ask(1), ask(2)});
        QTRY_COMPARE(bench.agent.asked<protocol::ListQuestions>().size(), before + 1);
        QTRY_VERIFY(bench.agent.refusals.empty());
        QCOMPARE(bench.numbers(), std::vector<int>{1});
        QCOMPARE(changed.count(), 0);
        bench.agent.putQuestions({ask(2)});
        QTRY_COMPARE(bench.numbers(), std::vector<int>{2});
    }

    void theKeyringIsLookedAt()
    {
        Bench bench;
        bench.agent.keyring = {KeyringState::Locked, u"KWallet"_s};
        QSignalSpy changed(&bench.open, &OpenQuestions::keyringChanged);
        bench.open.lookAtKeyring();
        QTRY_COMPARE(bench.open.keyring(), bench.agent.keyring);
        bench.open.lookAtKeyring();
        QTRY_COMPARE(bench.agent.asked<protocol::ShowKeyring>().size(), 2U);
        QCoreApplication::processEvents();
        QCOMPARE(changed.count(), 1);
    }
};

QTEST_GUILESS_MAIN(TestOpenQuestions)
#include "tst_openquestions.moc"
