// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/keyring.h"
#include "agent/secrets/keyringtask.h"

#include <memory>

class QThread;

namespace lighterman {

class KeyringRequests;
class KeyringWorker;

/// The keyring of the desktop, by QtKeychain: the Secret Service, or KWallet. Where there is none,
/// what is handed over is kept in memory.
///
/// Made, used and answering on one thread, the engine's. A thread of its own waits for the keyring;
/// it is made with the first question. At most one in a process, for QtKeychain stays with the
/// thread that has used it first. Destroying it takes a second at most: a thread that waits for a
/// bus that does not answer is left behind, so destroy it only when the process is to end.
class DesktopKeyring final : public Keyring
{
public:
    explicit DesktopKeyring(KeyringOptions options = {});
    ~DesktopKeyring() override;
    DesktopKeyring(const DesktopKeyring &) = delete;
    DesktopKeyring &operator=(const DesktopKeyring &) = delete;

    void read(const QString &key, Found done) override;
    void write(const QString &key, Secret secret, Stored done) override;
    void remove(const QString &key, Done done) override;
    void unlock(Done done) override;
    void look(Looked done) override;
    void whenChanged(std::function<void()> call) override;

    /// Whether the thread is waiting for a bus that may never answer. While it does, Qt lets no
    /// process end in the usual way.
    [[nodiscard]] bool isHeldUp() const;

private:
    void start();
    void leaveBehind();

    KeyringOptions m_options;
    std::unique_ptr<KeyringRequests> m_requests;
    std::unique_ptr<QThread> m_thread; ///< null: nothing has been asked so far
    KeyringWorker *m_worker = nullptr; ///< lives on the thread, and is deleted when that ends
};

} // namespace lighterman
