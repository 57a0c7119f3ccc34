// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace lighterman {

/// The library that QtKeychain loads by itself to talk to the Secret Service. What QtKeychain does
/// not do with it, and has to be done, is here; nothing else of it is used. One thread's.
class LibSecret final
{
public:
    LibSecret() = default;
    ~LibSecret();
    LibSecret(const LibSecret &) = delete;
    LibSecret &operator=(const LibSecret &) = delete;

    /// Whether it is installed; then it is loaded for as long as the process lives. To be called
    /// before each use. GLib ends the process, with SIGTERM, when the session bus goes: the
    /// connection that the library will use is told not to.
    [[nodiscard]] bool prepare();
    /// It keeps a session with the service that it has met first, and a connection to the bus. With
    /// this it begins anew: else everything fails once one of them has been replaced by another.
    void forgetSession();

private:
    void hold(void *connection);
    template <typename Function>
    [[nodiscard]] Function *function(const char *name) const;

    void *m_library = nullptr;    ///< null: not loaded so far
    void *m_connection = nullptr; ///< GLib's own, which all of the process share
};

} // namespace lighterman
