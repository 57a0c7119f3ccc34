// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/error.h"
#include "common/model/servercertificate.h"

#include <QNetworkReply>
#include <QSslError>

#include <functional>
#include <vector>

namespace lighterman {

/// Why a server is not trusted.
struct Distrust
{
    Error error;
    std::optional<ServerCertificate> certificate = {}; ///< absent: no person may trust it
};

/// Judges servers that nobody vouches for: each request on its own, by the certificate that the
/// server has just shown, its host and its port.
class ServerTrust
{
public:
    /// `now`: what this computer's clock says.
    explicit ServerTrust(std::function<Moment()> now)
        : m_now(std::move(now))
    {
    }

    /// As Transport::trust().
    void accept(std::vector<TrustedCertificate> certificates)
    {
        m_accepted = std::move(certificates);
    }
    /// Whether a certificate is accepted for the server of this link.
    [[nodiscard]] bool hasAccepted(const QUrl &url) const;
    /// To be called in a slot of QNetworkReply::sslErrors(). Lets the request go on, and answers
    /// true, where a person has accepted this certificate and nothing worse is wrong with it.
    [[nodiscard]] bool excuse(QNetworkReply &reply, const QList<QSslError> &errors) const;
    /// Likewise; nothing where the request goes on.
    [[nodiscard]] std::optional<Distrust> judge(QNetworkReply &reply,
                                                const QList<QSslError> &errors) const;

    /// To be called in a slot of QNetworkReply::encrypted(), before anything is sent. What one
    /// request passes over, Qt passes over for others at that host, as long as the same issuer is
    /// in it: here the server's own certificate counts.
    [[nodiscard]] std::optional<Distrust> recheck(QNetworkReply &reply) const;

private:
    [[nodiscard]] const TrustedCertificate *acceptedFor(const QUrl &url) const;

    std::function<Moment()> m_now;
    std::vector<TrustedCertificate> m_accepted = {};
};

/// Whether a person may take that upon themselves: who the issuer is, whose name is in it, and how
/// old it is. What is revoked, forged or not sound is nobody's to accept.
[[nodiscard]] bool mayBeExcused(const QList<QSslError> &errors);

} // namespace lighterman
