// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/signin.h"
#include "common/model/job.h"

#include <QNetworkRequest>
#include <QSslConfiguration>

namespace lighterman {

/// What one request asks for; without a Range where that is the whole file.
struct Ask
{
    QUrl url;
    qint64 from = 0;             ///< first byte
    qint64 end = 0;              ///< behind the last byte; 0: that of the file
    bool isRange = false;        ///< asked for as a range even where that is everything
    QByteArray validator;        ///< for If-Range; empty: none
    std::vector<Header> headers; ///< the job's own; none once another origin was reached
    AuthFields auth;             ///< who asks
    QByteArray proxyAuth;        ///< and what a proxy is told of it; only over http; empty: nothing
    std::shared_ptr<const ConnectionLogin> proxyLogin; ///< likewise; none: nothing
};

/// What tells a server which file is meant (If-Range); empty when nothing does.
[[nodiscard]] QByteArray validatorOf(const ResumePoint &known);

/// A GET as this program sends it: HTTP/1.1, bytes as they are, no redirects followed, no cookies,
/// no credentials of its own accord, no cache, no time-out.
[[nodiscard]] QNetworkRequest makeRequest(const Ask &ask, const QByteArray &userAgent,
                                          const QSslConfiguration &tls);

} // namespace lighterman
