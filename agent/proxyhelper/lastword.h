// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>

namespace lighterman {

/// Ends the process at once, with `line` as its answer on stdout, and without the code that
/// libraries have for an orderly end: plug-ins of libproxy crash in it. The first who calls it, in
/// whichever thread, has the last word; others never return either.
[[noreturn]] void endWith(const QByteArray &line);

/// Lets the script's crash, or its processor time, end with an answer as well: what is left to say
/// then is always the same. For the calling thread, with a stack of its own.
void answerCrashes();

} // namespace lighterman
