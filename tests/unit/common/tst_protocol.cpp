// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/protocol/decode.h"
#include "common/protocol/encode.h"
#include "common/protocol/limits.h"
#include "common/protocol/pages.h"
#include "tests/support/samplemessages.h"

#include <QFile>
#include <QSet>
#include <QTest>

using namespace lighterman;
using namespace lighterman::protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kId = 42;

template <typename T>
T sentByClient(const T &request)
{
    const auto message = decodeFromClient(encode(kId, Request(request)));
    return std::get<T>(std::get<ClientRequest>(message.value()).request);
}

template <typename T>
T sentByAgent(const T &reply)
{
    const auto message = decodeFromAgent(encode(kId, Reply(reply)));
    return std::get<T>(std::get<AgentReply>(message.value()).reply);
}

/// The bytes that come of a message after it was read from bytes.
QByteArray again(const FromClient &message)
{
    const auto &request = std::get<ClientRequest>(message);
    return encode(request.id, request.request);
}
QByteArray again(const FromAgent &message)
{
    if (const auto *changes = std::get_if<JobChanges>(&message))
        return encode(*changes);
    if (const auto *news = std::get_if<QuestionsChanged>(&message))
        return encode(*news);
    if (const auto *goodbye = std::get_if<Goodbye>(&message))
        return encode(*goodbye);
    const auto &reply = std::get<AgentReply>(message);
    return encode(reply.id, reply.reply);
}

QString kindOf(const auto &message)
{
    return std::visit([]<typename T>(const T &) { return QString(T::kind); }, message);
}

} // namespace

class TestProtocol final : public QObject
{
    Q_OBJECT

private slots:
    void aJobKeepsItsMembers()
    {
        const JobInfo info = sentByAgent(std::get<JobInfo>(samples::replies().at(3)));
        QCOMPARE(info.job, samples::job());
        QCOMPARE(info.settings, samples::settings());
        QCOMPARE(info.files.front(), samples::file());
    }

    void aWarningTravelsWithTheCause()
    {
        JobPage page;
        page.jobs = {samples::job()};
        page.jobs.front().cause->expires = samples::kMorning;
        QCOMPARE(sentByAgent(page).jobs, page.jobs);
    }

    void absentMembersStayAbsent()
    {
        JobPage page;
        page.jobs = {samples::plainJob()};
        page.files = {{samples::kOther, JobFile{}}};
        const JobPage read = sentByAgent(page);
        QCOMPARE(read.jobs, page.jobs);
        QVERIFY(!read.jobs.front().error);
        QCOMPARE(read.files, page.files);
        QVERIFY(read.last);
    }

    void aSpecKeepsItsMembers()
    {
        QCOMPARE(sentByClient(AddJob{samples::spec(), false}).spec, samples::spec());
        QCOMPARE(sentByClient(AddJob{JobSpec{}, true}).spec, JobSpec{});
    }

    void aNotifyCommandArrivesAsItIs()
    {
        JobSpec spec = samples::spec();
        spec.settings.notifyCommand
            = NotifyCommand{u"/usr/bin/logger"_s, {u"-t"_s, u"a \"b\" $c"_s, u""_s}};
        QCOMPARE(sentByClient(AddJob{spec, false}).spec, spec);
        JobInfo info;
        info.settings = spec.settings;
        QCOMPARE(sentByAgent(info).settings, spec.settings);
    }

    void rangesTravelWithSpecAndInfo()
    {
        JobSpec spec = samples::spec();
        spec.files.front().ranges = {{5, 10}, {20, {}}};
        QCOMPARE(sentByClient(AddJob{spec, false}).spec, spec);
        JobInfo info;
        info.files = {samples::file(), samples::file()};
        info.files.back().second.index = 2;
        info.files.back().second.ranges = spec.files.front().ranges;
        const std::vector<JobInfo> parts = split(info);
        QCOMPARE(parts.size(), 1U);
        JobInfo read = sentByAgent(parts.front());
        unite(read);
        QCOMPARE(read.files, info.files);
        QVERIFY(!read.ranges);
    }

    void asManyRangesAsThereMayBeFitIntoAFrame()
    {
        JobInfo info;
        info.files = {samples::file()};
        for (int i = 0; i < kMaxRanges; ++i)
            info.files.front().second.ranges.push_back({(1LL << 60) + 2 * i, 1LL << 60});
        QVERIFY(encode(kId, Reply(split(info).front())).size() < kMaxFrame / 2);
    }

    void aChangeOfSourceKeepsItsMembers()
    {
        const auto change = std::get<ChangeSource>(samples::requests().back());
        QCOMPARE(sentByClient(change).changes, change.changes);
    }

    void anErrorKeepsItsMembers()
    {
        QCOMPARE(sentByAgent(Failure{samples::error()}).error, samples::error());
    }

    void whatResumingNeedsStaysWithTheAgent()
    {
        JobPage page;
        page.files = {samples::file()};
        page.files.front().second.resume = {5, "\"etag\"", "yesterday", "boot"};
        QCOMPARE(sentByAgent(page).files.front().second.resume, ResumePoint{});
    }

    void everyKindIsRecorded()
    {
        QSet<QString> kinds;
        for (const Request &request : samples::requests())
            kinds += kindOf(request);
        for (const Reply &reply : samples::replies())
            kinds += kindOf(reply);
        QCOMPARE(kinds.size(),
                 qsizetype(std::variant_size_v<Request> + std::variant_size_v<Reply>));
    }

    void recordedBytes_data()
    {
        QTest::addColumn<QByteArray>("expected");
        QTest::addColumn<QByteArray>("readAndWritten");
        const auto hello = encodeHello(samples::hello());
        addRecorded(u"hello"_s, hello,
                    [](const QByteArray &bytes) { return decodeHello(bytes).map(encodeHello); });
        const auto fromAgent = [](const QByteArray &bytes) {
            return decodeFromAgent(bytes).map([](const FromAgent &m) { return again(m); });
        };
        const auto fromClient = [](const QByteArray &bytes) {
            return decodeFromClient(bytes).map([](const FromClient &m) { return again(m); });
        };
        addRecorded(u"job-changes"_s, encode(samples::changes()), fromAgent);
        addRecorded(u"questions-changed"_s, encode(QuestionsChanged{}), fromAgent);
        addRecorded(u"goodbye"_s, encode(Goodbye{}), fromAgent);
        for (const Request &request : samples::requests())
            addRecorded(kindOf(request), encode(kId, request), fromClient);
        for (const Reply &reply : samples::replies())
            addRecorded(kindOf(reply), encode(kId, reply), fromAgent);
    }
    void recordedBytes()
    {
        QFETCH(QByteArray, expected);
        QFETCH(QByteArray, readAndWritten);
        QCOMPARE(readAndWritten.toHex(' '), expected.toHex(' '));
    }

    void newerPeersMaySayMore()
    {
        // {"kind": "done", "later": [{1: 2.5, "x": h'00'}, null], "id": 42, "ärger": -1}
        const QByteArray bytes = QByteArray::fromHex(
            "a4 646b696e64 64646f6e65 656c61746572 82 a201f94100617841 00 f6 626964 182a"
            "66c3a472676572 20");
        const auto message = decodeFromAgent(bytes);
        QCOMPARE(std::get<AgentReply>(message.value()).id, 42);
    }

    void aRowMayBeLonger()
    {
        QByteArray bytes = encode(kId, Reply(JobPage{0, true, {samples::plainJob()}, {}}));
        // A job without a question has 19 columns, and null is the last; the newer peer's has three
        // more, two of them not known.
        const QByteArray row
            = QByteArray::fromHex("93") + QByteArray::fromHex("50") + samples::kOther.toBytes();
        QCOMPARE(bytes.count(row), 1);
        const qsizetype at = bytes.indexOf(row);
        const qsizetype end = bytes.indexOf("\x65"
                                            "files");
        bytes.insert(end, QByteArray::fromHex("07 81a16178f5 00"));
        bytes[at] = char(0x80 + 22);
        const auto page
            = std::get<JobPage>(std::get<AgentReply>(decodeFromAgent(bytes).value()).reply);
        Job asked = samples::plainJob();
        asked.question = 7;
        QCOMPARE(page.jobs, std::vector{asked});
    }

    void aColumnThatCameLaterMayBeMissing()
    {
        JobPage page;
        page.files = {samples::file(), samples::file()};
        page.files.front().second.check = Check{{u"md5"_s, QByteArray(16, 'x')}, true, true};
        const QByteArray bytes = encode(kId, Reply(page)); // rows of eleven columns and of ten
        QCOMPARE(bytes.count(QByteArray::fromHex("8b 50") + samples::kJob.toBytes()), 1);
        QCOMPARE(bytes.count(QByteArray::fromHex("8a 50") + samples::kJob.toBytes()), 1);
        QCOMPARE(sentByAgent(page).files, page.files);

        Job asked = samples::plainJob();
        asked.question = 70'000;
        asked.accounts = {{AuthTarget::Proxy, AuthScheme::Digest, u"ann"_s, u"key"_s}};
        const JobPage jobs{0, true, {asked, samples::plainJob()}, {}};
        const QByteArray rows = encode(kId, Reply(jobs)); // of twenty columns and of nineteen
        QCOMPARE(rows.count(QByteArray::fromHex("94 50")), 1);
        QCOMPARE(rows.count(QByteArray::fromHex("93 50")), 1);
        asked.accounts.clear(); // stay with the agent
        QCOMPARE(sentByAgent(jobs).jobs, (std::vector{asked, samples::plainJob()}));
    }

    void aRowMayNotBeShorter()
    {
        QByteArray bytes = encode(kId, Reply(JobPage{0, true, {samples::plainJob()}, {}}));
        bytes[bytes.indexOf(samples::kOther.toBytes()) - 2] = char(0x80 + 18);
        bytes.remove(bytes.indexOf("\x65"
                                   "files")
                         - 1,
                     1);
        QCOMPARE(decodeFromAgent(bytes).error().detail, u"a row of 18 columns"_s);
    }

    /// Who is from before it was known leaves it out.
    void aFieldThatCameLater()
    {
        JobInfo info;
        info.job = samples::plainJob();
        QVERIFY(!encode(kId, Reply(info)).contains("keep-running"));
        QVERIFY(!encode(kId, Reply(info)).contains("preemptive"));
        QVERIFY(!encode(kId, Reply(info)).contains("proxy"));
        QVERIFY(!encode(kId, Reply(info)).contains("client-certificate"));
        QCOMPARE(sentByAgent(info).settings, JobSettings{});
        info.settings.keepRunning = true;
        info.settings.allowInsecureBasic = true;
        QCOMPARE(sentByAgent(info).settings, info.settings);
        info.settings.preemptive = true;
        info.settings.proxy = QUrl(QStringLiteral("http://proxy.example:3128"));
        info.settings.clientCertificate = QStringLiteral("subject:Anna");
        QCOMPARE(sentByAgent(info).settings, info.settings);
    }

    void keysComeInAnyOrder()
    {
        // {"id": 7, "job": h'…01', "verb": "resume", "kind": "change-job"}
        const QByteArray bytes = QByteArray::fromHex(
            "a4 626964 07 636a6f62 5000000000000000000000000000000001 6476657262 66726573756d65"
            "646b696e64 6a6368616e67652d6a6f62");
        const auto message = decodeFromClient(bytes);
        const auto &request = std::get<ClientRequest>(message.value());
        QCOMPARE(request.id, 7);
        QCOMPARE(std::get<ChangeJob>(request.request).verb, JobVerb::Resume);
    }

    void unknownErrorCodesAreInternal()
    {
        QByteArray bytes = encode(kId, Reply(Failure{samples::error()}));
        bytes.replace("http-503", "blue-moo");
        const auto message = decodeFromAgent(bytes);
        const auto failure = std::get<Failure>(std::get<AgentReply>(message.value()).reply);
        QCOMPARE(failure.error.code, ErrorCode::Internal);
    }

    void repliesCutTextsThatNobodyWouldTake()
    {
        Failure failure{samples::error()};
        failure.error.detail = u"x"_s + QString(kMaxText, u'ä');
        const QString read = sentByAgent(failure).error.detail;
        QCOMPARE(read.toUtf8().size(), kMaxText - 1);
        QVERIFY(failure.error.detail.startsWith(read));
    }

private:
    /// The version that knew this kind first.
    static QString firstOf(const QString &kind)
    {
        static const QStringList later{u"set-credentials"_s,  u"remove-credentials"_s,
                                       u"list-credentials"_s, u"credentials"_s,
                                       u"list-questions"_s,   u"questions"_s,
                                       u"answer-question"_s,  u"put-off-question"_s,
                                       u"unlock-keyring"_s,   u"questions-changed"_s,
                                       u"show-keyring"_s,     u"keyring"_s,
                                       u"decide-question"_s,  u"choose-client-certificate"_s,
                                       u"skip-keyring"_s,     u"list-trusted"_s,
                                       u"withdraw-trust"_s,   u"trusted"_s};
        return later.contains(kind) ? u"1.1"_s : u"1.0"_s;
    }
    template <typename Again>
    static void addRecorded(const QString &name, const QByteArray &now, const Again &readAndWrite)
    {
        QFile file(QStringLiteral(TEST_DATA "/protocol/%1/%2.cbor").arg(firstOf(name), name));
        // Only for a new version, whose folder is empty: what was released never changes.
        if (qEnvironmentVariableIsSet("LIGHTERMAN_RECORD") && file.open(QIODevice::NewOnly))
            file.write(now);
        file.close();
        QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
        const QByteArray recorded = file.readAll();
        const Result<QByteArray> written = readAndWrite(recorded);
        const QByteArray label = name.toUtf8();
        QTest::newRow((label + " is read").constData())
            << recorded << written.value_or("unreadable");
        QTest::newRow((label + " is written").constData()) << recorded << now;
    }
};

QTEST_GUILESS_MAIN(TestProtocol)
#include "tst_protocol.moc"
