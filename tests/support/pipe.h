// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QIODevice>

#include <cstring>
#include <memory>
#include <utility>

namespace lighterman {

/// One end of a line between two objects in memory: what is written here is read there, at once.
/// The other end outlives nothing: either may go first.
class PipeEnd final : public QIODevice
{
    Q_OBJECT

public:
    [[nodiscard]] static std::pair<std::unique_ptr<PipeEnd>, std::unique_ptr<PipeEnd>> create()
    {
        auto ends = std::pair(std::make_unique<PipeEnd>(), std::make_unique<PipeEnd>());
        ends.first->m_other = ends.second.get();
        ends.second->m_other = ends.first.get();
        ends.first->open(ReadWrite | Unbuffered);
        ends.second->open(ReadWrite | Unbuffered);
        return ends;
    }

    ~PipeEnd() override { PipeEnd::close(); }

    /// What is written from now on stays here, as if the other side did not read.
    void block() { m_blocked = true; }
    [[nodiscard]] bool isSequential() const override { return true; }
    [[nodiscard]] qint64 bytesToWrite() const override { return m_held; }
    [[nodiscard]] qint64 bytesAvailable() const override
    {
        return m_arrived.size() + QIODevice::bytesAvailable();
    }

    void close() override
    {
        if (!isOpen())
            return;
        QIODevice::close();
        if (PipeEnd *other = std::exchange(m_other, nullptr)) {
            other->m_other = nullptr;
            emit other->readChannelFinished();
        }
    }

protected:
    qint64 readData(char *data, qint64 most) override
    {
        const qint64 size = std::min(most, qint64(m_arrived.size()));
        std::memcpy(data, m_arrived.constData(), std::size_t(size));
        m_arrived.remove(0, size);
        return size;
    }
    qint64 writeData(const char *data, qint64 size) override
    {
        if (m_blocked) {
            m_held += size;
        } else if (m_other) {
            m_other->m_arrived.append(data, size);
            emit m_other->readyRead();
        }
        return size;
    }

private:
    PipeEnd *m_other = nullptr;
    QByteArray m_arrived;
    qint64 m_held = 0;
    bool m_blocked = false;
};

} // namespace lighterman
