// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/auth/identityopener.h"

#include "agent/auth/identitysearch.h"

#include <QObject>

#include <mutex>

namespace lighterman {

namespace {

using Found = Result<std::shared_ptr<const ClientIdentity>>;

class Opening;

/// One opening, on its way to a thread and back. Whoever is late finds nobody.
struct Errand
{
    std::mutex mutex;
    Opening *opening = nullptr; ///< null once it does not listen any more
    std::optional<Found> found;
    // The thread's alone.
    QString folder;
    QString name;
    Secret passphrase;

    [[nodiscard]] bool isWanted()
    {
        const std::scoped_lock lock(mutex);
        return opening != nullptr;
    }
    void run();
};

class Opening final : public QObject, public Pending
{
public:
    Opening(std::shared_ptr<Errand> errand, ClientIdentities::Opened done)
        : m_errand(std::move(errand))
        , m_done(std::move(done))
    {
        m_errand->opening = this; // before any thread knows of it
    }
    ~Opening() override
    {
        const std::scoped_lock lock(m_errand->mutex);
        m_errand->opening = nullptr;
    }
    Opening(const Opening &) = delete;
    Opening &operator=(const Opening &) = delete;

    /// By way of the event loop.
    void take()
    {
        std::optional<Found> found;
        {
            const std::scoped_lock lock(m_errand->mutex);
            found.swap(m_errand->found);
        }
        const auto done = std::exchange(m_done, {});
        done(*found); // this may be gone now
    }

private:
    std::shared_ptr<Errand> m_errand;
    ClientIdentities::Opened m_done;
};

/// On a thread that may wait.
void Errand::run()
{
    if (!isWanted())
        return;
    auto identity = IdentitySearch(folder).find(name, passphrase);
    const std::scoped_lock lock(mutex);
    found = std::move(identity).map([](ClientIdentity &&one) {
        return std::make_shared<const ClientIdentity>(std::move(one));
    });
    if (Opening *const asked = opening)
        QMetaObject::invokeMethod(
            asked, [asked] { asked->take(); }, Qt::QueuedConnection);
}

} // namespace

ClientIdentityOpener::ClientIdentityOpener(QString folder)
    : m_folder(std::move(folder))
{
}

std::unique_ptr<Pending> ClientIdentityOpener::open(const QString &name, Secret passphrase,
                                                    Opened done)
{
    auto errand = std::make_shared<Errand>();
    errand->folder = m_folder;
    errand->name = name;
    errand->passphrase = std::move(passphrase);
    auto opening = std::make_unique<Opening>(errand, std::move(done));
    m_work.run(name.toUtf8(), [errand] { errand->run(); });
    return opening;
}

} // namespace lighterman
