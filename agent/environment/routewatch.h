// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/environment/routedump.h"

#include <QObject>
#include <QSocketNotifier>
#include <QTimer>

#include <memory>

namespace lighterman {

/// Listens to what the kernel says of links, addresses and routes (rtnetlink(7)), and asks for all
/// of it again whenever one of them changes: it does not tell of every route that goes. Between
/// changes it costs nothing.
class RouteWatch final : public QObject
{
    Q_OBJECT

public:
    explicit RouteWatch(QObject *parent = nullptr);
    ~RouteWatch() override;
    RouteWatch(const RouteWatch &) = delete;
    RouteWatch &operator=(const RouteWatch &) = delete;

    /// Where the kernel cannot be asked, as in some sandboxes, nothing is ever known.
    void start();
    /// Asks for everything again.
    void refresh();

    [[nodiscard]] const RouteFacts &facts() const { return m_facts; }
    /// Whether it has been asked, and has answered or will never.
    [[nodiscard]] bool isKnown() const { return m_isKnown; }
    /// How often it has been asked for everything.
    [[nodiscard]] int dumps() const { return m_dumps; }

signals:
    /// The facts are others, or are known for the first time.
    void changed();

private:
    [[nodiscard]] bool open();
    void begin();
    void request();
    void onReadable();
    void take(const RouteMessage &message);
    void goOn();
    void tryAgain();
    void publish(RouteFacts facts);

    int m_socket = -1; // owned
    std::unique_ptr<QSocketNotifier> m_notifier;
    QByteArray m_buffer;
    RouteDump m_dump;
    quint32 m_port = 0; // the socket's address
    quint32 m_sequence = 0;
    int m_dumps = 0;
    int m_failures = 0;     // one after the other
    QTimer m_again;         // runs: a dump has failed, and is tried again soon
    bool m_isStale = false; // something has changed since the dump began
    RouteFacts m_facts;
    bool m_isKnown = false;
    bool m_hadNetwork = false;
};

} // namespace lighterman
