// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/digestfields.h"
#include "agent/transport/filename.h"
#include "agent/transport/headers.h"
#include "agent/transport/redirect.h"

#include <cstdlib>

using namespace lighterman;

namespace {

/// What every name must hold, whatever it was made of.
void check(const QString &name)
{
    const bool climbs
        = name == u"." || name == u".." || name.contains(u'/') || name.contains(u'\0');
    if (climbs || name.toUtf8().size() > kLongestName || safeName(name) != name)
        std::abort();
}

} // namespace

/// Everything that reads what servers write, fed with anything.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    const QByteArray value(reinterpret_cast<const char *>(data), qsizetype(size));
    const QDateTime now = QDateTime::fromSecsSinceEpoch(1'700'000'000, Qt::UTC);
    (void)parseDigits(value);
    (void)entityTag(value);
    (void)parseRetryAfter(value, value, now);
    (void)mediaType(value);
    (void)isIdentity(value);
    if (const auto range = parseContentRange(value); range && range->last < range->first)
        std::abort();
    for (const auto &digest : {parseDigestField(value), parseOldDigestField(value)}) {
        if (!digest)
            continue;
        const auto again = Checksum::parse(digest->toString());
        if (!again || !(*again == *digest))
            std::abort();
    }
    const QUrl base(QStringLiteral("https://a.example/x"));
    if (const auto target = redirectTarget(base, value); target && target->scheme() != u"https")
        std::abort();
    check(safeName(decodedText(value)));
    check(safeName(dispositionName(value)));
    check(nameFor(value, base, base.resolved(QUrl::fromEncoded(value))));
    return 0;
}
