// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/secrets/keyringworker.h"

#include "agent/secrets/kwallet.h"
#include "agent/secrets/secretservice.h"

#include <QThread>

#include <algorithm>

namespace lighterman {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

// Between two looks at a keyring that does not answer, longer each time.
constexpr auto kFirstProbe = 2s;
constexpr auto kLastProbe = 32s;

#ifdef LIGHTERMAN_KWALLET6
constexpr bool kKnowsPlasma6 = true;
#else
constexpr bool kKnowsPlasma6 = false;
#endif

KeyringKind kindHere()
{
    return keyringKind([](const char *name) { return qgetenv(name); }, kKnowsPlasma6);
}

KeyringEnd endAt(KeyringSight sight)
{
    switch (sight) {
    case KeyringSight::Missing:
        return KeyringEnd::Missing;
    case KeyringSight::Locked:
        return KeyringEnd::Locked;
    case KeyringSight::Nothing:
        return KeyringEnd::Nothing;
    case KeyringSight::There:
        return KeyringEnd::Done;
    case KeyringSight::Failed:
        break;
    }
    return KeyringEnd::Failed;
}

bool changesKeyring(const KeyringTask &task)
{
    return task.verb == KeyringVerb::Write || task.verb == KeyringVerb::Remove;
}

} // namespace

KeyringWorker::KeyringWorker(KeyringOptions options, Tell tell)
    : m_tell(std::move(tell))
    , m_bus(options.deadline, this)
    , m_kind(kindHere())
    , m_secrets(std::make_unique<SecretService>(m_bus, this))
    , m_job(this)
    , m_probe(this)
    , m_wait(kFirstProbe)
{
    m_probe.setSingleShot(true);
    m_probe.setTimerType(Qt::VeryCoarseTimer);
    m_probe.callOnTimeout(this, &KeyringWorker::probe);
    if (m_kind == KeyringKind::Wallet5)
        m_wallet = std::make_unique<KWallet>(m_bus, u"kwalletd5"_s, this);
    else if (m_kind == KeyringKind::Wallet6)
        m_wallet = std::make_unique<KWallet>(m_bus, u"kwalletd6"_s, this);
    for (KeyringService *const service :
         std::initializer_list<KeyringService *>{m_secrets.get(), m_wallet.get()})
        if (service != nullptr)
            connect(service, &KeyringService::hinted, this, [this, service] {
                if (service == m_service)
                    lookAgain();
            });
}

KeyringWorker::~KeyringWorker() = default;

void KeyringWorker::take(KeyringTask task)
{
    if (task.verb == KeyringVerb::Unlock) {
        unlock(task.id);
        return;
    }
    m_waiting.push_back(std::move(task));
    next();
}

/// A person who is being asked still is, and whoever wants it unlocked next waits for the same.
void KeyringWorker::callOff(KeyringTaskId id)
{
    bool isHere = std::erase_if(m_waiting, [id](const auto &task) { return task.id == id; }) > 0;
    if (m_current && m_current->id == id) {
        m_current.reset();
        isHere = true;
    }
    if (isHere)
        seen(KeyringSight::Failed);
    else
        m_tell.changed(); // its answer came too late, but came
    next();
}

void KeyringWorker::finish()
{
    m_isEnding = true;
    std::erase_if(m_waiting, [](const KeyringTask &task) { return !changesKeyring(task); });
    if (m_current && !changesKeyring(*m_current))
        m_current.reset(); // nobody hears the answer
    if (!m_current && m_waiting.empty())
        thread()->quit();
    else
        next();
}

void KeyringWorker::next()
{
    if (m_current || m_job.isAtWork())
        return;
    if (m_waiting.empty()) {
        if (m_isEnding)
            thread()->quit();
        return;
    }
    m_current = std::move(m_waiting.front());
    m_waiting.pop_front();
    if (!canWork()) {
        end({m_current->id, KeyringEnd::Missing});
        return;
    }
    choose([this, id = m_current->id] {
        if (m_current && m_current->id == id)
            begin();
    });
}

bool KeyringWorker::canWork()
{
    return m_kind != KeyringKind::Unknown && m_bus.open();
}

/// As QtKeychain will choose, or has chosen.
void KeyringWorker::choose(std::function<void()> chosen)
{
    if (m_isChosen || !m_wallet) {
        if (m_service == nullptr)
            m_service = m_secrets.get();
        chosen();
        return;
    }
    m_wallet->whetherThere([this, chosen = std::move(chosen)](bool isThere) {
        if (!m_isChosen)
            m_service = isThere ? m_wallet.get() : m_secrets.get();
        chosen();
    });
}

void KeyringWorker::begin()
{
    const bool isOfEntry
        = m_current->verb == KeyringVerb::Read || m_current->verb == KeyringVerb::Remove;
    const QString key = isOfEntry ? m_current->key : QString();
    m_service->look(key, KeyringService::Start::Yes,
                    [this, id = m_current->id](const KeyringLook &look) {
                        seen(look.sight);
                        if (m_current && m_current->id == id)
                            looked(look);
                    });
}

void KeyringWorker::looked(const KeyringLook &look)
{
    const bool isNamed = look.sight == KeyringSight::There || look.sight == KeyringSight::Locked;
    if (m_current->verb == KeyringVerb::Look && isNamed)
        findName(look);
    else if (look.sight == KeyringSight::There)
        run();
    else
        end({m_current->id, endAt(look.sight), {}, look.detail});
}

void KeyringWorker::findName(const KeyringLook &look)
{
    m_service->findName([this, id = m_current->id, look](const QString &name) {
        if (m_current && m_current->id == id)
            end({id, endAt(look.sight), {}, look.detail, name});
    });
}

void KeyringWorker::run()
{
    if (!m_service->prepare()) {
        end({m_current->id, KeyringEnd::Missing});
        return;
    }
    m_isChosen = true;
    KeyringTask task{m_current->id, m_current->verb, m_current->key, std::move(m_current->secret)};
    m_job.start(std::move(task), [this](KeyringOutcome outcome) { ran(std::move(outcome)); });
}

void KeyringWorker::ran(KeyringOutcome outcome)
{
    if (outcome.end == KeyringEnd::Failed)
        m_service->beginAnew();
    if (!m_current || m_current->id != outcome.id)
        next(); // it was called off
    else if (outcome.end == KeyringEnd::Nothing
             || (m_current->verb == KeyringVerb::Remove && outcome.end == KeyringEnd::Done))
        lookAfter(std::move(outcome));
    else
        end(std::move(outcome));
}

/// Libsecret says "not found", and "removed", also where the keyring has been locked meanwhile.
void KeyringWorker::lookAfter(KeyringOutcome outcome)
{
    const auto done = [this, id = outcome.id](const KeyringLook &look) {
        seen(look.sight);
        if (!m_current || m_current->id != id)
            return;
        const bool isStillThere = look.sight == KeyringSight::There;
        end({id,
             isStillThere ? KeyringEnd::Failed : endAt(look.sight),
             {},
             isStillThere ? u"it has the entry, and does nothing with it"_s : look.detail});
    };
    m_service->look(m_current->key, KeyringService::Start::No, done);
}

/// Hands back what could not be written because there is no keyring.
void KeyringWorker::end(KeyringOutcome outcome)
{
    if (outcome.end == KeyringEnd::Missing)
        outcome.secret = std::move(m_current->secret);
    m_current.reset();
    m_tell.ended(std::move(outcome));
    next();
}

void KeyringWorker::unlock(KeyringTaskId id)
{
    m_unlocking.push_back(id);
    if (m_unlocking.size() > 1) // the person is being asked
        return;
    const auto done = [this](const KeyringLook &look) {
        seen(look.sight);
        const auto asked = std::exchange(m_unlocking, {});
        for (const KeyringTaskId one : asked)
            m_tell.ended({one, endAt(look.sight), {}, look.detail});
    };
    if (canWork())
        choose([this, done] { m_service->unlock(done); });
    else
        done({KeyringSight::Missing});
}

void KeyringWorker::lookAgain()
{
    if (m_isLooking) {
        m_isHinted = true;
        return;
    }
    m_isLooking = true;
    m_service->look({}, KeyringService::Start::No, [this](const KeyringLook &look) {
        m_isLooking = false;
        seen(look.sight);
        if (std::exchange(m_isHinted, false))
            lookAgain();
    });
}

void KeyringWorker::probe()
{
    m_wait = std::min(2 * m_wait, kLastProbe);
    choose([this] { lookAgain(); });
}

/// What answers a look does not yet answer QtKeychain, where a job of that is still at work.
void KeyringWorker::seen(KeyringSight sight)
{
    const bool isSilent
        = sight == KeyringSight::Failed || (m_sight == KeyringSight::Failed && m_job.isAtWork());
    if (isSilent) {
        m_sight = KeyringSight::Failed;
        if (!m_probe.isActive())
            m_probe.start(m_wait);
        return;
    }
    m_wait = kFirstProbe;
    const auto now = sight == KeyringSight::Nothing ? KeyringSight::There : sight;
    const auto before = std::exchange(m_sight, now);
    const bool mayWork = now == KeyringSight::There || now == KeyringSight::Missing
        || before == KeyringSight::Failed;
    if (before && before != now && mayWork)
        m_tell.changed();
}

} // namespace lighterman
