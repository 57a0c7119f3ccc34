// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/protocol/readscalar.h"

#include "common/base/redact.h"

#include <limits>
#include <utility>

namespace lighterman::protocol {

using namespace Qt::StringLiterals;

bool readValue(Reader &in, SharedSecret &value)
{
    Secret secret;
    if (!in.read(secret))
        return false;
    value = SharedSecret(std::move(secret));
    return true;
}

bool readValue(Reader &in, int &value)
{
    qint64 wide = 0;
    if (!in.read(wide))
        return false;
    if (!std::in_range<int>(wide))
        return in.refuse(u"%1 is out of range"_s.arg(wide));
    value = int(wide);
    return true;
}

bool readValue(Reader &in, std::chrono::seconds &value)
{
    qint64 count = 0;
    if (!in.read(count))
        return false;
    // Callers turn seconds into milliseconds and add them to a moment.
    constexpr qint64 kMost = std::numeric_limits<qint64>::max() / 1'000'000;
    if (count < 0 || count > kMost)
        return in.refuse(u"%1 seconds are out of range"_s.arg(count));
    value = std::chrono::seconds(count);
    return true;
}

bool readValue(Reader &in, JobId &value)
{
    constexpr std::size_t kBytes = 16;
    std::array<char, kBytes> bytes{};
    if (!in.readExactly(bytes))
        return false;
    value = JobId::fromBytes(bytes);
    return true;
}

bool readValue(Reader &in, QUrl &value)
{
    QString text;
    if (!in.read(text))
        return false;
    if (text.size() > kMaxUrl)
        return in.refuse(u"a link of %1 characters"_s.arg(text.size()), ErrorCode::StringTooLong);
    value = QUrl(text, QUrl::StrictMode);
    return text.isEmpty() || value.isValid() || in.refuse(invalidity(value), ErrorCode::InvalidUrl);
}

} // namespace lighterman::protocol
