// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/bandwidth.h"
#include "agent/engine/gates.h"
#include "agent/engine/keyring.h"
#include "agent/engine/notifier.h"
#include "agent/engine/ports.h"

// What the engine is made of, and what it answers.
namespace lighterman {

class CertificateDesk;
class SignInDesk;

/// None is owned; all outlive the engine. `random` gives numbers from 0 to 1.
struct EnginePorts
{
    Transport &transport;
    JobStore &store;
    Notifier &notifier;
    Keyring &keyring;
    Alarm &alarm;
    Clock &clock;
    std::function<double()> random;
    std::function<JobId()> newId = JobId::create; ///< never one that was there before
};

/// Whose jobs they are.
struct JobOwner
{
    QString name;      ///< login name
    QString downloads; ///< absolute; the folder used when neither job nor settings name one
};

/// How a change of state ended well. It may have a remark: partial-complete,
/// unable-to-delete-files.
struct ChangeOutcome
{
    ErrorCode remark = ErrorCode::None;
    QString detail; ///< names the files that are left
};
using ChangeDone = std::function<void(Result<ChangeOutcome>)>;

/// The alarms of the engine as a whole; null while nothing is waited for.
struct EngineAlarms
{
    std::unique_ptr<Pending> tick = {};
    std::unique_ptr<Pending> slice = {};     ///< while somebody waits for the end of one
    std::unique_ptr<Pending> purge = {};     ///< while there are final jobs
    std::unique_ptr<Pending> look = {};      ///< while there are unfinished jobs
    std::unique_ptr<Pending> saveAgain = {}; ///< while the store is behind
    std::unique_ptr<Pending> policy = {};    ///< while the bandwidth policy changes with time
};

/// What the bandwidth policy comes to.
struct Policy
{
    Gates told = {};       ///< what setGates() has said, without it
    Bandwidth now = {};    ///< what it leaves at present
    RateLimit shared = {}; ///< what the transport was told last
};

/// The time between the return of the network, or of the machine from sleep, and its use.
struct Settling
{
    void end()
    {
        alarm.reset();
        isWaking = false;
    }
    std::unique_ptr<Pending> alarm = {}; ///< null when it is used, or away
    std::chrono::milliseconds since{};   ///< monotonic: when it began
    Moment until = 0;
    bool isWaking = false; ///< the machine is awake, and the jobs do not know it yet
};

} // namespace lighterman
