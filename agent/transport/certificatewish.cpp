// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/certificatewish.h"

#include "common/base/redact.h"

#include <QSslConfiguration>

#include <algorithm>
#include <array>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr int kBadRequest = 400;
constexpr qint64 kPage = 1024; ///< bytes that are read of it; its heading comes first

// As OpenSSL spells alerts, whatever the language of the desktop.
constexpr auto kRequired = "alert certificate required"_L1;
constexpr std::array kNoAgreement{"alert handshake failure"_L1, "alert bad certificate"_L1};
constexpr std::array kRefusals{
    "alert bad certificate"_L1,         "alert certificate expired"_L1,
    "alert certificate revoked"_L1,     "alert certificate unknown"_L1,
    "alert unsupported certificate"_L1, "alert unknown ca"_L1,
    "alert access denied"_L1,           "alert decrypt error"_L1,
};

bool isNoAgreement(const QString &text)
{
    return std::ranges::any_of(kNoAgreement,
                               [&](QLatin1StringView one) { return text.contains(one); });
}

} // namespace

Error certificateWish(Shown shown, const QString &detail)
{
    return {shown.isIdentified ? ErrorCode::ClientCertificateRejected
                               : ErrorCode::ClientCertificateNeeded,
            oneLine(detail),
            ErrorContext::RemoteFile,
            {}};
}

bool mayBeWish(const QNetworkReply &reply)
{
    return reply.url().scheme() == "https"_L1 && isNoAgreement(reply.errorString())
        && reply.sslConfiguration().peerCertificate().isNull();
}

std::optional<Error> wishInAlert(const QNetworkReply &reply, Shown shown)
{
    if (reply.url().scheme() != "https"_L1)
        return std::nullopt;
    const QString text = reply.errorString();
    // Before TLS 1.3 there is no word for it. Once the server has shown its own certificate
    // there is hardly anything else that is left to disagree on.
    const bool isLate = isNoAgreement(text) && !reply.sslConfiguration().peerCertificate().isNull();
    const bool isRefused = shown.isIdentified
        && std::ranges::any_of(kRefusals,
                               [&](QLatin1StringView one) { return text.contains(one); });
    if (!text.contains(kRequired) && !isLate && !isRefused)
        return std::nullopt;
    return certificateWish(shown, text);
}

std::optional<Error> wishInPage(QNetworkReply &reply, Shown shown)
{
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status != kBadRequest || reply.url().scheme() != "https"_L1)
        return std::nullopt;
    const QByteArray page = reply.peek(kPage);
    if (page.contains("No required SSL certificate was sent"))
        return certificateWish(shown, u"so says the page of %1"_s.arg(reply.url().host()));
    if (page.contains("The SSL certificate error"))
        return certificateWish({true}, u"so says the page of %1"_s.arg(reply.url().host()));
    return std::nullopt;
}

bool needsPage(const QNetworkReply &reply)
{
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    return status == kBadRequest && reply.url().scheme() == "https"_L1 && !reply.isFinished()
        && reply.bytesAvailable() < kPage;
}

} // namespace lighterman
