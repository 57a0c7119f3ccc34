// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/neterror.h"

#include <QTest>

using namespace lighterman;

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
    }
    void codes()
    {
        QFETCH(const QNetworkReply::NetworkError, theirs);
        QFETCH(const QString, ours);
        QCOMPARE(wireName(codeOf(theirs)), ours);
    }
};

QTEST_GUILESS_MAIN(TestNetError)
#include "tst_neterror.moc"
