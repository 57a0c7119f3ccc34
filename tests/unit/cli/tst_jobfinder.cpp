// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/jobfinder.h"

#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;

namespace {

Job job(QLatin1StringView id, const QString &name)
{
    Job made;
    made.id = *JobId::fromString(QString(id));
    made.name = name;
    return made;
}

std::vector<Job> jobs()
{
    return {
        job("7f3c0000000000000000000000000001"_L1, u"debian.iso"_s),
        job("7f3d0000000000000000000000000002"_L1, u"debian.iso"_s),
        job("a0000000000000000000000000000003"_L1, u"7f3c"_s),
        job("b0000000000000000000000000000004"_L1, u"evil\x1b[2J"_s),
    };
}

} // namespace

class TestJobFinder : public QObject
{
    Q_OBJECT

private slots:
    void finds_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("id"); // empty: an error
        QTest::addColumn<ErrorCode>("code");

        const QString second = u"7f3d0000000000000000000000000002"_s;
        const QString third = u"a0000000000000000000000000000003"_s;
        QTest::newRow("whole id") << second << second << ErrorCode::None;
        QTest::newRow("prefix of an id") << u"7f3d"_s << second << ErrorCode::None;
        QTest::newRow("prefix in capitals") << u"7F3D"_s << second << ErrorCode::None;
        QTest::newRow("one digit") << u"a"_s << third << ErrorCode::None;
        QTest::newRow("two jobs of a name")
            << u"debian.iso"_s << QString() << ErrorCode::AmbiguousJob;
        QTest::newRow("prefix of two") << u"7f3"_s << QString() << ErrorCode::AmbiguousJob;
        QTest::newRow("name of one, prefix of another")
            << u"7f3c"_s << QString() << ErrorCode::AmbiguousJob;
        QTest::newRow("part of a name") << u"debian"_s << QString() << ErrorCode::NotFound;
        QTest::newRow("nothing") << QString() << QString() << ErrorCode::NotFound;
    }
    void finds()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, id);
        QFETCH(const ErrorCode, code);
        const auto found = cli::findJob(jobs(), text);
        QCOMPARE(found ? found->id.toString() : QString(), id);
        QCOMPARE(found ? ErrorCode::None : found.error().code, code);
    }

    void listsTheMatches()
    {
        const auto found = cli::findJob(jobs(), u"debian.iso"_s);
        QVERIFY(found.error().detail.contains(u"7f3c0000 debian.iso"_s));
        QVERIFY(found.error().detail.contains(u"7f3d0000 debian.iso"_s));
    }

    void aJobMeantTwiceComesOnce()
    {
        const auto found = cli::findJobs(jobs(), {u"7f3d"_s, u"a"_s, u"7f3d0"_s});
        QCOMPARE(found->size(), 2U);
        QCOMPARE(found->front().id.toString(), u"7f3d0000000000000000000000000002"_s);
    }

    void labelsAreHarmless() { QVERIFY(!cli::label(jobs().back()).contains(u'\x1b')); }
};

QTEST_GUILESS_MAIN(TestJobFinder)
#include "tst_jobfinder.moc"
