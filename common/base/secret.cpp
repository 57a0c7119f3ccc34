// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/base/secret.h"

#include <cstring>
#include <utility>

namespace lighterman {

Secret::Secret(QByteArray bytes)
    : m_bytes(std::move(bytes))
{
    m_bytes.detach();
}

Secret::~Secret()
{
    wipe(m_bytes);
}

Secret::Secret(Secret &&other) noexcept
    : m_bytes(std::exchange(other.m_bytes, {}))
{
}

Secret &Secret::operator=(Secret &&other) noexcept
{
    if (this != &other) {
        wipe(m_bytes);
        m_bytes = std::exchange(other.m_bytes, {});
    }
    return *this;
}

Secret Secret::copy() const
{
    return Secret(QByteArray(m_bytes.constData(), m_bytes.size()));
}

bool Secret::isSame(const Secret &other) const
{
    if (m_bytes.size() != other.m_bytes.size())
        return false;
    unsigned difference = 0;
    for (qsizetype i = 0; i < m_bytes.size(); ++i)
        difference |= unsigned(m_bytes.at(i)) ^ unsigned(other.m_bytes.at(i));
    return difference == 0;
}

void wipe(QByteArray &bytes)
{
    if (!bytes.isEmpty() && bytes.isDetached())
        ::explicit_bzero(bytes.data(), std::size_t(bytes.size()));
    bytes.clear();
}

} // namespace lighterman
