// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/text/present.h"

#include <QLocale>
#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;

namespace {

constexpr Moment kNow = 1'795'251'600'000;

Job sample(JobState state)
{
    Job job;
    job.name = u"debian.iso"_s;
    job.folder = u"/home/anna"_s;
    job.state = state;
    job.bytesTransferred = 420'000'000;
    job.bytesTotal = 1'000'000'000;
    job.rate = state == JobState::Transferring ? 8'100'000 : 0;
    return job;
}

/// Without the marks that shield names.
QString plain(QString text)
{
    return text.remove(QChar(0x2068)).remove(QChar(0x2069));
}

} // namespace

class TestText : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void rowsAreSentences_data();
    void rowsAreSentences();
    void figuresOfARow();
    void statusLineLeavesOutZeroes();
    void trayTipNamesTheProgram();
    void commonestHoldIsNamed();
    void newsOfAddedLinks();
    void signInHint();
    void linkIsExplained();
    void messagesNameWhatTheyAreAbout();
    void everyStateHasWords();
};

void TestText::rowsAreSentences_data()
{
    QTest::addColumn<Job>("job");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("moving") << sample(JobState::Transferring)
                            << u"debian.iso, Transferring, 42 percent, about 1 min left"_s;
    Job unknown = sample(JobState::Transferring);
    unknown.bytesTotal.reset();
    QTest::newRow("size unknown") << unknown << u"debian.iso, Transferring"_s;
    QTest::newRow("paused") << sample(JobState::Suspended) << u"debian.iso, Paused, 42 percent"_s;
    QTest::newRow("done") << sample(JobState::Acknowledged) << u"debian.iso, Done"_s;
}

void TestText::rowsAreSentences()
{
    QFETCH(const Job, job);
    QTEST(present::sentence(job, kNow), "sentence");
}

void TestText::figuresOfARow()
{
    Job job = sample(JobState::Transferring);
    QCOMPARE(present::progress(job), u"42 % of 1.0 GB"_s);
    QCOMPARE(present::rate(job), u"8.1 MB/s"_s);
    QCOMPARE(present::timeLeft(job), u"about 1 min"_s);
    job.bytesTotal.reset();
    QCOMPARE(present::progress(job), u"420 MB"_s);
    QCOMPARE(present::timeLeft(job), u"unknown"_s);
    job.bytesTransferred = 0;
    QCOMPARE(present::progress(job), QString());
    QCOMPARE(present::rate(sample(JobState::Suspended)), QString());
    QCOMPARE(present::timeLeft(sample(JobState::Suspended)), QString());
    QVERIFY(plain(present::tip(job, kNow)).endsWith(u"To /home/anna"_s));
}

void TestText::statusLineLeavesOutZeroes()
{
    present::Figures figures;
    QCOMPARE(present::statusLine(figures), QString());
    figures.states.at(std::size_t(JobState::Transferring)) = 2;
    figures.states.at(std::size_t(JobState::Connecting)) = 1;
    figures.states.at(std::size_t(JobState::Queued)) = 12;
    figures.states.at(std::size_t(JobState::Error)) = 2;
    figures.needPerson = 1;
    figures.rate = 9'400'000;
    QCOMPARE(present::statusLine(figures),
             u"3 transferring · 12 queued · 1 waiting for you · 1 failed · 9.4 MB/s"_s);
}

void TestText::trayTipNamesTheProgram()
{
    present::Figures figures;
    QCOMPARE(present::trayTip(figures), u"Lighterman: nothing to do"_s);
    figures.states.at(std::size_t(JobState::Transferring)) = 2;
    figures.states.at(std::size_t(JobState::TransientError)) = 1;
    QCOMPARE(present::trayTip(figures), u"Lighterman: 2 transferring, 1 waiting"_s);
}

void TestText::commonestHoldIsNamed()
{
    present::Figures figures;
    figures.states.at(std::size_t(JobState::Queued)) = 3;
    figures.states.at(std::size_t(JobState::TransientError)) = 2;
    QCOMPARE(present::statusLine(figures), u"3 queued · 2 waiting"_s);
    figures.holds = {{ErrorCode::NetworkDisconnected, 2}};
    QCOMPARE(present::statusLine(figures), u"3 queued · 2 waiting (no network)"_s);
    QCOMPARE(present::trayTip(figures), u"Lighterman: 3 queued, 2 waiting (no network)"_s);
    figures.heldInQueue = 3; // logged off: nothing waits for its turn
    figures.holds.insert(ErrorCode::OwnerLoggedOff, 3);
    QCOMPARE(present::statusLine(figures), u"5 waiting (not logged on: 3)"_s);
    QCOMPARE(present::trayTip(figures), u"Lighterman: 5 waiting (not logged on: 3)"_s);
}

void TestText::newsOfAddedLinks()
{
    const Error full = fail(ErrorCode::DiskFull, u"3 GB are needed"_s).value();
    const QString one = plain(present::addedWith(full, u"https://anna:geheim@a/b"_s, 1));
    QVERIFY2(one.contains(u" was added, but: There is not enough space on the disk."_s),
             qPrintable(one));
    QVERIFY(one.contains(u"3 GB are needed"_s) && one.endsWith(remedyOf(ErrorCode::DiskFull)));
    QVERIFY(!one.contains(u"geheim"_s));
    const QString many = plain(present::addedWith(full, u"https://a"_s, 3));
    QVERIFY2(many.startsWith(u"https://a and 2 more were added, but: "_s), qPrintable(many));
}

void TestText::signInHint()
{
    QVERIFY(present::signIn(true).text.startsWith(textOf(ErrorCode::CaptivePortal)));
    QCOMPARE(present::signIn(true).action, u"Open sign-in &page"_s);
    QCOMPARE(present::signIn(false).action, u"Chec&k now"_s);
}

void TestText::linkIsExplained()
{
    using enum LinkState;
    const Error away = fail(ErrorCode::AgentUnreachable).value();
    QCOMPARE(present::link(Connected, away), present::Notice());
    QCOMPARE(present::link(Connecting, away), present::Notice());
    QCOMPARE(present::link(Lost, away).action, u"&Try again"_s);
    QCOMPARE(present::link(Failed, away).action, u"&Start it"_s);
    const Error newer = fail(ErrorCode::StoreNewer).value();
    QVERIFY(present::link(Failed, newer).text.contains(textOf(ErrorCode::StoreNewer)));
    QVERIFY(present::linkStatus(Connected).isEmpty());
    for (const LinkState state : {Connecting, Lost, Failed})
        QVERIFY(!present::linkStatus(state).isEmpty());
}

void TestText::messagesNameWhatTheyAreAbout()
{
    const QString remedy = remedyOf(ErrorCode::UnsupportedScheme);
    const QString bad = plain(
        present::badLines({u"ftp://a"_s, u"b"_s, u"c"_s}, ErrorCode::UnsupportedScheme).text);
    QVERIFY(bad.startsWith(u"“ftp://a” and 2 more"_s));
    QVERIFY(bad.endsWith(remedy));
    const QString refused
        = plain(present::refused(u"debian.iso"_s, fail(ErrorCode::InvalidState).value()));
    QVERIFY(refused.startsWith(u"debian.iso: "_s));
    const present::Notice lost
        = present::notAdded({u"https://a"_s}, fail(ErrorCode::DiskFull).value());
    QVERIFY(plain(lost.text).startsWith(u"https://a was not added: "_s));
    QVERIFY(present::removal(1, u"debian.iso"_s).text.contains(u"debian.iso"_s));
    QVERIFY(present::removal(3, u"debian.iso"_s).text.contains(u"3 transfers"_s));
}

void TestText::everyStateHasWords()
{
    for (int state = 0; state < kJobStates; ++state) {
        const Job job = sample(JobState(state));
        QVERIFY2(!present::state(job, kNow).isEmpty(), wireName(job.state).data());
        QVERIFY2(!present::progress(job).isEmpty(), wireName(job.state).data());
    }
}

QTEST_GUILESS_MAIN(TestText)
#include "tst_text.moc"
