// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/environment/busservice.h"
#include "agent/environment/lookagain.h"

#include <QFileSystemWatcher>

#include <optional>

namespace lighterman {

/// Whether a user is logged on, as logind has it: there is a session of the user's id that is a
/// person's (class `user`), of whatever type, local, remote or switched away, and that is not about
/// to end. Lingering, `su` and `sudo` make no such session (DESIGN, section 5.1).
class LoginSessions final : public QObject
{
    Q_OBJECT

public:
    /// Where logind writes down each change of a session.
    static constexpr auto kFiles = "/run/systemd/sessions";
    static constexpr std::chrono::seconds kLookAgain{60};

    /// `bus` is not owned, outlives this, and is not open yet. `lookAgain`: the first pause after
    /// which a logind that has not answered is asked again.
    LoginSessions(SystemBus &bus, uint uid, QString files = QString::fromLatin1(kFiles),
                  std::chrono::milliseconds lookAgain = kLookAgain, QObject *parent = nullptr);

    /// Nothing: nobody on this system knows, or the answer is still on its way.
    [[nodiscard]] std::optional<bool> isLoggedOn() const { return m_isLoggedOn; }
    /// Whether that has been asked, and was answered or will never be.
    [[nodiscard]] bool isKnown() const { return m_isKnown; }

signals:
    /// It is another answer, or is known for the first time.
    void changed();

private:
    void look();
    void ask();
    void readList(const QDBusMessage &reply);
    void readSession(const QDBusMessage &reply);
    void readAll();
    void conclude(std::optional<bool> isLoggedOn);
    void watchFiles();

    uint m_uid;
    QString m_folder; ///< of logind's files
    BusService m_logind;
    LookAgain m_next;
    QFileSystemWatcher m_files;
    std::optional<bool> m_isLoggedOn;
    bool m_isKnown = false;
    bool m_isLooking = false;
    bool m_isOutdated = false;  ///< something has happened since it began to look
    qsizetype m_unanswered = 0; ///< sessions that were asked about
    bool m_found = false;       ///< a session that counts, among those that have answered
    bool m_isHung = false;      ///< logind, asked about one of them
};

/// Whether a session of logind with these properties means that its user is logged on.
[[nodiscard]] bool isLogon(const QVariantMap &session);

} // namespace lighterman
