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
        const NetworkAge old{now - 3min, {}};
        const NetworkAge changed{now - 3min, now - 10s};
        const NetworkAge settled{now - 1h, now - 3min};
        FileTask task;
        task.file.url = QUrl(kFile);
        QCOMPARE(int(doubtOf(task, changed)), int(Doubt::New));
        QCOMPARE(int(doubtOf(task, settled)), int(Doubt::None));
        QCOMPARE(int(doubtOf(task, old)), int(Doubt::None));
        QCOMPARE(int(doubtOf(task, NetworkAge())), int(Doubt::Some)); // it may have been there
        FileTask near = task;
        near.file.url = QUrl(u"http://127.0.0.1/file.iso"_s); // not between here and here
        QCOMPARE(int(doubtOf(near, NetworkAge())), int(Doubt::None));
        QCOMPARE(int(doubtOf(near, changed)), int(Doubt::New));
        task.portal = PortalSeen::Yes;
        QCOMPARE(int(doubtOf(task, changed)), int(Doubt::New));
        QCOMPARE(int(doubtOf(task, settled)), int(Doubt::Much));
        QCOMPARE(int(doubtOf(task, NetworkAge())), int(Doubt::Much));
        task.portal = PortalSeen::Questioned;
        QCOMPARE(int(doubtOf(task, settled)), int(Doubt::Some));
    }

    void thisComputer()
    {
        for (const auto &host : {u"localhost"_s, u"a.localhost"_s, u"127.0.0.1"_s, u"::1"_s})
            QVERIFY(isThisComputer(host));
        for (const auto &host : {u"localhost.example"_s, u"10.0.0.1"_s, u"a.example"_s, QString()})
            QVERIFY(!isThisComputer(host));
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
        row("in place of a file", kFile, false, New, true);
        row("in place of what nobody knows", kBare, false, New, true);
        row("in place of the rest of a file", kBare, true, New, true);
        row("where a page is wanted", u"http://a.example/a.html"_s, false, New, false);
        row("where a program answers", u"http://a.example/get.php?id=7"_s, false, New, false);
        row("where one answered", u"http://a.example/get.php?id=7"_s, true, New, true);
        row("over https", u"https://a.example/file.iso"_s, false, New, false);
        row("on a network of old", kFile, true, None, false);
        row("of a file, later", kFile, false, Much, true);
        row("of the rest of one, later", kBare, true, Much, true);
        row("of what nobody knows, later", kBare, false, Much, true);
        row("of a file, not believed", kFile, false, Some, true);
        row("of the rest of one, not believed", kBare, true, Some, true);
        row("of what nobody knows, not believed", kBare, false, Some, false);
        row("of some ending", u"http://intranet/report.do"_s, false, Some, false);
        row("of a version", u"http://intranet/wiki/Debian_12.5"_s, false, Some, false);
    }
    void aPage()
    {
        QFETCH(const QString, link);
        QFETCH(const bool, isBegun);
        QFETCH(const int, doubt);
        QFETCH(const bool, isPortals);
        const Known known = isBegun ? begun() : Known();
        const auto error = portalIn(Doubt(doubt), to(link), known, page());
        QCOMPARE(error.has_value(), isPortals);
        QVERIFY(!error || error->context == ErrorContext::RemoteFile); // it was seen
        QVERIFY(!portalIn(Doubt(doubt), to(link), known, page(404)));
    }

    void aStatusThatSaysSo()
    {
        QVERIFY(portalIn(Doubt::None, to(kFile), {}, page(511)));
        QVERIFY(!portalIn(Doubt::None, to(u"https://a.example/f"_s), {}, page(511)));
    }

    void aPageThatHadBegunToCome()
    {
        Known known = begun();
        known.isPage = true;
        QVERIFY(!portalIn(Doubt::New, to(kBare), known, page()));
        known.isPage = false;
        Answer same = page();
        same.etag = known.resume.etag;
        QVERIFY(!portalIn(Doubt::New, to(kBare), known, same));
    }

    void anotherHostsFile()
    {
        const Journey away = to(kFile, u"http://portal.example/login"_s);
        const auto guess = portalIn(Doubt::New, away, begun(), file(72));
        QVERIFY(guess && guess->context != ErrorContext::RemoteFile);
        QVERIFY(!portalIn(Doubt::Much, away, begun(), file(72)));
        QVERIFY(!portalIn(Doubt::New, away, {}, file(5000)));      // as most downloads go
        QVERIFY(!portalIn(Doubt::New, away, begun(), file(5000))); // a mirror, with its own tags
        QVERIFY(!portalIn(Doubt::New, to(kFile), begun(), file(72)));
        Answer part = file(4000);
        part.status = 206;
        QVERIFY(!portalIn(Doubt::New, away, begun(), part));
    }

    void whatComesToNothing_data()
    {
        QTest::addColumn<QString>("link");
        QTest::addColumn<QString>("now");
        QTest::addColumn<int>("code");
        QTest::addColumn<bool>("isPortals");
        const auto row
            = [](const char *name, const QString &link, const QString &now, ErrorCode code,
                 bool isPortals) { QTest::newRow(name) << link << now << int(code) << isPortals; };
        const auto secure = u"https://a.example/f"_s;
        const auto away = u"https://portal.example/login"_s;
        using enum ErrorCode;
        row("circles", kFile, {}, TooManyRedirects, true);
        row("circles of a server that is known", secure, {}, TooManyRedirects, false);
        row("to an app", kFile, {}, UnsupportedScheme, true);
        row("away, and back to http", kFile, away, InsecureRedirect, true);
        row("away, untrusted", kFile, away, CertificateUntrusted, true);
        row("untrusted", secure, {}, CertificateUntrusted, true);
        row("another host's", secure, {}, CertificateOtherHost, true);
        row("no TLS", secure, {}, TlsFailed, true);
        row("away, refused", kFile, away, httpError(403), true);
        row("away, not there", kFile, away, httpError(404), true);
        row("away, busy", kFile, away, httpError(503), false);
        row("away, a proxy", kFile, away, httpError(407), false);
        row("refused", kFile, {}, httpError(403), false);
        row("away, of a server that is known", secure, away, httpError(403), false);
        row("closed", kFile, away, ConnectionClosed, false);
        row("of the disk", kFile, away, DiskFull, false);
    }
    void whatComesToNothing()
    {
        QFETCH(const QString, link);
        QFETCH(const QString, now);
        QFETCH(const int, code);
        QFETCH(const bool, isPortals);
        const Journey journey = to(link, now);
        const Error error{ErrorCode(code), {}, ErrorContext::GeneralTransport, {}};
        for (const Doubt doubt : {Doubt::New, Doubt::Much}) {
            const auto guess = portalBehind(doubt, journey, error);
            QCOMPARE(guess.has_value(), isPortals);
            QVERIFY(!guess || guess->context != ErrorContext::RemoteFile);
        }
        for (const Doubt doubt : {Doubt::None, Doubt::Some})
            QVERIFY(!portalBehind(doubt, journey, error));
    }

    void whatEndsIt()
    {
        QVERIFY(isPastPortals(to(kFile), file(5000)));
        QVERIFY(!isPastPortals(to(kFile), page()));
        QVERIFY(!isPastPortals(to(kFile), page(404)));
        QVERIFY(!isPastPortals(to(u"https://a.example/f"_s), file(5000)));
    }

    void whatIsSaid()
    {
        const Journey away = to(kFile, u"http://portal.example/login?token=x"_s);
        const Error error = *portalIn(Doubt::New, away, {}, page());
        QCOMPARE(error.code, ErrorCode::CaptivePortal);
        QVERIFY(error.detail.contains(u"portal.example"_s));
        QVERIFY(!error.detail.contains(u"token"_s));
        QCOMPARE(int(kindOf(error.code)), int(ErrorKind::EventReleased));
    }
};

QTEST_GUILESS_MAIN(TestPortal)
#include "tst_portal.moc"
