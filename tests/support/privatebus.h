// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDBusConnection>
#include <QProcess>
#include <QTemporaryFile>
#include <QTest>

#include <csignal>

namespace lighterman::testing {

/// A system bus of the test's own, on which everybody may be anybody. To be made before anything
/// asks for the system bus, for Qt does that once.
class PrivateBus
{
public:
    PrivateBus()
    {
        if (!m_configuration.open())
            qFatal("no temporary file");
        // Not a raw string: moc loses its way behind one.
        m_configuration.write(
            "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\" "
            "\"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">"
            "<busconfig><type>system</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>"
            "<policy context='default'><allow user='*'/><allow own='*'/>"
            "<allow send_destination='*' eavesdrop='true'/><allow eavesdrop='true'/>"
            "</policy></busconfig>");
        m_configuration.close();
        m_daemon.start(QStringLiteral("dbus-daemon"),
                       {QStringLiteral("--config-file=") + m_configuration.fileName(),
                        QStringLiteral("--nofork"), QStringLiteral("--print-address=1")});
        if (!m_daemon.waitForStarted() || !m_daemon.waitForReadyRead())
            qFatal("no dbus-daemon");
        m_address = QString::fromUtf8(m_daemon.readLine()).trimmed();
        qputenv("DBUS_SYSTEM_BUS_ADDRESS", m_address.toUtf8());
    }
    ~PrivateBus() { stop(); }
    PrivateBus(const PrivateBus &) = delete;
    PrivateBus &operator=(const PrivateBus &) = delete;

    /// A connection for somebody who offers a service.
    [[nodiscard]] QDBusConnection connection(const QString &name) const
    {
        return QDBusConnection::connectToBus(m_address, name);
    }
    /// It takes what comes, and does nothing with it, until goOn().
    void halt() { QCOMPARE(::kill(pid_t(m_daemon.processId()), SIGSTOP), 0); }
    void goOn() { QCOMPARE(::kill(pid_t(m_daemon.processId()), SIGCONT), 0); }
    void stop()
    {
        m_daemon.kill();
        m_daemon.waitForFinished();
    }

private:
    QTemporaryFile m_configuration;
    QProcess m_daemon;
    QString m_address;
};

} // namespace lighterman::testing
