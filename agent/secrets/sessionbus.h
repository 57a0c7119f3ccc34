// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDBusConnection>
#include <QObject>
#include <QVariantList>

#include <atomic>
#include <chrono>
#include <functional>
#include <optional>

class QDBusMessage;

namespace lighterman {

/// The session's message bus, used by one thread, which may wait for it. There may be none, and it
/// may go; none is ever started.
class SessionBus final : public QObject
{
    Q_OBJECT

public:
    /// `patience`: how long a service has for an answer.
    explicit SessionBus(std::chrono::milliseconds patience, QObject *parent = nullptr)
        : QObject(parent)
        , m_patience(patience)
    {
    }

    /// Whether there is one, looked for where it is not open. A bus that accepts connections and
    /// answers nothing keeps the thread for ever, for Qt gives no deadline.
    bool open();
    /// Whether a thread waits in open(). While it does, Qt lets no process end in the usual way.
    /// May be asked by any thread.
    [[nodiscard]] bool isOpening() const { return m_isOpening; }

    struct Method
    {
        QString service;
        QString path;
        QString interface;
        QString name;
        bool isStarting = true; ///< has the service started where it is not there
    };
    /// The reply, be it an error. Called once, later, unless the asker goes before.
    using Answer = std::function<void(const QDBusMessage &reply)>;
    void call(const Method &method, const QVariantList &arguments, QObject *asker, Answer answer);

    struct Signal
    {
        QString path; ///< empty: of any object
        QString interface;
        QString name;
        QStringList arguments = {}; ///< only those that begin with these
    };
    /// From whoever sends it: for one sender Qt would ask the bus who that is. `slot` takes a
    /// QDBusMessage. Ends with the bus.
    void listen(const Signal &signal, QObject *receiver, const char *slot);
    void ignore(const Signal &signal, QObject *receiver, const char *slot);

private slots:
    void end();

signals:
    void opened();
    void lost();

private:
    std::chrono::milliseconds m_patience;
    std::atomic_bool m_isOpening = false;
    std::optional<QDBusConnection> m_connection;
};

} // namespace lighterman
