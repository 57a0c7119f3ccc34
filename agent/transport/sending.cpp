// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/sending.h"

#include "agent/transport/neterror.h"
#include "agent/transport/residentbytes.h"
#include "common/base/redact.h"

#include <QNetworkAccessManager>

namespace lighterman {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 kHeld = 65'536; ///< of a body that nobody reads
constexpr auto kLook = 125ms;

Error failure(ErrorCode code, const QString &detail)
{
    return {code, detail, ErrorContext::GeneralTransport, {}};
}

} // namespace

std::optional<Error> objectionTo(const QUrl &url)
{
    if (url.scheme() == "https"_L1 && !url.host().isEmpty())
        return std::nullopt;
    return failure(ErrorCode::UnsupportedScheme, redacted(url));
}

Sending::Sending(std::shared_ptr<QNetworkAccessManager> manager, const Limits &limits,
                 AuthMessenger::Heard done)
    : m_manager(std::move(manager))
    , m_memory(limits.memory)
    , m_resident(residentBytes())
    , m_done(std::move(done))
    , m_deadline(this)
    , m_look(this)
{
    m_deadline.setSingleShot(true);
    m_deadline.setInterval(limits.deadline);
    m_deadline.callOnTimeout(this, [this] {
        end(tl::unexpected(failure(ErrorCode::TimedOut, u"the login server is silent"_s)));
    });
    m_look.setInterval(kLook);
    m_look.callOnTimeout(this, &Sending::look);
}

Sending::~Sending()
{
    drop();
}

void Sending::refuse(const Error &error)
{
    QMetaObject::invokeMethod(
        this, [this, error] { end(tl::unexpected(error)); }, Qt::QueuedConnection);
}

QNetworkReply &Sending::send(const QNetworkRequest &request)
{
    m_reply = m_manager->get(request);
    m_reply->setReadBufferSize(kHeld);
    connect(m_reply, &QNetworkReply::sslErrors, this,
            [this](const QList<QSslError> &errors) { m_distrust = distrust(errors); });
    connect(m_reply, &QNetworkReply::metaDataChanged, this, &Sending::onHead);
    connect(m_reply, &QNetworkReply::finished, this, &Sending::onFinished);
    m_deadline.start();
    m_look.start();
    return *m_reply;
}

int Sending::status() const
{
    return m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
}

void Sending::onHead()
{
    if (status() < 200)
        return;
    AuthMessageReply answer{status()};
    for (const QNetworkReply::RawHeaderPair &field : m_reply->rawHeaderPairs())
        answer.fields.emplace_back(field.first.toLower(), field.second);
    end(std::move(answer));
}

void Sending::onFinished()
{
    if (status() >= 200) {
        onHead();
        return;
    }
    const QNetworkReply::NetworkError error = m_reply->error();
    const bool isDistrusted = m_distrust && error == QNetworkReply::SslHandshakeFailedError;
    end(tl::unexpected(isDistrusted ? *m_distrust
                                    : failure(codeOf(error), oneLine(m_reply->errorString()))));
}

/// Of some answers Qt collects all before it says a word.
void Sending::look()
{
    if (m_memory > 0 && residentBytes() - m_resident > m_memory)
        end(tl::unexpected(failure(ErrorCode::TimedOut, u"much has come, but no answer"_s)));
}

/// The last thing in any function: whoever hears it may delete this.
void Sending::end(const Result<AuthMessageReply> &result)
{
    drop();
    if (const auto done = std::exchange(m_done, nullptr))
        done(result);
}

void Sending::drop()
{
    m_deadline.stop();
    m_look.stop();
    if (!m_reply)
        return;
    disconnect(m_reply, nullptr, this, nullptr);
    m_reply->deleteLater(); // it may be in the middle of a signal
    m_reply = nullptr;
}

} // namespace lighterman
