// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/client/localagentlink.h"
#include "common/protocol/encode.h"
#include "common/protocol/limits.h"
#include "tests/support/samplemessages.h"

#include <QFile>
#include <QLocalServer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace lighterman;
using namespace lighterman::protocol;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

/// Plays the agent: says hello to whoever comes and keeps what they ask.
class FakeAgent final : public QObject
{
    Q_OBJECT

public:
    void listen(const QString &socket, qint64 major = kMajor)
    {
        m_major = major;
        connect(&m_server, &QLocalServer::newConnection, this, &FakeAgent::accept);
        QVERIFY(m_server.listen(socket));
    }
    void say(const QByteArray &payload) const { m_socket->write(frame(payload)); }
    void reply(std::size_t request, const Reply &reply) const
    {
        say(encode(asked.at(request).id, reply));
    }
    void hangUp() { m_socket->abort(); }
    void close()
    {
        hangUp();
        m_server.close();
    }
    /// As close(), but what was said still arrives.
    void leave()
    {
        m_socket->disconnectFromServer();
        m_server.close();
    }
    template <typename T>
    [[nodiscard]] const T &ask(std::size_t request) const
    {
        return std::get<T>(asked.at(request).request);
    }

    std::vector<ClientRequest> asked;
    std::vector<Hello> hellos;
    bool greets = true;

private:
    void accept()
    {
        m_socket = m_server.nextPendingConnection();
        m_frames = {};
        connect(m_socket, &QLocalSocket::readyRead, this, &FakeAgent::read);
        if (greets)
            say(encodeHello(Hello{m_major, 0, u"fake"_s, {}}));
    }
    void read()
    {
        m_frames.append(m_socket->readAll());
        for (auto next = m_frames.next(); next.value(); next = m_frames.next()) {
            if (const auto hello = decodeHello(**next))
                hellos.push_back(*hello);
            else
                asked.push_back(std::get<ClientRequest>(decodeFromClient(**next).value()));
        }
    }

    QLocalServer m_server;
    QLocalSocket *m_socket = nullptr;
    FrameReader m_frames;
    qint64 m_major = kMajor;
};

/// Keeps answers.
struct Answers
{
    AgentLink::Answer taker()
    {
        return [this](const Result<Reply> &reply) { all.push_back(reply); };
    }
    [[nodiscard]] ErrorCode code(std::size_t at) const
    {
        return all.at(at) ? ErrorCode::None : all.at(at).error().code;
    }
    std::vector<Result<Reply>> all;
};

} // namespace

class TestLocalAgentLink final : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    int m_count = 0;

    /// Options for a socket of its own, quick and never starting anything.
    [[nodiscard]] LinkOptions options()
    {
        LinkOptions options;
        options.socket = m_folder.filePath(QString::number(++m_count));
        options.program = u"test"_s;
        options.startAgent = false;
        options.shortestPause = 1ms;
        options.longestPause = 4ms;
        return options;
    }

    /// A program that does `what` instead of being an agent.
    [[nodiscard]] QString script(const QString &what) const
    {
        QFile file(m_folder.filePath(QString::number(m_count) + u".sh"_s));
        if (file.open(QIODevice::WriteOnly))
            file.write("#!/bin/sh\n" + what.toUtf8());
        file.setPermissions(QFile::ReadOwner | QFile::ExeOwner);
        return file.fileName();
    }

    struct Pair
    {
        explicit Pair(LinkOptions options)
            : link(options)
            , states(&link, &AgentLink::stateChanged)
            , socket(options.socket)
        {
            agent.listen(socket);
        }
        [[nodiscard]] bool connectNow()
        {
            link.connectToAgent();
            return QTest::qWaitFor([this] { return link.state() == LinkState::Connected; });
        }
        [[nodiscard]] bool heard(std::size_t requests) const
        {
            return QTest::qWaitFor([=, this] { return agent.asked.size() >= requests; });
        }

        FakeAgent agent;
        LocalAgentLink link;
        QSignalSpy states;
        Answers answers;
        QString socket;
    };
    static bool answered(const Answers &answers, std::size_t count)
    {
        return QTest::qWaitFor([&] { return answers.all.size() >= count; });
    }
    static bool reaches(const AgentLink &link, LinkState state)
    {
        return QTest::qWaitFor([&] { return link.state() == state; });
    }

private slots:
    void connectsAndAsks()
    {
        Pair p(options());
        p.link.send(ShowStatus{}, this, p.answers.taker()); // waits for the connection
        QVERIFY(p.connectNow());
        QVERIFY(p.heard(1));
        QCOMPARE(p.agent.hellos.front().program, u"test"_s);
        QVERIFY(p.answers.all.empty());

        std::optional<Status> status;
        p.link.ask(ShowStatus{}, this, [&](const Result<Status> &s) { status = s.value(); });
        QVERIFY(p.heard(2));
        p.agent.reply(1, Status{u"9"_s, 1, 0, 0, 0, {}});
        p.agent.reply(0, Done{});

        QVERIFY(answered(p.answers, 1));
        QCOMPARE(status->version, u"9"_s);
        QVERIFY(std::holds_alternative<Done>(*p.answers.all.front()));
    }

    void handsTheAgentsRefusalOn()
    {
        Pair p(options());
        QVERIFY(p.connectNow());
        p.link.send(ShowJob{samples::kJob}, this, p.answers.taker());
        p.link.send(ShowJob{samples::kJob}, this, p.answers.taker());
        QVERIFY(p.heard(2));
        p.agent.reply(0, Failure{samples::error()});
        // {"kind": "news", "id": 2}: an answer that this version does not know
        p.agent.say(QByteArray::fromHex("a2646b696e64646e657773626964")
                    + char(p.agent.asked[1].id));

        QVERIFY(answered(p.answers, 2));
        QCOMPARE(p.answers.all.front().error(), samples::error());
        QCOMPARE(p.answers.code(1), ErrorCode::ProtocolError);
    }

    void anAnswerDiesWithItsContext()
    {
        Pair p(options());
        QVERIFY(p.connectNow());
        auto context = std::make_unique<QObject>();
        p.link.send(Stop{}, context.get(), p.answers.taker());
        p.link.send(ShowStatus{}, this, p.answers.taker());
        QVERIFY(p.heard(2));
        context.reset();
        p.agent.reply(0, Done{});
        p.agent.reply(1, Status{});

        QVERIFY(answered(p.answers, 1));
        QVERIFY(std::holds_alternative<Status>(*p.answers.all.front()));
    }

    void failsAtOnceWhenNobodyAnswersAndNothingMayBeStarted()
    {
        LocalAgentLink link(options());
        Answers answers;
        link.send(Stop{}, this, answers.taker());
        link.connectToAgent();
        QCOMPARE(link.state(), LinkState::Connecting);

        QVERIFY(reaches(link, LinkState::Failed));
        QCOMPARE(link.error().code, ErrorCode::AgentUnreachable);
        QCOMPARE(answers.code(0), ErrorCode::AgentUnreachable);

        link.send(Stop{}, this, answers.taker());
        QCOMPARE(answers.all.size(), 1U); // never from inside send()
        QVERIFY(answered(answers, 2));
        QCOMPARE(answers.code(1), ErrorCode::AgentUnreachable);
    }

    void saysWhyASocketIsImpossible()
    {
        LinkOptions o = options();
        o.startAgent = true;
        o.agentProgram = u"/bin/true"_s;
        o.socket = u"/tmp/"_s + QString(120, u'x');
        LocalAgentLink link(o);
        link.connectToAgent();
        QVERIFY(reaches(link, LinkState::Failed)); // long before its time is up
        QVERIFY(link.error().detail.contains(u"longer than 107 bytes"_s));
    }

    void failsWhenThereIsNothingToStart()
    {
        LinkOptions o = options();
        o.startAgent = true;
        o.agentProgram = u"/nonexistent/agent"_s;
        LocalAgentLink link(o);
        link.connectToAgent();
        QVERIFY(reaches(link, LinkState::Failed));
        QVERIFY(link.error().detail.contains(o.agentProgram));
    }

    void startsTheAgentWithItsSocketAndNoPipes()
    {
        LinkOptions o = options();
        o.startAgent = true;
        o.agentProgram = script(u"out=$(readlink /proc/$$/fd/1 /proc/$$/fd/2)\n"
                                "echo \"$out\" > \"$LIGHTERMAN_SOCKET.out\"\n"
                                "mv \"$LIGHTERMAN_SOCKET.out\" \"$LIGHTERMAN_SOCKET.started\"\n"_s);
        qunsetenv("LIGHTERMAN_AGENT_LOG");

        LocalAgentLink link(o);
        link.connectToAgent();
        QFile started(o.socket + u".started"_s);
        QVERIFY(QTest::qWaitFor([&] { return started.exists(); }));
        QVERIFY(started.open(QIODevice::ReadOnly));
        // The null device, or the journal's socket where there is one.
        QVERIFY(!started.readAll().contains("pipe"));
        QCOMPARE(link.state(), LinkState::Connecting);

        FakeAgent agent; // the program only pretends to become one
        agent.listen(o.socket);
        QVERIFY(reaches(link, LinkState::Connected));
    }

    void givesUpWhenTheStartedAgentNeverListens()
    {
        LinkOptions o = options();
        o.startAgent = true;
        o.agentProgram = u"/bin/true"_s;
        o.connectTimeout = 20ms;
        LocalAgentLink link(o);
        link.connectToAgent();
        QVERIFY(reaches(link, LinkState::Failed));
        QCOMPARE(link.error().code, ErrorCode::AgentUnreachable);
    }

    void anotherMajorVersionIsFinal()
    {
        const LinkOptions o = options();
        FakeAgent agent;
        agent.listen(o.socket, kMajor + 1);
        LocalAgentLink link(o);
        link.connectToAgent();
        QVERIFY(reaches(link, LinkState::Failed));
        QCOMPARE(link.error().code, ErrorCode::ProtocolError);
    }

    void connectToAgentTriesAgainAfterAFailure()
    {
        const LinkOptions o = options();
        LocalAgentLink link(o);
        link.connectToAgent();
        QVERIFY(reaches(link, LinkState::Failed));
        FakeAgent agent;
        agent.listen(o.socket);
        link.connectToAgent();
        QVERIFY(reaches(link, LinkState::Connected));
        QCOMPARE(link.error().code, ErrorCode::None);
    }

    void whoAsksForALostAgentMayStartOne()
    {
        LinkOptions o = options();
        o.startAgent = true;
        o.agentProgram = u"/nonexistent/agent"_s;
        Pair p(o);
        QVERIFY(p.connectNow());
        p.agent.close();
        QVERIFY(reaches(p.link, LinkState::Lost));
        p.link.connectToAgent();
        QCOMPARE(p.link.state(), LinkState::Connecting);
        QVERIFY(reaches(p.link, LinkState::Failed));
        QVERIFY(p.link.error().detail.contains(o.agentProgram)); // it has tried
    }

    void aStartedAgentThatEndsIsNotWaitedFor()
    {
        LinkOptions o = options();
        o.startAgent = true;
        o.agentProgram = u"/bin/true"_s;
        o.connectTimeout = 1h;
        LocalAgentLink link(o);
        link.connectToAgent();
        QVERIFY(reaches(link, LinkState::Failed));
        QCOMPARE(link.error().code, ErrorCode::AgentUnreachable);
        QVERIFY(link.error().detail.contains(u"has ended"_s));
    }

    void anAgentThatSaidGoodbyeIsNotStartedAgain()
    {
        LinkOptions o = options();
        o.restartAgent = true;
        o.connectTimeout = 1h;
        o.agentProgram = script(u": > \"$LIGHTERMAN_SOCKET.started\"\n"_s);
        Pair p(o);
        QVERIFY(p.connectNow());
        p.agent.say(encode(Goodbye{}));
        p.agent.leave();
        QVERIFY(reaches(p.link, LinkState::Lost));
        FakeAgent next;
        next.listen(o.socket);
        QVERIFY(reaches(p.link, LinkState::Connected)); // somebody else started it
        QVERIFY(!QFile::exists(o.socket + u".started"_s));

        next.close(); // without a goodbye
        QVERIFY(QTest::qWaitFor([&] { return QFile::exists(o.socket + u".started"_s); }));
    }

    void anAgentThatSaidGoodbyeIsLookedForForAWhile()
    {
        LinkOptions o = options();
        o.restartAgent = true;
        o.connectTimeout = 50ms;
        Pair p(o);
        QVERIFY(p.connectNow());
        p.agent.say(encode(Goodbye{}));
        p.agent.leave();
        QVERIFY(reaches(p.link, LinkState::Failed));
        QCOMPARE(p.states.size(), 3); // Connected, Lost, Failed
        QCOMPARE(p.link.error().code, ErrorCode::AgentUnreachable);
        QVERIFY(p.link.error().detail.contains(u"told to end"_s));
    }

    void aRefusedListIsSaid()
    {
        Pair p(options());
        QSignalSpy refusals(&p.link, &AgentLink::listRefused);
        p.link.subscribe();
        QVERIFY(p.connectNow());
        QVERIFY(p.heard(1));
        p.agent.reply(0, Failure{samples::error()});
        QVERIFY(QTest::qWaitFor([&] { return !refusals.isEmpty(); }));
        QCOMPARE(refusals.front().front().value<Error>(), samples::error());
        QCOMPARE(p.link.state(), LinkState::Connected);
    }

    void aSilentAgentIsNotWaitedForForEver()
    {
        LinkOptions o = options();
        o.requestTimeout = 5ms;
        Pair p(o);
        QVERIFY(p.connectNow());
        p.link.send(Stop{}, this, p.answers.taker());
        QVERIFY(answered(p.answers, 1));
        QCOMPARE(p.answers.code(0), ErrorCode::AgentUnreachable);

        QVERIFY(p.heard(1));
        p.agent.reply(0, Done{}); // too late, and dropped
        p.link.send(ShowStatus{}, this, p.answers.taker());
        QVERIFY(answered(p.answers, 2));
        QCOMPARE(p.link.state(), LinkState::Connected);
    }

    void aLostAgentIsFoundAgain()
    {
        Pair p(options());
        p.link.subscribe();
        QVERIFY(p.connectNow());
        p.link.send(Stop{}, this, p.answers.taker());
        QVERIFY(p.heard(2));

        p.agent.hangUp();
        QVERIFY(answered(p.answers, 1));
        QCOMPARE(p.answers.code(0), ErrorCode::AgentUnreachable);
        QCOMPARE(p.states.at(1).front().value<LinkState>(), LinkState::Lost);

        QVERIFY(p.heard(3));
        QVERIFY(p.agent.ask<ListJobs>(2).subscribe); // renewed; Stop was not sent again
        QCOMPARE(p.link.state(), LinkState::Connected);
    }

    void aLostAgentIsLookedForUntilItIsBack()
    {
        const LinkOptions o = options();
        Pair p(o);
        QVERIFY(p.connectNow());
        p.agent.close();
        QVERIFY(reaches(p.link, LinkState::Lost));
        p.link.send(Stop{}, this, p.answers.taker());
        QVERIFY(answered(p.answers, 1));
        QCOMPARE(p.answers.code(0), ErrorCode::AgentUnreachable);
        QVERIFY(!QTest::qWaitFor([&] { return p.link.state() != LinkState::Lost; }, 50));

        FakeAgent second;
        second.listen(o.socket);
        QVERIFY(reaches(p.link, LinkState::Connected));
    }

    void garbageFromTheAgentBreaksTheLine()
    {
        Pair p(options());
        QVERIFY(p.connectNow());
        p.agent.say("garbage");
        QVERIFY(reaches(p.link, LinkState::Lost));
        QVERIFY(reaches(p.link, LinkState::Connected));
    }

    void questionsThatChangeAreTold()
    {
        Pair p(options());
        QSignalSpy news(&p.link, &AgentLink::questionsChanged);
        QVERIFY(p.connectNow());
        p.agent.say(encode(QuestionsChanged{}));
        QVERIFY(news.wait());
        QCOMPARE(news.count(), 1);
    }

    void pagesArePutTogether()
    {
        Pair p(options());
        QSignalSpy pages(&p.link, &AgentLink::jobPage);
        QVERIFY(p.connectNow());
        p.link.send(ListJobs{}, this, p.answers.taker());
        QVERIFY(p.heard(1));
        p.agent.reply(0, JobPage{3, false, {samples::job()}, {samples::file()}});
        p.agent.reply(0, JobPage{3, true, {samples::plainJob()}, {}});

        QVERIFY(answered(p.answers, 1));
        const auto &page = std::get<JobPage>(*p.answers.all.front());
        QCOMPARE(page.jobs, (std::vector{samples::job(), samples::plainJob()}));
        QCOMPARE(page.files.size(), 1U);
        QCOMPARE(page.revision, 3);
        QVERIFY(page.last);
        QVERIFY(pages.isEmpty());
    }

    void partsOfAnInfoArePutTogether()
    {
        Pair p(options());
        QVERIFY(p.connectNow());
        p.link.send(ShowJob{samples::kJob}, this, p.answers.taker());
        QVERIFY(p.heard(1));
        p.agent.reply(0, JobInfo{false, samples::job(), {}, {samples::file()}});
        p.agent.reply(0, JobInfo{true, samples::job(), {}, {samples::file(), samples::file()}});

        QVERIFY(answered(p.answers, 1));
        const auto &info = std::get<JobInfo>(*p.answers.all.front());
        QCOMPARE(info.job, samples::job());
        QCOMPARE(info.files.size(), 3U);
    }

    void aSubscriptionComesPageByPage()
    {
        Pair p(options());
        QSignalSpy pages(&p.link, &AgentLink::jobPage);
        QSignalSpy changes(&p.link, &AgentLink::jobChanges);
        p.link.subscribe();
        QVERIFY(p.connectNow());
        QVERIFY(p.heard(1));
        p.agent.reply(0, JobPage{3, false, {samples::job()}, {}});
        p.agent.reply(0, JobPage{3, true, {samples::plainJob()}, {}});
        p.agent.say(encode(samples::changes()));

        QVERIFY(QTest::qWaitFor([&] { return changes.size() == 1; }));
        QCOMPARE(pages.size(), 2);
        QCOMPARE(pages.at(0).at(1).toBool(), true);
        QCOMPARE(pages.at(1).at(1).toBool(), false);

        p.link.subscribe(); // a new list: pages of the old one would be void
        QVERIFY(p.heard(2));
        p.agent.reply(1, JobPage{4, true, {}, {}});
        QVERIFY(QTest::qWaitFor([&] { return pages.size() == 3; }));
        QCOMPARE(pages.at(2).at(1).toBool(), true);
    }

    void anAgentThatListsNothingIsLost()
    {
        LinkOptions o = options();
        o.requestTimeout = 20ms;
        Pair p(o);
        p.link.subscribe();
        QVERIFY(p.connectNow());
        QVERIFY(reaches(p.link, LinkState::Lost));
    }

    void aLargeJobIsSentInParts()
    {
        Pair p(options());
        AddJob add{samples::spec(), false};
        add.spec.files.assign(3000, {QUrl(u"http://example.org/"_s + QString(2000, u'x')), {}});
        QVERIFY(p.connectNow());
        p.link.send(add, this, p.answers.taker());

        const auto whole = [&] {
            return !p.agent.asked.empty() && !p.agent.ask<AddJob>(p.agent.asked.size() - 1).more;
        };
        QVERIFY(QTest::qWaitFor(whole));
        std::size_t files = 0;
        for (std::size_t i = 0; i < p.agent.asked.size(); ++i) {
            QCOMPARE(p.agent.asked.at(i).id, p.agent.asked.front().id);
            files += p.agent.ask<AddJob>(i).spec.files.size();
        }
        QCOMPARE(files, 3000U);
        p.agent.reply(0, Added{samples::kJob});
        QVERIFY(answered(p.answers, 1));
        QVERIFY(p.answers.all.front().has_value());
    }

    void whatNoFrameHoldsIsRefusedHere()
    {
        Pair p(options());
        QVERIFY(p.connectNow());
        p.link.send(SetConfig{{{u"a"_s, QString(kMaxFrame, u'x')}}}, this, p.answers.taker());
        QVERIFY(p.answers.all.empty());
        QVERIFY(answered(p.answers, 1));
        QCOMPARE(p.answers.code(0), ErrorCode::TooLarge);
    }

    void anAgentThatDoesNotGreetIsNotWaitedForForEver()
    {
        LinkOptions o = options();
        o.connection.helloTimeout = 5ms;
        o.connectTimeout = 20ms;
        Pair p(o);
        p.agent.greets = false;
        p.link.connectToAgent();
        QVERIFY(reaches(p.link, LinkState::Failed));
        QCOMPARE(p.link.error().code, ErrorCode::AgentUnreachable);
    }
};

QTEST_GUILESS_MAIN(TestLocalAgentLink)
#include "tst_localagentlink.moc"
