// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/signindesk.h"
#include "agent/ipc/agentserver.h"
#include "agent/ipc/instancelock.h"
#include "common/protocol/encode.h"
#include "tests/support/fakes.h"

#include <QDir>
#include <QFile>
#include <QLocalSocket>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QtEndian>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;

namespace {

class FakeControl final : public AgentControl
{
public:
    [[nodiscard]] protocol::Status status() const override
    {
        protocol::Status status;
        status.version = u"test"_s;
        return status;
    }
    void stop() override { ++stops; }
    void checkNetwork() override { ++checks; }
    void prepareFolder() override { }
    void save(const Settings &settings, JobStore::Done done) override
    {
        saved = settings;
        done({});
    }
    [[nodiscard]] std::optional<Error> refusal() const override { return refused; }

    int stops = 0;
    int checks = 0;
    Settings saved;
    std::optional<Error> refused;
};

/// A client that speaks the protocol and keeps what it hears.
class Client
{
public:
    explicit Client(const QString &path)
    {
        auto socket = std::make_unique<QLocalSocket>();
        socket->connectToServer(path);
        m_socket = socket.get();
        m_connection = std::make_unique<protocol::Connection>(std::move(socket), protocol::Hello{});
        QObject::connect(m_connection.get(), &protocol::Connection::received, m_connection.get(),
                         [this](const QByteArray &payload) {
                             const auto message = protocol::decodeFromAgent(payload);
                             QVERIFY(message);
                             if (const auto *reply = std::get_if<protocol::AgentReply>(&*message))
                                 replies.push_back(*reply);
                             if (const auto *news = std::get_if<protocol::JobChanges>(&*message))
                                 changes.push_back(*news);
                             if (std::holds_alternative<protocol::QuestionsChanged>(*message))
                                 ++questionNews;
                         });
    }

    void send(qint64 id, const protocol::Request &request)
    {
        QVERIFY(m_connection->send(protocol::encode(id, request)));
    }
    [[nodiscard]] QLocalSocket &socket() { return *m_socket; }
    [[nodiscard]] protocol::Connection &connection() { return *m_connection; }

    template <typename T>
    [[nodiscard]] const T *reply(qint64 id) const
    {
        for (const auto &reply : replies) {
            if (reply.id == id)
                return std::get_if<T>(&reply.reply);
        }
        return nullptr;
    }

    std::vector<protocol::AgentReply> replies;
    std::vector<protocol::JobChanges> changes;
    int questionNews = 0; ///< how often it was told that they have changed

private:
    QLocalSocket *m_socket = nullptr; ///< owned by the connection
    std::unique_ptr<protocol::Connection> m_connection;
};

/// A server that listens, on an engine with a world of fakes around it.
struct ServerBench : EngineBench
{
    ServerBench() { QVERIFY(server.listen(path)); }

    FakeControl control;
    QTemporaryDir folder;
    const QString path = folder.filePath(u"agent.sock"_s);
    AgentServer server{engine, control};
};

protocol::AddJob addRequest(const QString &url = u"https://a.example/f"_s)
{
    protocol::AddJob request;
    request.spec.folder = u"/downloads"_s;
    request.spec.files = {{QUrl(url), {}}};
    return request;
}

QByteArray framed(quint32 length, const QByteArray &payload)
{
    QByteArray bytes(4, Qt::Uninitialized);
    qToLittleEndian(length, bytes.data());
    return bytes + payload;
}

} // namespace

class TestAgentServer : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

private slots:
    void requestsAreAnswered()
    {
        ServerBench bench;
        QCOMPARE(QFile::permissions(bench.path) & QFile::Permissions(0x0077), QFile::Permissions());

        Client client(bench.path);
        client.send(1, addRequest());
        client.send(2, protocol::ShowStatus{});
        client.send(3, protocol::ListConfig{});
        QTRY_COMPARE(client.replies.size(), 3U);
        const auto *added = client.reply<protocol::Added>(1);
        QVERIFY(added);
        QCOMPARE(client.reply<protocol::Status>(2)->version, u"test"_s);
        QVERIFY(!client.reply<protocol::Config>(3)->values.empty());

        client.send(4, protocol::ShowJob{added->job});
        client.send(5, protocol::ChangeJob{added->job, JobVerb::Suspend});
        client.send(6, protocol::SetJob{added->job, {{u"priority"_s, u"low"_s}}});
        client.send(7, protocol::SetConfig{{{u"background-slots"_s, u"5"_s}}});
        client.send(8, protocol::ShowLog{added->job});
        client.send(9, protocol::Stop{});
        client.send(10, protocol::CheckNetwork{});
        QTRY_COMPARE(client.replies.size(), 10U);
        QCOMPARE(client.reply<protocol::JobInfo>(4)->files.size(), 1U);
        QVERIFY(client.reply<protocol::Changed>(5));
        QVERIFY(client.reply<protocol::Done>(6));
        QCOMPARE(bench.control.saved.backgroundSlots, 5);
        QVERIFY(!client.reply<protocol::JobLog>(8)->entries.empty());
        QCOMPARE(bench.control.stops, 1);
        QCOMPARE(bench.control.checks, 1);
    }

    void credentialsOfAJob()
    {
        ServerBench bench;
        Client client(bench.path);
        protocol::AddJob request = addRequest(u"https://anna:geheim@a.example/f"_s);
        protocol::Given proxy;
        proxy.target = AuthTarget::Proxy;
        proxy.scheme = AuthScheme::Ntlm;
        proxy.user = u"otto"_s;
        proxy.secret = protocol::SharedSecret(Secret("geheimer"));
        request.credentials = {proxy};
        client.send(1, request);
        QTRY_VERIFY(client.reply<protocol::Added>(1));
        const JobId job = client.reply<protocol::Added>(1)->job;
        QCOMPARE(bench.store.jobs.front().files.front().url, QUrl(u"https://a.example/f"_s));

        client.send(2, protocol::ListCredentials{job});
        client.send(3, protocol::RemoveCredentials{job, AuthTarget::Server, {}});
        client.send(4, protocol::RemoveCredentials{job, AuthTarget::Server, {}});
        client.send(5, protocol::SetCredentials{job, proxy});
        client.send(6, protocol::ListCredentials{job});
        client.send(7, protocol::ListCredentials{JobId::create()});
        QTRY_COMPARE(client.replies.size(), 7U);
        const auto *before = client.reply<protocol::CredentialList>(2);
        QCOMPARE(before->credentials.size(), 5U); // whichever of four the server asks for
        QCOMPARE(before->credentials.front().user, u"anna"_s);
        QVERIFY(client.reply<protocol::Done>(3));
        QCOMPARE(client.reply<protocol::Failure>(4)->error.code, ErrorCode::NotFound);
        QCOMPARE(client.reply<protocol::CredentialList>(6)->credentials.front().user, u"otto"_s);
        QCOMPARE(client.reply<protocol::Failure>(7)->error.code, ErrorCode::NotFound);
    }

    void whatCannotBeGivenMakesNoJob()
    {
        ServerBench bench;
        Client client(bench.path);
        protocol::AddJob request = addRequest();
        request.credentials.resize(1);
        request.credentials.front().scheme = AuthScheme::Basic; // and no name
        client.send(1, request);
        protocol::AddJob part = addRequest(u"https://anna:geheim@a.example/1"_s);
        part.more = true;
        client.send(2, part);
        client.send(2, addRequest(u"https://otto:geheim@a.example/2"_s));
        QTRY_COMPARE(client.replies.size(), 2U);
        for (const qint64 id : {1, 2}) {
            const Error &error = client.reply<protocol::Failure>(id)->error;
            QCOMPARE(error.code, ErrorCode::InvalidArgument);
            QVERIFY(!error.detail.contains(u"geheim"_s));
        }
        QVERIFY(bench.store.jobs.empty());
    }

    void passwordsInNewLinks()
    {
        ServerBench bench;
        Client client(bench.path);
        client.send(1, addRequest());
        QTRY_VERIFY(client.reply<protocol::Added>(1));
        const JobId job = client.reply<protocol::Added>(1)->job;
        client.send(2, protocol::ChangeSource{job, {{{}, {}, u"https://u:geheim@b.example/f"_s}}});
        QTRY_VERIFY(client.reply<protocol::Changed>(2));
        client.send(3, protocol::ListCredentials{job});
        client.send(4, protocol::ShowJob{job});
        QTRY_COMPARE(client.replies.size(), 4U);
        QCOMPARE(client.reply<protocol::CredentialList>(3)->credentials.front().user, u"u"_s);
        QCOMPARE(client.reply<protocol::JobInfo>(4)->files.front().second.url,
                 QUrl(u"https://b.example/f"_s));
    }

    void whoFollowsTheJobsIsToldOfQuestions()
    {
        ServerBench bench;
        Client follower(bench.path);
        Client other(bench.path);
        follower.send(1, protocol::ListJobs{.files = false, .subscribe = true});
        other.send(1, protocol::ListJobs{.files = false, .subscribe = false});
        QTRY_VERIFY(!follower.replies.empty() && !other.replies.empty());
        for (int i = 0; i < 50; ++i) // one answer frees many jobs
            emit bench.engine.desk().questionsChanged();
        QTRY_COMPARE(follower.questionNews, 1);
        emit bench.engine.desk().questionsChanged();
        QTRY_COMPARE(follower.questionNews, 2);
        other.send(2, protocol::ListQuestions{});
        QTRY_VERIFY(other.reply<protocol::QuestionList>(2));
        QCOMPARE(other.questionNews, 0);
        QVERIFY(follower.changes.empty());
    }

    void questionsThatNobodyHasAsked()
    {
        ServerBench bench;
        Client client(bench.path);
        client.send(1, protocol::ListQuestions{});
        client.send(2, protocol::AnswerQuestion{3, u"anna"_s});
        client.send(3, protocol::PutOffQuestion{3});
        client.send(4, protocol::UnlockKeyring{});
        QTRY_COMPARE(client.replies.size(), 4U);
        QCOMPARE(client.reply<protocol::QuestionList>(1)->total, 0);
        QCOMPARE(client.reply<protocol::Failure>(2)->error.code, ErrorCode::NotFound);
        QCOMPARE(client.reply<protocol::Failure>(3)->error.code, ErrorCode::NotFound);
        QVERIFY(client.reply<protocol::Done>(4));
    }

    void theKeyringIsShown()
    {
        ServerBench bench;
        Client client(bench.path);
        client.send(1, protocol::ShowKeyring{});
        QTRY_VERIFY(client.reply<protocol::KeyringInfo>(1));
        QCOMPARE(client.reply<protocol::KeyringInfo>(1)->facts,
                 (KeyringFacts{KeyringState::Open, u"Fake Keyring"_s}));
        bench.keyring.lock();
        client.send(2, protocol::ShowKeyring{});
        QTRY_VERIFY(client.reply<protocol::KeyringInfo>(2));
        QCOMPARE(client.reply<protocol::KeyringInfo>(2)->facts.state, KeyringState::Locked);
    }

    void partsOfOneJobGoTogether()
    {
        ServerBench bench;
        Client client(bench.path);
        const auto part = [](const QString &url, bool more) {
            protocol::AddJob request = addRequest(url);
            request.more = more;
            return request;
        };
        client.send(1, part(u"https://a.example/1"_s, true));
        client.send(2, part(u"https://a.example/2"_s, true)); // begins a new job
        client.send(2, part(u"https://a.example/3"_s, false));
        client.send(3, part(u"https://a.example/4"_s, true));
        client.send(3, part(u"ftp://a.example/5"_s, true)); // this one is answered
        client.send(3, part(u"https://a.example/6"_s, false));
        client.send(4, protocol::ShowStatus{});
        QTRY_COMPARE(client.replies.size(), 3U);
        QVERIFY(client.reply<protocol::Added>(2));
        QCOMPARE(client.reply<protocol::Failure>(3)->error.code, ErrorCode::UnsupportedScheme);
        QCOMPARE(bench.store.jobs.size(), 1U);
        QCOMPARE(bench.store.jobs.front().files.size(), 2U);
        client.send(3, addRequest()); // the number is free again
        QTRY_VERIFY(client.reply<protocol::Added>(3) || client.replies.size() == 4U);
        QCOMPARE(bench.store.jobs.size(), 2U);
    }

    void whoAsksForTooMuchAtOnceIsSentAway()
    {
        ServerBench bench;
        const JobId job = bench.add();
        Client shows(bench.path);
        Client lists(bench.path);
        for (int i = 0; i < 2000; ++i)
            shows.send(i, protocol::ShowJob{job});
        for (int i = 0; i < 50; ++i)
            lists.send(i, protocol::ListJobs{true, false});
        QTRY_COMPARE(shows.socket().state(), QLocalSocket::UnconnectedState);
        QTRY_COMPARE(lists.socket().state(), QLocalSocket::UnconnectedState);
        Client other(bench.path);
        other.send(1, protocol::ShowStatus{});
        QTRY_VERIFY(other.reply<protocol::Status>(1));
    }

    void onlyASocketIsReplaced()
    {
        EngineBench bench;
        FakeControl control;
        AgentServer server(bench.engine, control);
        const QString path = m_folder.filePath(u"notes"_s);
        QFile notes(path);
        QVERIFY(notes.open(QIODevice::WriteOnly) && notes.write("mine") == 4);
        notes.close();
        const auto listening = server.listen(path);
        QVERIFY(!listening);
        QCOMPARE(listening.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(notes.size(), 4);
        QVERIFY(!AgentServer::isServed(path));
    }

    void aListThatCannotBeReadSaysSo()
    {
        ServerBench bench;
        bench.add();
        bench.store.unreadable = fail(ErrorCode::StoreFailed).value();
        Client client(bench.path);
        client.send(1, protocol::ListJobs{true, false});
        client.send(2, protocol::ListJobs{false, false});
        QTRY_COMPARE(client.replies.size(), 2U);
        QCOMPARE(client.reply<protocol::Failure>(1)->error.code, ErrorCode::StoreFailed);
        QCOMPARE(client.reply<protocol::JobPage>(2)->jobs.size(), 1U);
    }

    void aJobOfManyFilesComesInParts()
    {
        ServerBench bench;
        QStringList urls;
        for (int i = 0; i < 2500; ++i)
            urls += u"https://a.example/%1"_s.arg(i);
        const JobId job = bench.add(urls);
        Client client(bench.path);
        client.send(1, protocol::ShowJob{job});
        QTRY_COMPARE(client.replies.size(), 3U);
        std::vector<int> indexes;
        for (const auto &reply : client.replies) {
            const auto &info = std::get<protocol::JobInfo>(reply.reply);
            QCOMPARE(info.last, &reply == &client.replies.back());
            for (const auto &[id, file] : info.files)
                indexes.push_back(file.index);
        }
        QCOMPARE(indexes.size(), 2500U);
        QVERIFY(std::ranges::is_sorted(indexes));
    }

    void refusalsHaveAReason()
    {
        ServerBench bench;
        Client client(bench.path);
        const JobId none = JobId::create();
        client.send(1, addRequest(u"ftp://a.example/f"_s));
        client.send(2, protocol::ShowJob{none});
        client.send(3, protocol::ShowLog{none});
        client.send(4, protocol::ChangeJob{none, JobVerb::Cancel});
        client.send(5, protocol::SetConfig{{{u"colour"_s, u"red"_s}}});
        QTRY_COMPARE(client.replies.size(), 5U);
        QCOMPARE(client.reply<protocol::Failure>(1)->error.code, ErrorCode::UnsupportedScheme);
        for (const qint64 id : {2, 3, 4})
            QCOMPARE(client.reply<protocol::Failure>(id)->error.code, ErrorCode::NotFound);
        QCOMPARE(client.reply<protocol::Failure>(5)->error.code, ErrorCode::UnknownPropertyId);
    }

    void anAgentWithoutAStoreSaysWhy()
    {
        ServerBench bench;
        bench.control.refused = Error{.code = ErrorCode::StoreNewer};
        Client client(bench.path);
        client.send(1, addRequest());
        client.send(2, protocol::ListJobs{});
        client.send(3, protocol::ShowStatus{});
        QTRY_COMPARE(client.replies.size(), 3U);
        QCOMPARE(client.reply<protocol::Failure>(1)->error.code, ErrorCode::StoreNewer);
        QCOMPARE(client.reply<protocol::Failure>(2)->error.code, ErrorCode::StoreNewer);
        QVERIFY(client.reply<protocol::Status>(3));
    }

    void aListComesInPagesAndThenInChanges()
    {
        ServerBench bench;
        for (int i = 0; i < 2500; ++i)
            bench.add({u"https://a.example/%1"_s.arg(i)}, {.suspended = true});
        Client client(bench.path);
        client.send(1, protocol::ListJobs{.files = false, .subscribe = true});
        QTRY_COMPARE(client.replies.size(), 3U);
        std::size_t rows = 0;
        for (const auto &reply : client.replies)
            rows += std::get<protocol::JobPage>(reply.reply).jobs.size();
        QCOMPARE(rows, 2500U);
        QVERIFY(std::get<protocol::JobPage>(client.replies.back().reply).last);
        QVERIFY(!std::get<protocol::JobPage>(client.replies.front().reply).last);

        const JobId first = bench.engine.ids().front();
        bench.change(first, JobVerb::Cancel);
        QTRY_COMPARE(client.changes.size(), 1U);
        QCOMPARE(client.changes[0].revision, 1);
        QCOMPARE(client.changes[0].jobs.size(), 1U);
        QCOMPARE(client.changes[0].jobs[0].state, JobState::Cancelled);
        Settings settings;
        settings.historyDays = 0;
        bench.engine.setSettings(settings);
        QTRY_COMPARE(client.changes.size(), 2U);
        QCOMPARE(client.changes[1].removed, std::vector{first});
    }

    void aListWithFilesHasThemAll()
    {
        ServerBench bench;
        for (int i = 0; i < 150; ++i)
            bench.add({u"https://a.example/%1"_s.arg(i), u"https://a.example/x%1"_s.arg(i)},
                      {.suspended = true});
        Client client(bench.path);
        client.send(1, protocol::ListJobs{.files = true, .subscribe = false});
        std::size_t files = 0;
        QTRY_VERIFY(!client.replies.empty()
                    && std::get<protocol::JobPage>(client.replies.back().reply).last);
        for (const auto &reply : client.replies)
            files += std::get<protocol::JobPage>(reply.reply).files.size();
        QCOMPARE(files, 300U);
    }

    void rubbishCostsTheConnectionAndNothingElse_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("garbage") << QByteArray(1000, '\xff');
        QTest::newRow("four gigabytes announced") << framed(0xffffffff, "x");
        QTest::newRow("text") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        QTest::newRow("json") << framed(13, "{\"kind\":\"hi\"}");
        QTest::newRow("a request before hello")
            << framed(quint32(protocol::encode(1, protocol::ShowStatus{}).size()),
                      protocol::encode(1, protocol::ShowStatus{}));
    }

    void rubbishCostsTheConnectionAndNothingElse()
    {
        QFETCH(QByteArray, bytes);
        ServerBench bench;
        Client good(bench.path);
        QLocalSocket bad;
        bad.connectToServer(bench.path);
        bad.write(bytes);
        QTRY_COMPARE(bad.state(), QLocalSocket::UnconnectedState);
        good.send(1, protocol::ShowStatus{});
        QTRY_COMPARE(good.replies.size(), 1U);
    }

    void aClientThatLeavesIsForgotten()
    {
        ServerBench bench;
        {
            Client client(bench.path);
            client.send(1, protocol::ShowStatus{});
            QTRY_COMPARE(client.replies.size(), 1U);
            QCOMPARE(bench.server.findChildren<Session *>().size(), 1);
        }
        QTRY_COMPARE(bench.server.findChildren<Session *>().size(), 0);
    }

    void oneAgentForASocket()
    {
        const QString path = m_folder.filePath(u"own/agent.sock"_s);
        const auto first = InstanceLock::take(path);
        QVERIFY(first);
        const auto second = InstanceLock::take(path);
        QVERIFY(!second);
        QCOMPARE(second.error().code, ErrorCode::AgentRunning);
        QVERIFY(
            second.error().detail.contains(QString::number(QCoreApplication::applicationPid())));
    }

    void aFolderOpenToOthersIsRefused()
    {
        const QString folder = m_folder.filePath(u"open"_s);
        QVERIFY(QDir().mkdir(folder));
        QVERIFY(QFile::setPermissions(folder, QFile::Permissions(0x7777)));
        QCOMPARE(InstanceLock::take(folder + u"/agent.sock"_s).error().code,
                 ErrorCode::AccessDenied);
    }
};

QTEST_GUILESS_MAIN(TestAgentServer)
#include "tst_agentserver.moc"
