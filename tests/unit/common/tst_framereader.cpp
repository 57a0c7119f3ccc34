// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/protocol/framereader.h"
#include "common/protocol/limits.h"

#include <QTest>

using namespace lighterman;
using namespace lighterman::protocol;

class TestFrameReader final : public QObject
{
    Q_OBJECT

private slots:
    void framesComeOutAsTheyWentIn_data()
    {
        QTest::addColumn<qsizetype>("piece");
        for (const qsizetype piece : {1, 2, 3, 5, 64, 1'000'000})
            QTest::addRow("in pieces of %lld", qint64(piece)) << piece;
    }
    void framesComeOutAsTheyWentIn()
    {
        QFETCH(qsizetype, piece);
        const std::vector<QByteArray> payloads{"one", "", QByteArray(300, 'x'), "four"};
        QByteArray stream;
        for (const QByteArray &payload : payloads)
            stream += frame(payload);

        FrameReader reader;
        std::vector<QByteArray> found;
        for (qsizetype at = 0; at < stream.size(); at += piece) {
            reader.append(stream.mid(at, piece));
            for (auto next = reader.next(); next.value(); next = reader.next())
                found.push_back(**next);
        }

        QCOMPARE(found, payloads);
        QVERIFY(!reader.isInsideFrame());
    }

    void theLengthIsLittleEndian() { QCOMPARE(frame("abc"), QByteArray("\x03\0\0\0abc", 7)); }

    void halfAFrameIsWaitedFor()
    {
        FrameReader reader;
        reader.append(frame("payload").chopped(1));

        QVERIFY(reader.next().has_value());
        QVERIFY(!reader.next()->has_value());
        QVERIFY(reader.isInsideFrame());
    }

    void lengths_data()
    {
        QTest::addColumn<quint32>("length");
        QTest::addColumn<bool>("taken");
        QTest::newRow("the longest frame") << quint32(kMaxFrame) << true;
        QTest::newRow("one byte more") << quint32(kMaxFrame + 1) << false;
        QTest::newRow("4 GiB") << 0xFFFFFFFFU << false;
    }
    void lengths()
    {
        QFETCH(quint32, length);
        QFETCH(bool, taken);
        QByteArray head(4, '\0');
        for (int i = 0; i < 4; ++i)
            head[i] = char(length >> (8 * i));
        FrameReader reader;
        reader.append(head);

        const auto next = reader.next();

        QCOMPARE(next.has_value(), taken);
        if (!taken) {
            QCOMPARE(next.error().code, ErrorCode::ProtocolError);
            reader.append("more");
            QVERIFY(!reader.next().has_value());
        }
    }

    void manySmallFramesAtOnceTakeLinearTime()
    {
        QByteArray stream;
        constexpr int kFrames = 300'000;
        for (int i = 0; i < kFrames; ++i)
            stream += frame("ab");
        FrameReader reader;
        reader.append(stream);

        int found = 0;
        while (reader.next().value())
            ++found;

        QCOMPARE(found, kFrames);
    }
};

QTEST_GUILESS_MAIN(TestFrameReader)
#include "tst_framereader.moc"
