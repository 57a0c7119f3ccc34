// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/secrets/libsecret.h"

#include <dlfcn.h>
#include <utility>

namespace lighterman {

namespace {

// As the documentation of libsecret and GLib has them.
using Disconnect = void();
using BusGet = void *(int type, void *cancellable, void **error);
using SetExitOnClose = void(void *connection, int exits);
using Unref = void(void *object);
constexpr int kSessionBus = 2; // G_BUS_TYPE_SESSION

} // namespace

/// The function of that name, of the library or of those that it needs; null where there is none.
template <typename Function>
Function *LibSecret::function(const char *name) const
{
    if (m_library == nullptr)
        return nullptr;
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): dlsym has no other form
    return reinterpret_cast<Function *>(::dlsym(m_library, name));
}

LibSecret::~LibSecret()
{
    hold(nullptr);
}

bool LibSecret::prepare()
{
    if (m_library == nullptr)
        m_library = ::dlopen("libsecret-1.so.0", RTLD_NOW | RTLD_LOCAL);
    auto *const busGet = function<BusGet>("g_bus_get_sync");
    auto *const setExitOnClose = function<SetExitOnClose>("g_dbus_connection_set_exit_on_close");
    if (busGet == nullptr || setExitOnClose == nullptr)
        return false;
    void *const connection = busGet(kSessionBus, nullptr, nullptr);
    if (connection != nullptr)
        setExitOnClose(connection, 0);
    hold(connection); // else it would go before the library uses it
    return true;
}

void LibSecret::forgetSession()
{
    if (auto *const disconnect = function<Disconnect>("secret_service_disconnect"))
        disconnect();
    hold(nullptr);
}

/// The connection is counted as ours already.
void LibSecret::hold(void *connection)
{
    void *const former = std::exchange(m_connection, connection);
    auto *const unref = function<Unref>("g_object_unref");
    if (former != nullptr && unref != nullptr)
        unref(former);
}

} // namespace lighterman
