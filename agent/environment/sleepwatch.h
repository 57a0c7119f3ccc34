// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/environment/busservice.h"

class QDBusUnixFileDescriptor;

namespace lighterman {

/// Hears from logind that the machine is about to sleep, and delays that until somebody says that
/// it may; at most as long as logind lets anybody (InhibitDelayMaxSec, 5 s unless changed). On
/// request it also keeps the machine awake.
class SleepWatch final : public QObject
{
    Q_OBJECT

public:
    /// `bus` is not owned, outlives this, and is not open yet.
    explicit SleepWatch(SystemBus &bus, QObject *parent = nullptr);
    ~SleepWatch() override;

    /// From when sleep is announced until the machine is awake again.
    [[nodiscard]] bool isAsleep() const { return m_isAsleep; }
    /// Whether logind was asked for that, and has answered or will never.
    [[nodiscard]] bool isKnown() const { return m_isKnown; }
    /// What had to be done before is done: this announced sleep is not delayed any longer.
    void release();
    /// From now on the machine does not go to sleep (or may again), as far as logind and the
    /// person's rights have it.
    void keepAwake(bool isWanted);

signals:
    /// It is another answer, or is known for the first time.
    void changed();

private:
    using Lock = std::unique_ptr<QDBusUnixFileDescriptor>;

    void begin();
    void hear(const QString &signal, const QVariantList &arguments);
    void setAsleep(bool isAsleep);
    void end();
    void forgetLocks();
    void delay();
    void block();
    void inhibit(const QString &why, const QString &mode, std::function<void(Lock)> then);
    void complain(const QString &mode, const QString &reason);

    BusService m_logind;
    Lock m_delay;
    Lock m_block;
    bool m_isAsleep = false;
    bool m_isKnown = false;
    bool m_isReleased = false;  ///< for the sleep that is announced
    bool m_isKeptAwake = false; ///< wanted
    QStringList m_refused;      ///< modes, by this logind
};

} // namespace lighterman
