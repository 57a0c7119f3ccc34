// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QProcess>
#include <QTemporaryDir>

namespace lighterman::testing {

/// An MIT KDC of the test's own on loopback, for the realm QUAY.TEST. Making it sets what libkrb5
/// reads from the environment of this process, so it is made before any thread; what fails here
/// ends the program, for without it no test says anything.
class Kdc
{
public:
    /// Another realm: where its KDC is said to be.
    struct Elsewhere
    {
        QString realm;
        quint16 port = 0;
    };
    explicit Kdc(const QList<Elsewhere> &others = {});
    ~Kdc();
    Kdc(const Kdc &) = delete;
    Kdc &operator=(const Kdc &) = delete;

    /// Commands of kadmin, which needs no KDC that runs.
    void administer(const QStringList &commands);
    /// It answers on return.
    void start();
    void stop();
    /// A ticket for the person whose programs these are, which lasts for `life`, as kinit has it.
    void getTicket(const QString &user, const QString &password,
                   const QString &life = QStringLiteral("1h"));
    void dropTicket();

    [[nodiscard]] QString ownCache() const { return m_folder.filePath(QStringLiteral("own")); }
    [[nodiscard]] QString keytab() const { return m_folder.filePath(QStringLiteral("keytab")); }
    /// The lines of its log with `words` in them, so far.
    [[nodiscard]] qsizetype count(const QByteArray &words) const;

private:
    [[nodiscard]] QByteArray log() const;
    void write(const QString &name, const QString &text) const;

    QTemporaryDir m_folder;
    QProcess m_daemon;
    quint16 m_port = 0;
};

} // namespace lighterman::testing
