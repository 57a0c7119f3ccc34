// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/clockcheck.h"
#include "agent/transport/neterror.h"

#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;

namespace {

constexpr Moment kDay = 86'400'000;
constexpr Moment kBuilt = 1'795'305'600'000; // 2026-11-22

} // namespace

/// A clock that is plainly wrong is found out, and named where certificates seem out of date.
class TestClockCheck : public QObject
{
    Q_OBJECT

private slots:
    void faults_data()
    {
        QTest::addColumn<Moment>("now");
        QTest::addColumn<bool>("isWrong");
        QTest::newRow("begins anew") << Moment(0) << true;
        QTest::newRow("years ago") << kBuilt - 2000 * kDay << true;
        QTest::newRow("two days before") << kBuilt - 2 * kDay << true;
        QTest::newRow("the builder's was ahead") << kBuilt - kDay << false;
        QTest::newRow("the same day") << kBuilt << false;
        QTest::newRow("much later") << kBuilt + 4000 * kDay << false;
    }
    void faults()
    {
        QFETCH(const Moment, now);
        QFETCH(const bool, isWrong);
        QCOMPARE(clockFault(now, kBuilt).has_value(), isWrong);
    }

    void itSaysWhatTheClockSays()
    {
        QCOMPARE(
            clockFault(0, kBuilt),
            u"the clock says 1970-01-01T00:00:00Z, and this program was built on 2026-11-22"_s);
    }

    void thisProgramWasBuilt()
    {
        QVERIFY(buildDay() > 1'700'000'000'000);
        QVERIFY(!clockFault(QDateTime::currentMSecsSinceEpoch()));
    }

    void causes_data()
    {
        using Ssl = QSslError;
        QTest::addColumn<QList<QSslError>>("errors");
        QTest::addColumn<bool>("isWrong");
        QTest::addColumn<QString>("code");
        const auto row
            = [](const char *name, const QList<QSslError> &errors, bool isWrong, const char *code) {
                  QTest::newRow(name) << errors << isWrong << QString::fromLatin1(code);
              };
        const Ssl early(Ssl::CertificateNotYetValid);
        const Ssl late(Ssl::CertificateExpired);
        const Ssl unknown(Ssl::SelfSignedCertificate);
        row("early, and the clock may be right", {early}, false, "certificate-not-yet-valid");
        row("early", {early}, true, "clock-wrong");
        row("late", {late}, true, "clock-wrong");
        row("early, its own issuer", {unknown, early}, true, "clock-wrong");
        row("its own issuer", {unknown}, true, "certificate-untrusted");
        row("revoked", {early, Ssl(Ssl::CertificateRevoked)}, true, "certificate-revoked");
        row("other host", {Ssl(Ssl::HostNameMismatch)}, true, "certificate-other-host");
    }
    void causes()
    {
        QFETCH(const QList<QSslError>, errors);
        QFETCH(const bool, isWrong);
        QFETCH(const QString, code);
        const auto fault = isWrong ? clockFault(0, kBuilt) : std::nullopt;
        const Error error = distrust(errors, fault);
        QCOMPARE(wireName(error.code), code);
        QCOMPARE(error.detail.contains(u"the clock says 1970"_s), code == u"clock-wrong"_s);
        QVERIFY(error.detail.contains(errors.front().errorString()));
    }
};

QTEST_GUILESS_MAIN(TestClockCheck)
#include "tst_clockcheck.moc"
