// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/intake.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kTotal = 262'144;
constexpr qint64 kCut = 196'608; // where the second of two pieces begins
constexpr Pieces::Id kFurther = 1;

} // namespace

/// A file whose bytes come over two connections, into a part file of this disk.
class TestIntake : public QObject
{
    Q_OBJECT

private slots:
    void wherePiecesMeet_data()
    {
        QTest::addColumn<QByteArray>("brought");
        QTest::addColumn<QByteArray>("beyond");
        QTest::addColumn<bool>("isSame");
        QTest::newRow("nothing beyond") << QByteArray("other") << QByteArray() << true;
        QTest::newRow("nothing brought") << QByteArray() << QByteArray("aaaaa") << true;
        QTest::newRow("the same") << QByteArray("hello") << QByteArray("hello") << true;
        QTest::newRow("the same and less") << QByteArray("hello") << QByteArray("he") << true;
        QTest::newRow("the same and more") << QByteArray("he") << QByteArray("hello") << true;
        QTest::newRow("other bytes") << QByteArray("hello") << QByteArray("jello") << false;
        QTest::newRow("another end") << QByteArray("hello") << QByteArray("hella") << false;
        QTest::newRow("other bytes and more") << QByteArray("he") << QByteArray("hallo") << false;
    }

    void wherePiecesMeet()
    {
        QFETCH(QByteArray, brought);
        QFETCH(QByteArray, beyond);
        QFETCH(bool, isSame);
        auto part = PartFile::create(m_folder.filePath(u"a"_s), JobId::create(), 0);
        QVERIFY(part);
        const QString path = part->path();
        Intake intake(1, std::move(*part), m_disk);
        intake.expect(0, 0, kTotal);
        const auto piece = intake.pieces().take(kFurther, {kTotal, 65'536, 2});
        QCOMPARE(piece->begin, kCut);
        QCOMPARE(intake.put(kFurther, brought), Intake::Taken::Kept);

        const auto taken = intake.take(QByteArray(kCut, 'a') + beyond);
        QVERIFY(taken);
        QCOMPARE(*taken, isSame ? Intake::Taken::Kept : Intake::Taken::Different);
        // Either way each connection has written its own bytes, and nobody else's.
        QVERIFY(intake.isFirstDone());
        QCOMPARE(intake.received(), kCut + brought.size());
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray(kCut, 'a') + brought);
    }

    void whoIsDoneTakesNothingOver()
    {
        auto part = PartFile::create(m_folder.filePath(u"b"_s), JobId::create(), 0);
        QVERIFY(part);
        Intake intake(1, std::move(*part), m_disk);
        intake.expect(0, 0, kTotal);
        QVERIFY(intake.pieces().take(kFurther, {kTotal, 65'536, 2}));
        // In one go to the end of the file, though the end is another's.
        QVERIFY(intake.take(QByteArray(kTotal, 'a')));
        QVERIFY(intake.isFirstDone());
        intake.pieces().drop(kFurther); // not a byte has come
        QVERIFY(intake.isFirstDone());
        QCOMPARE(*intake.pieces().take(2, {kTotal, 65'536, 1}), (Extent{kCut, kTotal}));
    }

private:
    QTemporaryDir m_folder;
    Reports m_reports;
    Disk m_disk{m_reports, {}}; // on no thread: what it is told is of no interest here
};

QTEST_GUILESS_MAIN(TestIntake)
#include "tst_intake.moc"
