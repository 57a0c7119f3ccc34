// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QVariantMap>

#include <functional>
#include <optional>

class QObject;

namespace lighterman {

/// Something on the system bus that has properties.
struct BusObject
{
    QString service;
    QString path;
    QString interface;
};

/// Reads all properties of `object`, and answers later, once, unless `context` is gone by then:
/// nothing where nobody offers the service, which is not started for this, or where no answer comes
/// within five seconds.
void readProperties(const BusObject &object, QObject &context,
                    std::function<void(const std::optional<QVariantMap> &)> then);

/// The object paths in a value that a service gave; none in what is no list of them.
[[nodiscard]] QStringList objectPaths(const QVariant &value);

} // namespace lighterman
