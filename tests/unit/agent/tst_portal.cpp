// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/portal.h"

#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

Journey to(const QString &link, const QString &now = {})
{
    return {QUrl(link), QUrl(now.isEmpty() ? link : now)};
}

Answer page(int status = 200)
{
    Answer answer;
    answer.status = status;
    answer.mediaType = "text/html";
    answer.length = 72;
    return answer;
}

Answer file(qint64 size)
{
    Answer answer;
    answer.status = 200;
    answer.mediaType = "application/octet-stream";
    answer.etag = "\"v2\"";
    answer.length = size;
    return answer;
}

Known begun()
{
    Known known;
    known.have = known.from = 1000;
    known.total = 5000;
    known.resume.etag = "\"v1\"";
    return known;
}

const auto kFile = u"http://a.example/file.iso"_s;
const auto kBare = u"http://a.example/file"_s;

} // namespace

/// When an answer is taken for that of a network that wants people to sign in.
class TestPortal : public QObject
{
    Q_OBJECT

private slots:
    void howMuchDoubt()
    {
        const auto now = std::chrono::steady_clock::now();
        FileTask task;
        QCOMPARE(int(doubtOf(task, {})), int(Doubt::None));
        QCOMPARE(int(doubtOf(task, now - 10s)), int(Doubt::Much));
        QCOMPARE(int(doubtOf(task, now - 3min)), int(Doubt::None));
        task.hasMetPortal = true;
        QCOMPARE(int(doubtOf(task, now - 10s)), int(Doubt::Much));
        QCOMPARE(int(doubtOf(task, now - 3min)), int(Doubt::Some));
        QCOMPARE(int(doubtOf(task, {})), int(Doubt::Some));
    }

    void aPage_data()
    {
        QTest::addColumn<QString>("link");
        QTest::addColumn<bool>("isBegun");
        QTest::addColumn<int>("doubt");
        QTest::addColumn<bool>("isPortals");
        const auto row
            = [](const char *name, const QString &link, bool isBegun, Doubt doubt, bool isPortals) {
                  QTest::newRow(name) << link << isBegun << int(doubt) << isPortals;
              };
        using enum Doubt;
        row("in place of a file", kFile, false, Much, true);
        row("in place of what nobody knows", kBare, false, Much, true);
        row("in place of the rest of a file", kBare, true, Much, true);
        row("where a page is wanted", u"http://a.example/a.html"_s, false, Much, false);
        row("where a program answers", u"http://a.example/get.php?id=7"_s, false, Much, false);
        row("over https", u"https://a.example/file.iso"_s, false, Much, false);
        row("on a network of old", kFile, true, None, false);
        row("of a file, later", kFile, false, Some, true);
        row("of the rest of one, later", kBare, true, Some, true);
        row("of what nobody knows, later", kBare, false, Some, false);
    }
    void aPage()
    {
        QFETCH(const QString, link);
        QFETCH(const bool, isBegun);
        QFETCH(const int, doubt);
        QFETCH(const bool, isPortals);
        const Known known = isBegun ? begun() : Known();
        QCOMPARE(isPortal(Doubt(doubt), to(link), known, page()), isPortals);
        QVERIFY(!isPortal(Doubt(doubt), to(link), known, page(404)));
    }

    void aStatusThatSaysSo()
    {
        QVERIFY(isPortal(Doubt::None, to(kFile), {}, page(511)));
        QVERIFY(!isPortal(Doubt::None, to(u"https://a.example/f"_s), {}, page(511)));
    }

    void aPageThatHadBegunToCome()
    {
        Known known = begun();
        known.isPage = true;
        QVERIFY(!isPortal(Doubt::Much, to(kBare), known, page()));
        known.isPage = false;
        Answer same = page();
        same.etag = known.resume.etag;
        QVERIFY(!isPortal(Doubt::Much, to(kBare), known, same));
    }

    void anotherHostsFile()
    {
        const Journey away = to(kFile, u"http://portal.example/login"_s);
        QVERIFY(isPortal(Doubt::Much, away, begun(), file(72)));
        QVERIFY(!isPortal(Doubt::Some, away, begun(), file(72)));
        QVERIFY(!isPortal(Doubt::Much, away, {}, file(5000))); // as most downloads go
        QVERIFY(!isPortal(Doubt::Much, to(kFile), begun(), file(72)));
        Answer part = file(4000);
        part.status = 206;
        QVERIFY(!isPortal(Doubt::Much, away, begun(), part));
    }

    void redirectsThatComeToNothing()
    {
        const Journey away = to(kFile, u"https://portal.example/login"_s);
        using enum ErrorCode;
        QVERIFY(isPortal(Doubt::Much, to(kFile), TooManyRedirects));
        QVERIFY(!isPortal(Doubt::None, to(kFile), TooManyRedirects));
        QVERIFY(isPortal(Doubt::Much, away, CertificateUntrusted));
        QVERIFY(!isPortal(Doubt::None, away, CertificateUntrusted));
        QVERIFY(!isPortal(Doubt::Much, to(u"https://a.example/f"_s), CertificateUntrusted));
        QVERIFY(!isPortal(Doubt::Much, away, ConnectionClosed));
        QVERIFY(!isPortal(Doubt::Much, away, DiskFull));
    }

    void whatIsSaid()
    {
        const Error error = portalError(to(kFile, u"http://portal.example/login?token=x"_s));
        QCOMPARE(error.code, ErrorCode::CaptivePortal);
        QVERIFY(error.detail.contains(u"portal.example"_s));
        QVERIFY(!error.detail.contains(u"token"_s));
        QCOMPARE(int(kindOf(error.code)), int(ErrorKind::EventReleased));
    }
};

QTEST_GUILESS_MAIN(TestPortal)
#include "tst_portal.moc"
