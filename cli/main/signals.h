// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

namespace lighterman::cli {

/// Brings SIGINT, SIGTERM and SIGHUP into the event loop. The second one ends the process at once.
/// One object of this class at a time.
class Signals final : public QObject
{
    Q_OBJECT

public:
    Signals();

signals:
    void caught(int signal);

private:
    void read(int descriptor);
};

} // namespace lighterman::cli
