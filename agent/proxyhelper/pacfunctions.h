// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/proxyhelper/lookups.h"

#include <QDateTime>
#include <QObject>

namespace lighterman {

/// Whether `text` is what the shell pattern says, with `*` and `?` alone, and case counting, as
/// Chromium has it. Takes at most text * pattern steps, whatever they are.
[[nodiscard]] bool matchesPattern(const QString &text, const QString &pattern);

/// Addresses between semicolons in order, IPv6 first, each as it was written; empty when one is
/// none.
[[nodiscard]] QString sortedAddresses(const QString &list);

/// What the script's functions ask of this side (pacprelude.h has their other half). Scripts cannot
/// reach it.
class PacFunctions final : public QObject
{
    Q_OBJECT

public:
    /// `addresses` are those of this machine; `now` is what the functions of time go by.
    PacFunctions(LookUps lookUps, QStringList addresses, QDateTime now)
        : m_lookUps(std::move(lookUps))
        , m_addresses(std::move(addresses))
        , m_now(std::move(now))
    {
    }

    /// The first IPv4 address; empty when there is none.
    Q_INVOKABLE QString resolve(const QString &host);
    /// All addresses, between semicolons.
    Q_INVOKABLE QString resolveAll(const QString &host);
    /// The first IPv4 address of this machine, else its first one, else 127.0.0.1.
    Q_INVOKABLE QString ownAddress() const;
    Q_INVOKABLE QString ownAddresses() const;
    /// Both of IPv4; a name is looked up first.
    Q_INVOKABLE bool isInNet(const QString &host, const QString &net, const QString &mask);
    /// `prefixes` are networks between semicolons; a name is in none.
    Q_INVOKABLE bool isInPrefixes(const QString &address, const QString &prefixes) const;
    Q_INVOKABLE bool matches(const QString &text, const QString &pattern) const;
    Q_INVOKABLE QString sorted(const QString &list) const;
    /// Year, month (0 to 11), day, day of the week (0 is Sunday), hour, minute, second.
    Q_INVOKABLE QList<int> now(bool gmt) const;

private:
    LookUps m_lookUps;
    QStringList m_addresses;
    QDateTime m_now;
};

} // namespace lighterman
