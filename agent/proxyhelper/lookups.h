// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHash>
#include <QStringList>

#include <functional>

namespace lighterman {

/// The look-ups of one run of a script: each name is asked for once, and only so many are.
class LookUps
{
public:
    /// All addresses of a name, those that the system would take first in front; empty when it has
    /// none.
    using Ask = std::function<QStringList(const QString &name)>;
    static constexpr int kMost = 20; ///< names; what is asked for beyond has no address

    explicit LookUps(Ask ask = askSystem)
        : m_ask(std::move(ask))
    {
    }

    /// The addresses of `host`, which is its own if it is one already.
    [[nodiscard]] QStringList of(const QString &host);
    /// The first of IPv4; empty when there is none.
    [[nodiscard]] QString firstOfFour(const QString &host);

private:
    /// Blocks as long as the system's resolver does.
    [[nodiscard]] static QStringList askSystem(const QString &name);

    Ask m_ask;
    QHash<QString, QStringList> m_known;
};

} // namespace lighterman
