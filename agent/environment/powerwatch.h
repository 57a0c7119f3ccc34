// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/environment/busservice.h"

#include <QThreadPool>
#include <QTimer>

#include <optional>

namespace lighterman {

/// What the machine runs on: from UPower, or where that is not there, from what the kernel has in
/// /sys/class/power_supply, looked at once a minute where there is a battery, else only once.
class PowerWatch final : public QObject
{
    Q_OBJECT

public:
    static constexpr auto kSupplies = "/sys/class/power_supply";

    /// `bus` is not owned, outlives this, and is not open yet.
    explicit PowerWatch(SystemBus &bus, QString supplies = QString::fromLatin1(kSupplies),
                        QObject *parent = nullptr);
    ~PowerWatch() override;

    /// Percent that are left, while it is a battery; nothing: it is not, or nobody knows.
    [[nodiscard]] std::optional<int> battery() const { return m_battery; }
    /// Whether somebody was asked, and has answered or will never.
    [[nodiscard]] bool isKnown() const { return m_isKnown; }

signals:
    /// It is another answer, or is known for the first time.
    void changed();

private:
    void ask();
    void askForCharge();
    void readFiles();
    void conclude(std::optional<int> battery);

    BusService m_upower;
    QString m_supplies;
    QTimer m_nextLook;
    QThreadPool m_reader;
    std::optional<int> m_battery;
    bool m_isKnown = false;
};

/// What the files of the kernel say (Documentation/ABI/testing/sysfs-class-power).
struct PowerSupplies
{
    bool hasBattery = false;         ///< of the machine, not of a mouse
    std::optional<int> battery = {}; ///< as PowerWatch::battery()
    bool operator==(const PowerSupplies &) const = default;
};

/// Reads the folder; waits for the hardware, which may take its time.
[[nodiscard]] PowerSupplies readPowerSupplies(const QString &folder);

} // namespace lighterman
