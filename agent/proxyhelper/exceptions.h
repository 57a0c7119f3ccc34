// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>
#include <QUrl>

namespace lighterman {

/// Whether a name in a list of exceptions stands for the hosts below it, too, as curl has it for
/// no_proxy.
enum class Names : quint8 { Alone, WithHostsBelow };

/// Whether the host of `url` is one of those that go without a proxy: names, `.domain`, `*.domain`,
/// `<local>`, addresses, networks (`10.0.0.0/8`, `fd00::/8`), each with `:PORT` where it is for one
/// port alone, and `*` for every host. libproxy judges names and IPv4; it reads variables of the
/// environment, so that those of this process are others afterwards.
[[nodiscard]] bool isExempt(const QUrl &url, const QStringList &exceptions, Names names);

} // namespace lighterman
