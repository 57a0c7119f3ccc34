// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/protocol/connection.h"

#include "common/base/secret.h"
#include "common/protocol/decode.h"
#include "common/protocol/encode.h"
#include "common/protocol/limits.h"

namespace lighterman::protocol {

using namespace Qt::StringLiterals;

Connection::Connection(std::unique_ptr<QIODevice> device, const Hello &own, ConnectionLimits limits,
                       QObject *parent)
    : QObject(parent)
    , m_device(std::move(device))
    , m_limits(limits)
{
    connect(m_device.get(), &QIODevice::readyRead, this, &Connection::readAvailable);
    connect(m_device.get(), &QIODevice::readChannelFinished, this, &Connection::takeEnd);
    connect(m_device.get(), &QIODevice::aboutToClose, this, &Connection::takeEnd);
    connect(m_device.get(), &QIODevice::bytesWritten, this, &Connection::drained);

    connect(&m_helloTimer, &QTimer::timeout, this,
            [this] { breakUp(fail(ErrorCode::TimedOut, u"the peer said no hello"_s).value()); });
    m_helloTimer.setSingleShot(true);
    m_helloTimer.start(limits.helloTimeout);

    m_device->write(frame(encodeHello(own)));
    // What came before we listened announces itself to nobody.
    QMetaObject::invokeMethod(this, &Connection::readAvailable, Qt::QueuedConnection);
}

Connection::~Connection()
{
    m_device->disconnect(this); // closing it must not call into what is half gone
}

Result<void> Connection::send(const QByteArray &payload)
{
    if (m_broken)
        return fail(ErrorCode::ConnectionClosed);
    if (payload.size() > kMaxFrame)
        return fail(ErrorCode::TooLarge, u"a message of %1 bytes"_s.arg(payload.size()));
    if (bytesPending() + payload.size() > m_limits.mostPending) {
        const auto error = fail(ErrorCode::ConnectionClosed, u"the peer does not read"_s);
        QMetaObject::invokeMethod(
            this, [this, error] { breakUp(error.value()); }, Qt::QueuedConnection);
        return error;
    }
    QByteArray bytes = frame(payload);
    m_device->write(bytes);
    wipe(bytes);
    return {};
}

void Connection::close()
{
    m_broken = true;
    m_helloTimer.stop();
    m_device->disconnect(this);
    m_device->close();
}

void Connection::breakUp(const Error &error)
{
    if (m_broken)
        return;
    close();
    emit broken(error);
}

void Connection::readAvailable()
{
    if (m_broken)
        return;
    m_frames.append(m_device->readAll());
    readFrames();
}

void Connection::readFrames()
{
    while (!m_broken) {
        auto next = m_frames.next();
        if (!next) {
            breakUp(next.error());
            return;
        }
        if (!*next)
            return; // the rest is still on its way
        m_opened ? emit received(**next) : takeHello(**next);
        wipe(**next); // there may be a password in it
    }
}

void Connection::takeHello(const QByteArray &payload)
{
    const auto hello = decodeHello(payload);
    if (!hello) {
        breakUp(hello.error());
        return;
    }
    if (hello->major != kMajor) {
        const QString detail
            = u"the peer speaks version %1.%2 of the protocol, this program %3.%4: "_s
                  .arg(hello->major)
                  .arg(hello->minor)
                  .arg(kMajor)
                  .arg(kMinor);
        breakUp(fail(ErrorCode::ProtocolError, detail + hello->program.left(64)).value());
        return;
    }
    m_helloTimer.stop();
    m_opened = true;
    emit opened(*hello);
}

void Connection::takeEnd()
{
    readAvailable();
    breakUp(fail(ErrorCode::ConnectionClosed,
                 m_frames.isInsideFrame() ? u"the peer left in the middle of a message"_s
                                          : u"the peer closed the connection"_s)
                .value());
}

} // namespace lighterman::protocol
