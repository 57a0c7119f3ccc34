// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/protocol/framereader.h"
#include "common/protocol/messages.h"

#include <QIODevice>
#include <QTimer>

#include <memory>

namespace lighterman::protocol {

struct ConnectionLimits
{
    std::chrono::milliseconds helloTimeout{10'000}; ///< for the peer to say its hello
    qint64 mostPending = 32 << 20; ///< bytes; a peer that lets more pile up is cut off
};

/// One end of the wire, over any device that is open both ways. Says hello at once and waits for
/// the peer's; then hands over one message after another, still encoded (decode.h).
///
/// Signals come from inside a loop over what was read: whoever wants to be rid of the connection in
/// one of them calls deleteLater().
class Connection final : public QObject
{
    Q_OBJECT

public:
    Connection(std::unique_ptr<QIODevice> device, const Hello &own, ConnectionLimits limits = {},
               QObject *parent = nullptr);
    ~Connection() override;

    /// Sends an encoded message; allowed before the peer's hello. TooLarge when it does not fit
    /// into a frame, and then nothing is sent; ConnectionClosed when the connection has broken.
    Result<void> send(const QByteArray &payload);
    /// Bytes that were sent and that the system has not taken yet.
    [[nodiscard]] qint64 bytesPending() const { return m_device->bytesToWrite(); }
    [[nodiscard]] bool isOpen() const { return m_opened && !m_broken; }
    /// Sends what is pending, then closes. broken() will not come.
    void close();

signals:
    /// The peer said hello and its version will do. Once, before any received().
    void opened(const lighterman::protocol::Hello &peer);
    /// Its bytes are overwritten afterwards, unless somebody else has them too.
    void received(const QByteArray &payload);
    /// Some pending bytes are gone; see bytesPending().
    void drained();
    /// The connection is closed: ConnectionClosed by the peer or for letting too much pile up,
    /// ProtocolError for bytes that make no sense or another major version, TimedOut without a
    /// hello. Once, as the last signal, never from inside send().
    void broken(const lighterman::Error &error);

public slots:
    /// Breaks the connection because of what the owner found in a message.
    void breakUp(const lighterman::Error &error);

private:
    void readAvailable();
    void readFrames();
    void takeHello(const QByteArray &payload);
    void takeEnd();

    std::unique_ptr<QIODevice> m_device;
    ConnectionLimits m_limits;
    FrameReader m_frames;
    QTimer m_helloTimer;
    bool m_opened = false;
    bool m_broken = false;
};

} // namespace lighterman::protocol
