// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/app/icons.h"

namespace lighterman::icons {

using namespace Qt::StringLiterals;

QIcon program()
{
    // As pixels too: the plug-in that draws SVG need not be installed.
    QIcon bundled;
    for (const int size : {16, 22, 32, 48, 64, 128})
        bundled.addFile(u":/icons/lighterman-%1.png"_s.arg(size), {size, size});
    return QIcon::fromTheme(u"lighterman"_s, bundled);
}

} // namespace lighterman::icons
