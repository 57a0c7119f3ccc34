// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/model/errortable.h"

#include <QSet>
#include <QTest>

#include <limits>

using namespace lighterman;
using namespace Qt::StringLiterals;

class TestError : public QObject
{
    Q_OBJECT

private slots:
    void everyRowIsWhole()
    {
        QSet<QString> names;
        QSet<quint32> codes;
        for (const ErrorRow &row : errorTable()) {
            QVERIFY2(!names.contains(row.name), row.name.data());
            QVERIFY2(!codes.contains(quint32(row.code)), row.name.data());
            names.insert(row.name);
            codes.insert(quint32(row.code));
            QVERIFY2(row.text.endsWith(u'.'), row.name.data());
            QVERIFY2(row.code == ErrorCode::None || !row.remedy.isEmpty(), row.name.data());
            QCOMPARE(errorCodeFromWire(wireName(row.code)), row.code);
        }
    }

    void hexIsThatOfBits_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("hex");
        QTest::newRow("network") << u"network-disconnected"_s << u"0x80200010"_s;
        QTest::newRow("token") << u"token-required"_s << u"0x80200056"_s;
        QTest::newRow("state") << u"invalid-state"_s << u"0x80200002"_s;
        QTest::newRow("partial") << u"partial-complete"_s << u"0x00200017"_s;
        QTest::newRow("status") << u"http-404"_s << u"0x80190194"_s;
        QTest::newRow("denied") << u"access-denied"_s << u"0x80070005"_s;
        QTest::newRow("name") << u"name-not-resolved"_s << u"0x80072EE7"_s;
        QTest::newRow("jobs") << u"too-many-jobs-per-user"_s << u"0x80200049"_s;
        QTest::newRow("files") << u"too-many-files-in-job"_s << u"0x80200051"_s;
        QTest::newRow("ranges") << u"too-many-ranges-in-file"_s << u"0x80200052"_s;
        QTest::newRow("time") << u"max-download-timeout"_s << u"0x80200054"_s;
        QTest::newRow("size") << u"max-download-size-limit-reached"_s << u"0x80200064"_s;
        QTest::newRow("locked") << u"destination-locked"_s << u"0x8020000D"_s;
        QTest::newRow("setting") << u"unknown-property-id"_s << u"0x80200057"_s;
        QTest::newRow("limit") << u"max-download-size-invalid-value"_s << u"0x80200063"_s;
        for (const int status : {400, 401, 403, 404, 407, 408, 409, 414, 416})
            QTest::addRow("%d", status)
                << wireName(httpError(status))
                << u"0x80190%1"_s.arg(QString::number(status, 16).toUpper());
        QTest::newRow("ours has none") << u"disk-full"_s << QString();
    }

    void hexIsThatOfBits()
    {
        QFETCH(QString, name);
        const auto code = errorCodeFromWire(name);
        QVERIFY(code);
        QTEST(hexOf(*code).value_or(QString()), "hex");
    }

    void statusesByTheRule_data()
    {
        QTest::addColumn<QString>("transient"); // the exceptions of their class
        QTest::addColumn<int>("hundred");
        QTest::newRow("3xx: all but 300 to 305 and 307") << u"306 308 309"_s << 3;
        QTest::newRow("4xx: 408, 409 and 429") << u"408 409 429"_s << 4;
        QTest::newRow("5xx: all but 501 and 505") << u"500 502 503 504 506 507 508 509"_s << 5;
    }

    void statusesByTheRule()
    {
        QFETCH(QString, transient);
        QFETCH(int, hundred);
        for (int status = hundred * 100; status < hundred * 100 + 10; ++status)
            QCOMPARE(kindOf(httpError(status)) == ErrorKind::Transient,
                     transient.contains(QString::number(status)));
        QCOMPARE(kindOf(httpError(429)), ErrorKind::Transient);
        QCOMPARE(httpStatus(httpError(503)), 503);
        QVERIFY(!httpStatus(ErrorCode::DiskFull));
    }

    void kinds_data()
    {
        QTest::addColumn<ErrorKind>("kind");
        for (const char *name :
             {"certificate-untrusted", "certificate-other-host", "certificate-expired",
              "certificate-not-yet-valid", "certificate-revoked", "clock-wrong", "tls-failed",
              "access-denied", "http-501"})
            QTest::newRow(name) << ErrorKind::Fatal;
        for (const char *name : {"name-not-resolved", "connect-failure", "connection-closed",
                                 "invalid-server-response", "timed-out", "http-408"})
            QTest::newRow(name) << ErrorKind::Transient;
        for (const char *name : {"network-disconnected", "destination-locked", "disk-full"})
            QTest::newRow(name) << ErrorKind::EventReleased;
    }
    void kinds()
    {
        const auto code = errorCodeFromWire(QString::fromLatin1(QTest::currentDataTag()));
        QVERIFY(code);
        QTEST(kindOf(*code), "kind");
    }

    /// The statuses that BITS explains have sentences of their own, and what heals by itself is not
    /// asked for.
    void statusesInWords_data()
    {
        QTest::addColumn<QString>("remedy"); // a part of it
        const QString again = u"tried again by itself"_s;
        QTest::newRow("http-400") << u"Check the link"_s;
        QTest::newRow("http-401") << u"lighterman answer N"_s;
        QTest::newRow("http-403") << u"preemptive=true"_s;
        QTest::newRow("http-404") << u"Check the link"_s;
        QTest::newRow("http-407") << u"lighterman answer N"_s;
        QTest::newRow("http-408") << again;
        QTest::newRow("http-409") << again;
        QTest::newRow("http-414") << u"shorter link"_s;
        QTest::newRow("http-416") << u"mirror"_s;
        QTest::newRow("http-500") << again;
        QTest::newRow("http-501") << u"mirror"_s;
        QTest::newRow("http-502") << again;
        QTest::newRow("http-503") << again;
        QTest::newRow("http-504") << again;
        QTest::newRow("http-505") << u"mirror"_s;
    }
    void statusesInWords()
    {
        QFETCH(const QString, remedy);
        const auto code = errorCodeFromWire(QString::fromLatin1(QTest::currentDataTag()));
        QVERIFY(code);
        QVERIFY(!textOf(*code).startsWith(u"The server answered with status"));
        QVERIFY2(remedyOf(*code).contains(remedy), qPrintable(remedyOf(*code)));
    }

    void numbersThatAreNoStatusAreNoOtherCode_data()
    {
        QTest::addColumn<int>("status");
        for (const int status : {0, -1, 99, 600, 999, 1000, std::numeric_limits<int>::max(),
                                 std::numeric_limits<int>::min()})
            QTest::addRow("%d", status) << status;
        for (const ErrorCode code : {ErrorCode::NotFound, ErrorCode::DatabaseCorrupt,
                                     ErrorCode::NetworkDisconnected, ErrorCode::DiskFull})
            QTest::addRow("%s", qPrintable(wireName(code))) << int(quint32(code) - 0x80190000U);
    }
    void numbersThatAreNoStatusAreNoOtherCode()
    {
        QFETCH(const int, status);
        QCOMPARE(httpError(status), ErrorCode::InvalidServerResponse);
        QCOMPARE(kindOf(httpError(status)), ErrorKind::Transient);
    }

    void wireNamesFromOutsideAreChecked()
    {
        QVERIFY(!errorCodeFromWire(u"http-99"));
        QVERIFY(!errorCodeFromWire(u"http-600"));
        QVERIFY(!errorCodeFromWire(u"http-0404"));
        QVERIFY(!errorCodeFromWire(u"http-+404"));
        QVERIFY(!errorCodeFromWire(u"http-"));
        QVERIFY(!errorCodeFromWire(u"HTTP-404"));
        QVERIFY(!errorCodeFromWire(u""));
    }
};

QTEST_GUILESS_MAIN(TestError)
#include "tst_error.moc"
