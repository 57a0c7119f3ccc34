// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QString>
#include <QUrl>

namespace lighterman {

// The one place that prints URLs and headers for people and logs (DESIGN 6.1): what might be a
// secret is cut out, and control characters cannot forge a second log line.

/// `url` without user name and password; query values are kept, except those whose key says that
/// they are secret (signatures, tokens, keys), which become "***".
[[nodiscard]] QString redacted(const QUrl &url);

/// A line that a person typed or pasted, which may or may not be a link: as redacted(), as far as
/// it can be told apart.
[[nodiscard]] QString redactedLine(const QString &line);

/// What is wrong with an invalid `url`, without the link itself.
[[nodiscard]] QString invalidity(const QUrl &url);

/// `name: value`, with the value of headers that carry credentials replaced by "***".
[[nodiscard]] QString redactedHeader(const QByteArray &name, const QByteArray &value);

/// `text` from outside on one line, control and bidirectional characters shown as U+FFFD, and cut
/// to `limit` UTF-16 units.
[[nodiscard]] QString oneLine(QStringView text, qsizetype limit = 500);

} // namespace lighterman
