// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/model/keptheaders.h"

#include <QCborArray>
#include <QCborValue>

#include <algorithm>
#include <array>

namespace lighterman {

namespace {

/// In lower case. What services call the field of their tokens nobody can list.
constexpr std::array kHarmless{"accept",  "accept-charset", "accept-language", "cache-control",
                               "dnt",     "origin",         "pragma",          "prefer",
                               "referer", "user-agent"};

} // namespace

bool mayBeSecret(const Header &header)
{
    return std::ranges::find(kHarmless, header.name.toLower()) == kHarmless.end();
}

bool haveSecrets(const std::vector<Header> &headers)
{
    return std::ranges::any_of(headers, mayBeSecret);
}

bool lackValues(const std::vector<Header> &headers)
{
    return std::ranges::any_of(headers, [](const Header &header) {
        return header.value.isEmpty() && mayBeSecret(header);
    });
}

std::vector<Header> withoutSecrets(std::vector<Header> headers)
{
    for (Header &header : headers) {
        if (mayBeSecret(header))
            header.value.clear();
    }
    return headers;
}

Secret packed(const std::vector<Header> &headers)
{
    QCborArray pack; // name and value by turns
    for (const Header &header : headers) {
        if (mayBeSecret(header)) {
            pack.append(header.name);
            pack.append(header.value);
        }
    }
    // Base64, for what reads keyrings for people takes what they have for text.
    return Secret(pack.toCborValue().toCbor().toBase64());
}

bool fill(std::vector<Header> &headers, const Secret &pack)
{
    const auto bytes = QByteArray::fromBase64(pack.reveal().toByteArray());
    const QCborArray read = QCborValue::fromCbor(bytes).toArray();
    std::vector<Header> filled = headers;
    qsizetype next = 0;
    for (Header &header : filled) {
        if (!mayBeSecret(header))
            continue;
        if (read.at(next).toByteArray() != header.name)
            return false;
        if (header.value.isEmpty())
            header.value = read.at(next + 1).toByteArray();
        next += 2;
    }
    if (next != read.size() || !validate(JobSettings{.headers = filled}))
        return false;
    headers = std::move(filled);
    return true;
}

} // namespace lighterman
