// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/neterror.h"

#include <algorithm>
#include <array>

namespace lighterman {

namespace {

struct Row
{
    QNetworkReply::NetworkError theirs;
    ErrorCode ours;
};

constexpr std::array kRows{
    Row{QNetworkReply::ConnectionRefusedError, ErrorCode::ConnectFailure},
    Row{QNetworkReply::RemoteHostClosedError, ErrorCode::ConnectionClosed},
    Row{QNetworkReply::HostNotFoundError, ErrorCode::NameNotResolved},
    Row{QNetworkReply::TimeoutError, ErrorCode::TimedOut},
    Row{QNetworkReply::OperationCanceledError, ErrorCode::ConnectionClosed},
    Row{QNetworkReply::SslHandshakeFailedError, ErrorCode::TlsFailed},
    Row{QNetworkReply::TemporaryNetworkFailureError, ErrorCode::ConnectFailure},
    Row{QNetworkReply::NetworkSessionFailedError, ErrorCode::ConnectFailure},
    Row{QNetworkReply::BackgroundRequestNotAllowedError, ErrorCode::BlockedByPolicy},
    Row{QNetworkReply::TooManyRedirectsError, ErrorCode::TooManyRedirects},
    Row{QNetworkReply::InsecureRedirectError, ErrorCode::InsecureRedirect},
    Row{QNetworkReply::UnknownNetworkError, ErrorCode::ConnectFailure},
    Row{QNetworkReply::ProxyConnectionRefusedError, ErrorCode::ConnectFailure},
    Row{QNetworkReply::ProxyConnectionClosedError, ErrorCode::ConnectionClosed},
    Row{QNetworkReply::ProxyNotFoundError, ErrorCode::ConnectFailure},
    Row{QNetworkReply::ProxyTimeoutError, ErrorCode::TimedOut},
    Row{QNetworkReply::ProxyAuthenticationRequiredError, httpError(407)},
    Row{QNetworkReply::UnknownProxyError, ErrorCode::ConnectFailure},
    Row{QNetworkReply::AuthenticationRequiredError, httpError(401)},
    Row{QNetworkReply::ContentAccessDenied, httpError(403)},
    Row{QNetworkReply::ContentNotFoundError, httpError(404)},
    Row{QNetworkReply::ContentOperationNotPermittedError, httpError(405)},
    Row{QNetworkReply::ContentConflictError, httpError(409)},
    Row{QNetworkReply::ContentGoneError, httpError(410)},
    Row{QNetworkReply::InternalServerError, httpError(500)},
    Row{QNetworkReply::OperationNotImplementedError, httpError(501)},
    Row{QNetworkReply::ServiceUnavailableError, httpError(503)},
    Row{QNetworkReply::ProtocolUnknownError, ErrorCode::UnsupportedScheme},
    Row{QNetworkReply::ProtocolInvalidOperationError, ErrorCode::UnsupportedScheme},
};

} // namespace

ErrorCode codeOf(QNetworkReply::NetworkError error)
{
    const auto *const row = std::ranges::find(kRows, error, &Row::theirs);
    return row == kRows.end() ? ErrorCode::InvalidServerResponse : row->ours;
}

} // namespace lighterman
