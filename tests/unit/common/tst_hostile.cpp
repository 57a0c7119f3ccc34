// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/protocol/decode.h"
#include "common/protocol/encode.h"
#include "common/protocol/limits.h"
#include "tests/support/samplemessages.h"

#include <QTest>

using namespace lighterman;
using namespace lighterman::protocol;
using namespace Qt::StringLiterals;

/// What nobody of good will sends.
class TestHostile final : public QObject
{
    Q_OBJECT

    static QByteArray hex(const char *text) { return QByteArray::fromHex(text); }
    static QByteArray text(const QByteArray &text) { return char(0x60 + text.size()) + text; }
    /// {"kind": "stop", "id": 1, KEY: VALUE}
    static QByteArray stopWith(const QByteArray &value, const QByteArray &key = "x")
    {
        return hex("a3") + text("kind") + text("stop") + text("id") + hex("01") + text(key) + value;
    }

private slots:
    void bytesThatMakeNoSense_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const QByteArray kind = text("kind");
        const QByteArray head = kind + text("stop") + text("id");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("no map") << hex("82") + kind + text("stop");
        QTest::newRow("empty map") << hex("a0");
        QTest::newRow("no kind") << hex("a1") + text("id") + hex("01");
        QTest::newRow("kind is a number") << hex("a1") + kind + hex("01");
        QTest::newRow("no id") << hex("a1") + kind + text("stop");
        QTest::newRow("unknown kind without id") << hex("a1") + kind + text("dance");
        QTest::newRow("id is a text") << hex("a2") + head + text("1");
        QTest::newRow("id is 2^63") << hex("a2") + head + hex("1b8000000000000000");
        QTest::newRow("id is -2^64") << hex("a2") + head + hex("3bffffffffffffffff");
        QTest::newRow("kind twice") << stopWith(text("stop"), "kind");
        QTest::newRow("id twice") << stopWith(hex("01"), "id");
        QTest::newRow("key is a number") << hex("a3") + head + hex("01 0101");
        QTest::newRow("key is not UTF-8") << stopWith(hex("00"), "\xff");
        QTest::newRow("text is not UTF-8") << stopWith(hex("62c328"));
        QTest::newRow("bytes behind the message") << encode(1, Request(Stop{})) + hex("00");
        QTest::newRow("cut short") << encode(1, Request(Stop{})).chopped(1);
        QTest::newRow("map without length") << hex("bf") + head + hex("01ff");
        QTest::newRow("text without length") << stopWith(hex("7f6161ff"));
        QTest::newRow("array without length") << stopWith(hex("9fff"));
        QTest::newRow("array of 2^60 items") << stopWith(hex("9b1000000000000000"));
        QTest::newRow("map of 2^63 pairs") << stopWith(hex("bb8000000000000000"));
        QTest::newRow("text of 2^62 bytes") << stopWith(hex("7b4000000000000000"));
        QTest::newRow("bytes of 2^64-1") << stopWith(hex("5bffffffffffffffff"));
        QTest::newRow("tag") << stopWith(hex("c000"));
        QTest::newRow("tags without end") << stopWith(QByteArray(1000, '\xc0'));
        QTest::newRow("deep arrays") << stopWith(QByteArray(100'000, '\x81'));
        QTest::newRow("deep maps") << stopWith(hex("a100").repeated(100'000));
        QTest::newRow("reserved type") << stopWith(hex("1c"));
        QTest::newRow("break") << stopWith(hex("ff"));
        QTest::newRow("second hello") << encodeHello(Hello{});
        QTest::newRow("message of the agent") << encode(samples::changes());
    }
    void bytesThatMakeNoSense()
    {
        QFETCH(QByteArray, bytes);
        const auto message = decodeFromClient(bytes);
        QVERIFY(!message.has_value());
        QCOMPARE(message.error().code, ErrorCode::ProtocolError);
        QVERIFY(!message.error().detail.isEmpty());
    }

    void membersThatMakeNoSense_data()
    {
        QTest::addColumn<QByteArray>("members");
        const QByteArray job = text("job");
        const QByteArray verb = text("verb") + text("resume");
        const QByteArray id = hex("50") + samples::kJob.toBytes();
        QTest::newRow("job is missing") << hex("a3") + verb;
        QTest::newRow("job is null") << hex("a4") + verb + job + hex("f6");
        QTest::newRow("job is a text") << hex("a4") + verb + job + text("0123456789abcdef");
        QTest::newRow("job has 15 bytes") << hex("a4") + verb + job + hex("4f") + id.mid(1, 15);
        QTest::newRow("job twice") << hex("a5") + verb + job + id + job + id;
        QTest::newRow("verb is missing") << hex("a3") + job + id;
        QTest::newRow("verb is a number") << hex("a4") + job + id + text("verb") + hex("01");
    }
    void membersThatMakeNoSense()
    {
        QFETCH(QByteArray, members);
        const QByteArray bytes = members.first(1) + text("kind") + text("change-job") + text("id")
            + hex("01") + members.sliced(1);
        QCOMPARE(decodeFromClient(bytes).error().code, ErrorCode::ProtocolError);
    }

    void requestsThatAreRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("kind");
        QTest::addColumn<ErrorCode>("code");
        const auto change = encode(9, Request(ChangeJob{samples::kJob, JobVerb::Cancel}));
        const auto add = encode(9, Request(AddJob{samples::spec(), false}));
        const auto config = encode(9, Request(SetConfig{{{u"a"_s, QString(kMaxText + 1, u'x')}}}));
        const auto with = [](QByteArray bytes, const char *from, const char *to) {
            return bytes.replace(from, to);
        };
        QTest::newRow("unknown kind") << with(change, "change-job", "dance-job!") << u"dance-job!"_s
                                      << ErrorCode::ProtocolError;
        QTest::newRow("unknown verb")
            << with(change, "cancel", "dancer") << u"change-job"_s << ErrorCode::InvalidArgument;
        QTest::newRow("link with a space in its host")
            << with(add, "user@example", "user@exam le") << u"add-job"_s << ErrorCode::InvalidUrl;
        QTest::newRow("text that is too long")
            << config << u"set-config"_s << ErrorCode::StringTooLong;
    }
    void requestsThatAreRefused()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, kind);
        QFETCH(ErrorCode, code);
        const auto message = decodeFromClient(bytes);
        QVERIFY2(message.has_value(),
                 qPrintable(message.has_value() ? QString() : message.error().detail));
        const auto &refused = std::get<RefusedRequest>(*message);
        QCOMPARE(refused.id, 9);
        QCOMPARE(refused.kind, kind);
        QCOMPARE(refused.error.code, code);
    }

    void aRefusedRequestMustBeWellFormedAllTheSame()
    {
        QByteArray bytes = encode(9, Request(ChangeJob{samples::kJob, JobVerb::Cancel}));
        bytes.replace("change-job", "dance-job!");
        QVERIFY(!decodeFromClient(bytes + "x").has_value());
        QVERIFY(!decodeFromClient(bytes.chopped(1)).has_value());
    }

    void repliesThatMakeNoSense_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        JobPage page;
        page.jobs.resize(kPageRows + 1);
        QTest::newRow("1001 rows") << encode(1, Reply(page));
        page.jobs.resize(1);
        const QByteArray one = encode(1, Reply(page));
        QTest::newRow("state of its own") << QByteArray(one).replace("queued", "queuer");
        QTest::newRow("revision is null")
            << QByteArray(one).replace(QByteArray("revision\0", 9), QByteArray("revision\xf6", 9));
        QTest::newRow("link that is none")
            << encode(1, Reply(JobPage{0, true, {}, {samples::file()}}))
                   .replace("example.org", "exam le.org");
        QTest::newRow("a job's changes with an id of a text")
            << hex("a2") + text("kind") + text("job-changes") + text("id") + text("x");
        QTest::newRow("unknown kind, not well-formed")
            << hex("a2") + text("kind") + text("news") + text("x");
    }
    void repliesThatMakeNoSense()
    {
        QFETCH(QByteArray, bytes);
        const auto message = decodeFromAgent(bytes);
        QVERIFY(!message.has_value());
        QCOMPARE(message.error().code, ErrorCode::ProtocolError);
    }

    void unknownNewsIsNoError()
    {
        const auto message = decodeFromAgent(hex("a1") + text("kind") + text("news"));
        const auto &unknown = std::get<UnknownMessage>(message.value());
        QCOMPARE(unknown.kind, u"news"_s);
        QVERIFY(!unknown.id);
    }

    void everyBeginningOfEveryMessageIsAnError()
    {
        for (const Request &request : samples::requests()) {
            const QByteArray whole = encode(1, request);
            for (qsizetype size = 0; size < whole.size(); ++size)
                QVERIFY(!decodeFromClient(whole.first(size)).has_value());
        }
        for (const Reply &reply : samples::replies()) {
            const QByteArray whole = encode(1, reply);
            for (qsizetype size = 0; size < whole.size(); ++size)
                QVERIFY(!decodeFromAgent(whole.first(size)).has_value());
        }
    }
};

QTEST_GUILESS_MAIN(TestHostile)
#include "tst_hostile.moc"
