// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QVariantList>

#include <functional>
#include <memory>
#include <vector>

class QDBusMessage;
class QDBusServiceWatcher;

namespace lighterman {

class SystemBus;

/// A service of the bus, which may come and go. It is asked and heard by the unique name of whoever
/// has its name at the time, so that nobody else can speak in its place, and nothing is started
/// only because it is asked for.
class BusService final : public QObject
{
    Q_OBJECT

public:
    /// The reply, be it an error.
    using Answer = std::function<void(const QDBusMessage &reply)>;

    /// `bus` is not owned, outlives this, and is not open yet.
    BusService(SystemBus &bus, QString name, QObject *parent = nullptr);
    ~BusService() override;

    /// Has signalled() tell of this signal of any object, whenever the service is there. Signals
    /// of this name that others send wake the agent too, so it should be the service's own.
    void listenTo(const QString &interface, const QString &signal);
    /// Has signalled() tell when properties of this interface of the object are others, whenever
    /// the service is there. Empty path: of any object.
    void follow(const QString &path, const QString &interface);
    void unfollow(const QString &path, const QString &interface);

    [[nodiscard]] bool isThere() const { return !m_owner.isEmpty(); }

    struct Method
    {
        QString path;
        QString interface;
        QString name;
    };
    /// `answer` is called once, later, with an error where none has come after five seconds; never
    /// where the service goes before that.
    void call(const Method &method, const QVariantList &arguments, Answer answer);
    /// All properties of an object's interface.
    void properties(const QString &path, const QString &interface, Answer answer);

private slots:
    void hear(const QDBusMessage &message);

signals:
    void appeared();
    /// It is not there: that has been found out, or it has gone.
    void missed();
    void signalled(const QString &path, const QString &signal, const QVariantList &arguments);

private:
    void begin();
    void setOwner(const QString &owner);

    struct Signal
    {
        QString path; ///< empty: of any object
        QString interface;
        QString name;
        QStringList arguments; ///< only those that begin with these
        bool operator==(const Signal &) const = default;
    };
    void listen(const Signal &signal);
    void connectTo(const Signal &signal);

    SystemBus &m_bus;
    QString m_name;
    QString m_owner; ///< unique name; empty: nobody
    bool m_isKnown = false;
    std::vector<Signal> m_signals;
    std::unique_ptr<QDBusServiceWatcher> m_watcher;
};

/// The properties in an answer to BusService::properties(); nothing in an error.
[[nodiscard]] QVariantMap propertiesOf(const QDBusMessage &reply);

/// The object paths in a value that a service gave; none in what is no list of them.
[[nodiscard]] QStringList objectPaths(const QVariant &value);

} // namespace lighterman
