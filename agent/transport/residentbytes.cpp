// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/residentbytes.h"

#include <QFile>

#include <unistd.h>

namespace lighterman {

using namespace Qt::StringLiterals;

qint64 residentBytes()
{
    QFile status(u"/proc/self/statm"_s); // pages: all, resident, ...
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    return status.readAll().split(' ').value(1).toLongLong() * ::sysconf(_SC_PAGESIZE);
}

} // namespace lighterman
