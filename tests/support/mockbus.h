// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDBusConnection>
#include <QProcess>
#include <QTemporaryDir>
#include <QVariantMap>

#include <map>
#include <memory>

namespace lighterman::testing {

/// A bus of the test's own with services that python3-dbusmock plays. What fails here ends the
/// program: without it no test says anything.
class MockBus
{
public:
    /// Empty path: of its own choice.
    explicit MockBus(const QString &path = {});
    ~MockBus();
    MockBus(const MockBus &) = delete;
    MockBus &operator=(const MockBus &) = delete;

    [[nodiscard]] QString address() const { return m_address; }
    [[nodiscard]] QDBusConnection connection() const;

    /// Has a template of dbusmock play `service`, which is there on return.
    void play(const QString &pattern, const QString &service);
    /// The player is killed, and the service gone on return.
    void end(const QString &service);

    /// It is there and answers nobody any more, and goes on with all that it was asked meanwhile.
    void freeze() const;
    void thaw() const;

    struct Method
    {
        QString service;
        QString path;
        QString interface;
        QString name;
    };
    /// The arguments of the reply.
    QVariantList call(const Method &method, const QVariantList &arguments) const;

private:
    [[nodiscard]] bool isThere(const QString &service) const;

    QTemporaryDir m_folder;
    QProcess m_daemon;
    QString m_address;
    QString m_name; ///< of the test's connection
    std::map<QString, std::unique_ptr<QProcess>> m_players;
};

/// logind as dbusmock plays it, with what its template leaves to the caller.
class MockLogind
{
public:
    explicit MockLogind(MockBus &bus);
    ~MockLogind();
    MockLogind(const MockLogind &) = delete;
    MockLogind &operator=(const MockLogind &) = delete;

    /// A session, announced when it is as `properties` says (Class, State, Remote …).
    void add(const QString &id, uint uid, const QVariantMap &properties = {});
    /// Properties change, with the signal.
    void change(const QString &id, const QVariantMap &properties);
    void remove(const QString &id);
    /// Every session ends.
    void removeAll();
    /// What is announced before the machine sleeps, and once it is awake again.
    void prepareForSleep(bool begins);
    /// What is inhibited now and how, each as `sleep:delay`.
    [[nodiscard]] QStringList inhibitors() const;

private:
    void emitSignal(const QString &name, const QString &signature,
                    const QVariantList &arguments) const;

    MockBus &m_bus;
    QStringList m_sessions;
};

} // namespace lighterman::testing
