// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/environment/routetable.h"

#include <QObject>
#include <QSocketNotifier>

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

signals:
    /// The facts are others, or are known for the first time.
    void changed();

private:
    [[nodiscard]] bool open();
    void request();
    void onReadable();
    void take(const RouteMessage &message);
    void endStage();
    void publish(RouteFacts facts);

    int m_socket = -1; // owned
    std::unique_ptr<QSocketNotifier> m_notifier;
    QByteArray m_buffer;
    std::size_t m_stage; // of the dump under way; past the last one: none is
    quint32 m_sequence = 0;
    bool m_isStale = false; // something has changed since the dump began
    RouteTable m_table;     // what the dump under way has brought
    RouteFacts m_facts;
    bool m_isKnown = false;
    bool m_hadNetwork = false;
};

} // namespace lighterman
