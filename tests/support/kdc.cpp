// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/kdc.h"

#include <QFile>
#include <QTest>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

namespace lighterman::testing {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kRealm = "QUAY.TEST"_L1;
constexpr int kPatience = 30'000; // ms, on a busy machine

/// One that nobody has now, for both TCP and UDP: the KDC takes no zero.
quint16 freePort()
{
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto *const where = reinterpret_cast<sockaddr *>(&address);
    const int tcp = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int udp = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const bool isFree = ::bind(tcp, where, size) == 0 && ::getsockname(tcp, where, &size) == 0
        && ::bind(udp, where, size) == 0;
    ::close(tcp);
    ::close(udp);
    return isFree ? ntohs(address.sin_port) : freePort();
}

/// It ends well, having read `input`; its name and what it said if not.
void run(const QString &program, const QStringList &arguments, const QByteArray &input)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(kPatience) || process.exitCode() != 0)
        qFatal("%s: %s", qPrintable(program), process.readAll().constData());
}

} // namespace

Kdc::Kdc(const QList<Elsewhere> &others)
    : m_port(freePort())
{
    QString realms = u" %1 = {\n  kdc = 127.0.0.1:%2\n }\n"_s.arg(kRealm).arg(m_port);
    for (const Elsewhere &other : others)
        realms += u" %1 = {\n  kdc = 127.0.0.1:%2\n }\n"_s.arg(other.realm).arg(other.port);
    write(u"krb5.conf"_s,
          u"[libdefaults]\n default_realm = %1\n dns_lookup_kdc = false\n"
          " dns_lookup_realm = false\n dns_canonicalize_hostname = false\n rdns = false\n"
          " forwardable = true\n"
          "[realms]\n%2[domain_realm]\n localhost = %1\n"_s.arg(kRealm, realms));
    write(u"kdc.conf"_s,
          u"[kdcdefaults]\n kdc_listen = 127.0.0.1:%1\n kdc_tcp_listen = 127.0.0.1:%1\n"
          "[realms]\n %2 = {\n  database_name = %3/principals\n  key_stash_file = %3/stash\n"
          "  max_life = 1h\n }\n[logging]\n kdc = FILE:%3/log\n"_s.arg(m_port)
              .arg(kRealm, m_folder.path()));
    qputenv("KRB5_CONFIG", QFile::encodeName(m_folder.filePath(u"krb5.conf"_s)));
    qputenv("KRB5_KDC_PROFILE", QFile::encodeName(m_folder.filePath(u"kdc.conf"_s)));
    qputenv("KRB5CCNAME", "FILE:" + QFile::encodeName(ownCache()));
    qputenv("KRB5RCACHENAME", "none:"); // of those who accept
    run(u"/usr/sbin/kdb5_util"_s, {u"create"_s, u"-s"_s, u"-r"_s, kRealm, u"-P"_s, u"master"_s},
        {});
}

Kdc::~Kdc()
{
    stop();
}

void Kdc::administer(const QStringList &commands)
{
    run(u"/usr/sbin/kadmin.local"_s, {}, commands.join(u'\n').toUtf8() + '\n');
}

void Kdc::start()
{
    const qsizetype before = count("commencing operation");
    // The kernel ends it when the test does, however the test ends.
    m_daemon.start(u"setpriv"_s,
                   {u"--pdeathsig"_s, u"KILL"_s, u"--"_s, u"/usr/sbin/krb5kdc"_s, u"-n"_s});
    if (!m_daemon.waitForStarted()
        || !QTest::qWaitFor([&] { return count("commencing operation") > before; }, kPatience))
        qFatal("no KDC: are krb5-kdc and krb5-admin-server there? %s", log().constData());
}

void Kdc::stop()
{
    m_daemon.kill();
    m_daemon.waitForFinished();
}

void Kdc::getTicket(const QString &user, const QString &password, const QString &life)
{
    run(u"kinit"_s, {u"-l"_s, life, user}, password.toUtf8() + '\n');
}

void Kdc::dropTicket()
{
    QFile::remove(ownCache());
}

qsizetype Kdc::count(const QByteArray &words) const
{
    const QList<QByteArray> lines = log().split('\n');
    return std::ranges::count_if(lines,
                                 [&](const QByteArray &line) { return line.contains(words); });
}

QByteArray Kdc::log() const
{
    QFile file(m_folder.filePath(u"log"_s));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void Kdc::write(const QString &name, const QString &text) const
{
    QFile file(m_folder.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(text.toUtf8()) < 0)
        qFatal("no %s", qPrintable(name));
}

} // namespace lighterman::testing
