// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/base/time.h"

#include <optional>

/// Figures as people read them: the same in the window, the tray and on the command line. Numbers
/// follow the default QLocale, words pass QCoreApplication::translate (context "humane").
namespace lighterman::humane {

/// `412 B`, `8.1 MB`, `412 GB`: SI units (1 kB is 1000 bytes).
[[nodiscard]] QString size(qint64 bytes);
/// `8.1 MB/s`.
[[nodiscard]] QString rate(qint64 bytesPerSecond);
/// `42.0 MB of 1.2 GB`, or `42.0 MB` alone while the total is unknown.
[[nodiscard]] QString amount(qint64 done, std::optional<qint64> total);

/// 0 to 100, rounded down: 100 means that all is here. Nothing while the total is unknown.
[[nodiscard]] std::optional<int> percent(qint64 done, std::optional<qint64> total);

/// Rounded, for what nobody can know exactly: `a few seconds`, `about 4 min`, `about 3 h`; the word
/// `unknown` in place of a wild guess.
[[nodiscard]] QString timeLeft(std::optional<qint64> seconds);
/// Exact, for what is planned: `0:48`, `12:05`, `1:00:00`.
[[nodiscard]] QString countdown(qint64 seconds);

/// When it was or will be, in local time and by a clock as the locale has it, as short as can be
/// from `now`: `14:02`, `yesterday 18:40`, `2026-11-19 18:40`.
[[nodiscard]] QString when(Moment moment, Moment now);
/// Local date and time to the second: `2026-11-19 18:40:07`.
[[nodiscard]] QString dateAndTime(Moment moment);

} // namespace lighterman::humane
