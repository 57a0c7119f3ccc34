// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/model/clientcertificate.h"

#include <algorithm>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kDigits = 64; ///< of a SHA-256

Result<QString> readFingerprint(QStringView text)
{
    QString digits = text.toString().toLower();
    digits.remove(u':');
    const bool isWhole = digits.size() == kDigits && std::ranges::all_of(digits, [](QChar c) {
                             return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f');
                         });
    if (!isWhole)
        return fail(ErrorCode::InvalidArgument,
                    u"a SHA-256 fingerprint has 64 hexadecimal digits"_s);
    return kByFingerprint + digits;
}

} // namespace

Result<QString> readClientCertificate(QStringView text)
{
    if (text.isEmpty() || text == "none"_L1)
        return QString();
    if (text.size() > kMaxClientCertificate)
        return fail(ErrorCode::StringTooLong,
                    u"%1 characters, at most %2"_s.arg(text.size()).arg(kMaxClientCertificate));
    if (std::ranges::any_of(text, [](QChar c) { return c < u' ' || c == u'\x7f'; }))
        return fail(ErrorCode::InvalidArgument, u"it has control characters"_s);
    if (text.startsWith(u'/'))
        return text.toString();
    if (text.startsWith(kByFingerprint, Qt::CaseInsensitive))
        return readFingerprint(text.sliced(kByFingerprint.size()));
    if (text.startsWith(kBySubject) && !text.sliced(kBySubject.size()).trimmed().isEmpty())
        return kBySubject + text.sliced(kBySubject.size()).trimmed().toString();
    return fail(ErrorCode::InvalidArgument,
                u"none, a whole path, sha256:FINGERPRINT or subject:TEXT is needed"_s);
}

Result<void> checkClientCertificate(const QString &name)
{
    const auto read = readClientCertificate(name);
    if (!read)
        return tl::unexpected(read.error());
    if (*read != name)
        return fail(ErrorCode::InvalidArgument, name);
    return {};
}

} // namespace lighterman
