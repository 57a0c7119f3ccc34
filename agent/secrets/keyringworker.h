// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/secrets/keychainjob.h"
#include "agent/secrets/keyringchoice.h"
#include "agent/secrets/keyringservice.h"
#include "agent/secrets/keyringtask.h"
#include "agent/secrets/sessionbus.h"

#include <QObject>
#include <QTimer>

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

namespace lighterman {

class KWallet;

/// The side that waits for the keyring, on a thread of its own. It does one task after another,
/// each only where a look at the keyring has shown that nobody will be asked for anything. A task
/// that is never answered holds up those behind it until they are called off; unlocking waits for
/// nobody.
class KeyringWorker final : public QObject
{
    Q_OBJECT

public:
    /// To be called by any thread, and calling on this object's.
    struct Tell
    {
        std::function<void(KeyringOutcome)> ended;
        std::function<void()> changed;
    };

    KeyringWorker(KeyringOptions options, Tell tell);
    ~KeyringWorker() override;

    void take(KeyringTask task);
    /// Nobody waits for it any more: until the keyring is seen to answer again, it is looked at now
    /// and then, and that is told as a change.
    void callOff(KeyringTaskId id);
    /// No more tasks come: what is still to be written or removed is, then the thread ends.
    void finish();
    /// Whether the thread waits for a bus that may never answer. May be asked by any thread.
    [[nodiscard]] bool isHeldUp() const { return m_bus.isOpening(); }

private:
    void next();
    [[nodiscard]] bool canWork();
    void choose(std::function<void()> chosen);
    void begin();
    void looked(const KeyringLook &look);
    void findName(const KeyringLook &look);
    void run();
    void ran(KeyringOutcome outcome);
    void lookAfter(KeyringOutcome outcome);
    void end(KeyringOutcome outcome);
    void unlock(KeyringTaskId id);
    void lookAgain();
    void probe();
    void seen(KeyringSight sight);

    // All are children, too: they come along to the thread.
    Tell m_tell;
    SessionBus m_bus;
    KeyringKind m_kind;
    std::unique_ptr<KeyringService> m_secrets;
    std::unique_ptr<KWallet> m_wallet;   ///< null: not on this desktop
    KeyringService *m_service = nullptr; ///< the one in use; null: not known yet
    bool m_isChosen = false;             ///< by QtKeychain, for good
    std::deque<KeyringTask> m_waiting;
    std::optional<KeyringTask> m_current;
    std::vector<KeyringTaskId> m_unlocking;
    std::optional<KeyringSight> m_sight; ///< as of the last look
    bool m_isEnding = false;
    bool m_isLooking = false;
    bool m_isHinted = false; ///< since that look began
    KeychainJob m_job;
    QTimer m_probe;              ///< runs while it does not answer
    std::chrono::seconds m_wait; ///< for the next time that it does
};

} // namespace lighterman
