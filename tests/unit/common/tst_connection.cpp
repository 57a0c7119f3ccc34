// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/protocol/connection.h"
#include "common/protocol/encode.h"
#include "common/protocol/limits.h"
#include "tests/support/pipe.h"

#include <QSignalSpy>
#include <QTest>

using namespace lighterman;
using namespace lighterman::protocol;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class TestConnection final : public QObject
{
    Q_OBJECT

    /// A connection and the far end of its line, where the test plays the peer.
    struct Line
    {
        explicit Line(ConnectionLimits limits = {})
            : Line(PipeEnd::create(), limits)
        {
        }
        Line(std::pair<std::unique_ptr<PipeEnd>, std::unique_ptr<PipeEnd>> ends,
             ConnectionLimits limits)
            : near(ends.first.get())
            , peer(std::move(ends.second))
            , connection(std::move(ends.first), Hello{1, 0, u"near"_s, {}}, limits)
            , opened(&connection, &Connection::opened)
            , received(&connection, &Connection::received)
            , broken(&connection, &Connection::broken)
        {
        }

        void say(const QByteArray &bytes) const { peer->write(bytes); }
        void sayHello(qint64 major = kMajor) const
        {
            say(frame(encodeHello(Hello{major, 7, u"peer 1.0"_s, {}})));
        }
        [[nodiscard]] ErrorCode brokenWith() const
        {
            return broken.size() == 1 ? broken.front().front().value<Error>().code
                                      : ErrorCode::None;
        }

        PipeEnd *near;
        std::unique_ptr<PipeEnd> peer;
        Connection connection;
        QSignalSpy opened;
        QSignalSpy received;
        QSignalSpy broken;
    };

private slots:
    void saysHelloAtOnce()
    {
        const Line line;
        QCOMPARE(line.peer->readAll(), frame(encodeHello(Hello{1, 0, u"near"_s, {}})));
    }

    void handsMessagesOverAfterTheHello()
    {
        const Line line;
        line.sayHello();
        line.say(frame("one") + frame("two").first(5));
        QCOMPARE(line.received.size(), 1);
        line.say(frame("two").sliced(5));

        QCOMPARE(line.opened.size(), 1);
        QCOMPARE(line.opened.front().front().value<Hello>().minor, 7);
        QCOMPARE(line.received.size(), 2);
        QCOMPARE(line.received.back().front().toByteArray(), QByteArray("two"));
        QVERIFY(line.connection.isOpen());
    }

    void takesWhatCameBeforeItListened()
    {
        auto ends = PipeEnd::create();
        ends.second->write(frame(encodeHello(Hello{})));
        const Line line(std::move(ends), {});

        QVERIFY(line.opened.isEmpty());
        QCoreApplication::processEvents();
        QCOMPARE(line.opened.size(), 1);
    }

    void breaksOnBadBytes_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("something else before the hello") << frame(encode(1, Request(Stop{})));
        QTest::newRow("garbage") << QByteArray("GET / HTTP/1.1\r\n\r\n");
        QTest::newRow("4 GiB") << QByteArray("\xff\xff\xff\xff");
        QTest::newRow("empty frame") << frame("");
        QTest::newRow("newer major version") << frame(encodeHello(Hello{2, 0, u"%1%2"_s, {}}));
        QTest::newRow("older major version") << frame(encodeHello(Hello{0, 9, {}, {}}));
    }
    void breaksOnBadBytes()
    {
        QFETCH(QByteArray, bytes);
        const Line line;

        line.say(bytes + bytes);

        QCOMPARE(line.brokenWith(), ErrorCode::ProtocolError);
        QVERIFY(!line.connection.isOpen());
        QVERIFY(!line.near->isOpen());
        QVERIFY(line.opened.isEmpty());
    }

    void breaksWithoutAHello()
    {
        Line line({.helloTimeout = 1ms});
        QVERIFY(line.broken.wait());
        QCOMPARE(line.brokenWith(), ErrorCode::TimedOut);
    }

    void theHelloTimeEndsWithTheHello()
    {
        Line line({.helloTimeout = 1ms});
        line.sayHello();
        QVERIFY(!line.broken.wait(20));
    }

    void hearsThePeerLeave_data()
    {
        QTest::addColumn<QByteArray>("last");
        QTest::newRow("between messages") << QByteArray();
        QTest::newRow("in the middle of a message") << frame("abc").chopped(1);
    }
    void hearsThePeerLeave()
    {
        QFETCH(QByteArray, last);
        Line line;
        line.sayHello();
        line.say(last);

        line.peer->close();

        QCOMPARE(line.brokenWith(), ErrorCode::ConnectionClosed);
        QVERIFY(!line.connection.send("x").has_value());
    }

    void cutsOffAPeerThatDoesNotRead()
    {
        Line line({.mostPending = 3000});
        line.sayHello();
        line.near->block();

        QVERIFY(line.connection.send(QByteArray(2000, 'x')).has_value());
        QCOMPARE(line.connection.bytesPending(), 2004);
        const auto second = line.connection.send(QByteArray(2000, 'x'));

        QVERIFY(!second.has_value());
        QVERIFY2(line.broken.isEmpty(), "never from inside send()");
        QCoreApplication::processEvents();
        QCOMPARE(line.brokenWith(), ErrorCode::ConnectionClosed);
    }

    void refusesWhatNoFrameHolds()
    {
        Line line;
        line.sayHello();

        const auto sent = line.connection.send(QByteArray(kMaxFrame + 1, 'x'));

        QCOMPARE(sent.error().code, ErrorCode::TooLarge);
        QVERIFY(line.connection.isOpen());
    }

    void nothingComesAfterTheOwnerClosed()
    {
        Line line;
        line.sayHello();
        connect(&line.connection, &Connection::received, this,
                [&line] { line.connection.close(); });

        line.say(frame("one") + frame("two"));

        QCOMPARE(line.received.size(), 1);
        QVERIFY(line.broken.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestConnection)
#include "tst_connection.moc"
