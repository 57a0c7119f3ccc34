// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/error.h"

#include <QNetworkReply>

namespace lighterman {

/// What was known of a request that a server has refused.
struct Shown
{
    bool isIdentified = false; ///< it went with a client certificate
};

/// Servers have three ways to say that they want a client certificate, or another one: an alert of
/// TLS (RFC 8446, section 6.2), which TLS 1.3 brings only once the request is sent; a page with
/// status 400, in the words of nginx; or status 403, which may mean anything.
///
/// client-certificate-needed, client-certificate-rejected; nothing where it is about something
/// else.
[[nodiscard]] std::optional<Error> wishInAlert(const QNetworkReply &reply, Shown shown);
/// Whether it is about one if the server had got as far as to show its own certificate, which Qt
/// does not tell.
[[nodiscard]] bool mayBeWish(const QNetworkReply &reply);
[[nodiscard]] Error certificateWish(Shown shown, const QString &detail);
/// Likewise, of an answer that is not read yet.
[[nodiscard]] std::optional<Error> wishInPage(QNetworkReply &reply, Shown shown);
/// Whether more of the answer has to come before wishInPage() can tell.
[[nodiscard]] bool needsPage(const QNetworkReply &reply);

/// Whether it is one of these errors.
[[nodiscard]] constexpr bool isAboutClientCertificate(ErrorCode code)
{
    return code == ErrorCode::ClientCertificateNeeded
        || code == ErrorCode::ClientCertificateRejected;
}

} // namespace lighterman
