// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/neterror.h"

#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;

/// What Qt's network errors are in our words.
class TestNetError : public QObject
{
    Q_OBJECT

private slots:
    void codes_data()
    {
        QTest::addColumn<QNetworkReply::NetworkError>("theirs");
        QTest::addColumn<QString>("ours");
        using Reply = QNetworkReply;
        const auto row = [](const char *name, Reply::NetworkError theirs, const char *ours) {
            QTest::newRow(name) << theirs << QString::fromLatin1(ours);
        };
        row("refused", Reply::ConnectionRefusedError, "connect-failure");
        row("closed", Reply::RemoteHostClosedError, "connection-closed");
        row("no such host", Reply::HostNotFoundError, "name-not-resolved");
        row("time-out", Reply::TimeoutError, "timed-out");
        row("called off", Reply::OperationCanceledError, "connection-closed");
        row("handshake", Reply::SslHandshakeFailedError, "tls-failed");
        row("for now", Reply::TemporaryNetworkFailureError, "connect-failure");
        row("session", Reply::NetworkSessionFailedError, "connect-failure");
        row("background", Reply::BackgroundRequestNotAllowedError, "blocked-by-policy");
        row("circle", Reply::TooManyRedirectsError, "too-many-redirects");
        row("insecure", Reply::InsecureRedirectError, "insecure-redirect");
        row("unknown", Reply::UnknownNetworkError, "connect-failure");
        row("proxy refused", Reply::ProxyConnectionRefusedError, "connect-failure");
        row("proxy closed", Reply::ProxyConnectionClosedError, "connection-closed");
        row("no such proxy", Reply::ProxyNotFoundError, "connect-failure");
        row("proxy time-out", Reply::ProxyTimeoutError, "timed-out");
        row("proxy wants a password", Reply::ProxyAuthenticationRequiredError, "http-407");
        row("unknown proxy error", Reply::UnknownProxyError, "connect-failure");
        row("password", Reply::AuthenticationRequiredError, "http-401");
        row("forbidden", Reply::ContentAccessDenied, "http-403");
        row("not there", Reply::ContentNotFoundError, "http-404");
        row("not permitted", Reply::ContentOperationNotPermittedError, "http-405");
        row("conflict", Reply::ContentConflictError, "http-409");
        row("gone", Reply::ContentGoneError, "http-410");
        row("server error", Reply::InternalServerError, "http-500");
        row("not implemented", Reply::OperationNotImplementedError, "http-501");
        row("unavailable", Reply::ServiceUnavailableError, "http-503");
        row("protocol unknown", Reply::ProtocolUnknownError, "unsupported-scheme");
        row("protocol invalid", Reply::ProtocolInvalidOperationError, "unsupported-scheme");
        row("not HTTP", Reply::ProtocolFailure, "invalid-server-response");
        row("content error", Reply::UnknownContentError, "invalid-server-response");
        row("server unknown", Reply::UnknownServerError, "invalid-server-response");
        row("sent again in vain", Reply::ContentReSendError, "invalid-server-response");
        row("none", Reply::NoError, "invalid-server-response");
    }
    void codes()
    {
        QFETCH(const QNetworkReply::NetworkError, theirs);
        QFETCH(const QString, ours);
        QCOMPARE(wireName(codeOf(theirs)), ours);
    }

    void certificates_data()
    {
        QTest::addColumn<QSslError::SslError>("theirs");
        QTest::addColumn<QString>("ours");
        const auto row = [](const char *name, QSslError::SslError theirs,
                            const char *ours = "certificate-untrusted") {
            QTest::newRow(name) << theirs << QString::fromLatin1(ours);
        };
        row("other host", QSslError::HostNameMismatch, "certificate-other-host");
        row("expired", QSslError::CertificateExpired, "certificate-expired");
        row("not yet valid", QSslError::CertificateNotYetValid, "certificate-not-yet-valid");
        row("revoked", QSslError::CertificateRevoked, "certificate-revoked");
        row("known to be forged", QSslError::CertificateBlacklisted, "certificate-revoked");
        row("no certificate", QSslError::NoPeerCertificate, "tls-failed");
        row("no TLS here", QSslError::NoSslSupport, "tls-failed");
        row("no error", QSslError::NoError, "tls-failed");
        row("issuer not sent", QSslError::UnableToGetIssuerCertificate);
        row("issuer not known", QSslError::UnableToGetLocalIssuerCertificate);
        row("its own issuer", QSslError::SelfSignedCertificate);
        row("unknown root", QSslError::SelfSignedCertificateInChain);
        row("first of the chain", QSslError::UnableToVerifyFirstCertificate);
        row("signature unreadable", QSslError::UnableToDecryptCertificateSignature);
        row("issuer's key unreadable", QSslError::UnableToDecodeIssuerPublicKey);
        row("signature wrong", QSslError::CertificateSignatureFailed);
        row("no such begin", QSslError::InvalidNotBeforeField);
        row("no such end", QSslError::InvalidNotAfterField);
        row("issuer may not issue", QSslError::InvalidCaCertificate);
        row("too long a chain", QSslError::PathLengthExceeded);
        row("for other purposes", QSslError::InvalidPurpose);
        row("untrusted", QSslError::CertificateUntrusted);
        row("rejected", QSslError::CertificateRejected);
        row("of another issuer", QSslError::SubjectIssuerMismatch);
        row("of another issuer's key", QSslError::AuthorityIssuerSerialNumberMismatch);
        row("status unknown", QSslError::CertificateStatusUnknown);
        row("OCSP: no answer", QSslError::OcspNoResponseFound);
        row("OCSP: question unsound", QSslError::OcspMalformedRequest);
        row("OCSP: answer unsound", QSslError::OcspMalformedResponse);
        row("OCSP: internal", QSslError::OcspInternalError);
        row("OCSP: later", QSslError::OcspTryLater);
        row("OCSP: unsigned", QSslError::OcspSigRequred);
        row("OCSP: refused", QSslError::OcspUnauthorized);
        row("OCSP: answer untrusted", QSslError::OcspResponseCannotBeTrusted);
        row("OCSP: of another one", QSslError::OcspResponseCertIdUnknown);
        row("OCSP: answer expired", QSslError::OcspResponseExpired);
        row("OCSP: unknown", QSslError::OcspStatusUnknown);
        row("unspecified", QSslError::UnspecifiedError);
    }
    void certificates()
    {
        QFETCH(const QSslError::SslError, theirs);
        QFETCH(const QString, ours);
        QCOMPARE(wireName(codeOf(theirs)), ours);
        QCOMPARE(kindOf(codeOf(theirs)), ErrorKind::Fatal);
        QCOMPARE(distrust({QSslError(theirs)}).code, codeOf(theirs));
    }

    void theGravestReasonCounts_data()
    {
        using Ssl = QSslError;
        QTest::addColumn<QList<QSslError>>("errors");
        QTest::addColumn<QString>("code");
        QTest::newRow("nothing said") << QList<QSslError>() << u"certificate-untrusted"_s;
        QTest::newRow("expired, other host")
            << QList{Ssl(Ssl::CertificateExpired), Ssl(Ssl::HostNameMismatch)}
            << u"certificate-other-host"_s;
        QTest::newRow("other host, its own issuer")
            << QList{Ssl(Ssl::HostNameMismatch), Ssl(Ssl::SelfSignedCertificate)}
            << u"certificate-untrusted"_s;
        QTest::newRow("its own issuer, revoked, expired")
            << QList{Ssl(Ssl::SelfSignedCertificate), Ssl(Ssl::CertificateRevoked),
                     Ssl(Ssl::CertificateExpired)}
            << u"certificate-revoked"_s;
    }
    void theGravestReasonCounts()
    {
        QFETCH(const QList<QSslError>, errors);
        QFETCH(const QString, code);
        const Error error = distrust(errors);
        QCOMPARE(wireName(error.code), code);
        QCOMPARE(error.context, ErrorContext::GeneralTransport);
        for (const QSslError &one : errors)
            QVERIFY(error.detail.contains(one.errorString()));
    }
};

QTEST_GUILESS_MAIN(TestNetError)
#include "tst_neterror.moc"
