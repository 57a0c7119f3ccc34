// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/linkemulator/linkend.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <iterator>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <sched.h>
#include <string_view>
#include <sys/ioctl.h>

using namespace Qt::StringLiterals;

namespace lighterman::testing {

namespace {

tl::unexpected<QString> refused(const QString &what)
{
    return tl::unexpected(u"%1: %2."_s.arg(what, qt_error_string(errno)));
}

} // namespace

tl::expected<LinkEnd, QString> makeLinkEnd()
{
    if (::unshare(CLONE_NEWNET) != 0)
        return refused(u"A network namespace cannot be made"_s);
    LinkEnd end;
    end.network = FileDescriptor(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
    if (!end.network.isOpen())
        return refused(u"The network namespace cannot be opened"_s);
    end.device = FileDescriptor(::open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC));
    if (!end.device.isOpen())
        return refused(u"/dev/net/tun cannot be opened"_s);
    ifreq request{};
    std::ranges::copy(std::string_view(kDevice), std::begin(request.ifr_name));
    request.ifr_flags = IFF_TUN | IFF_NO_PI;
    if (::ioctl(end.device.number(), TUNSETIFF, &request) != 0)
        return refused(u"A TUN device cannot be made"_s);
    return end;
}

} // namespace lighterman::testing
