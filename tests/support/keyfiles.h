// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

namespace lighterman::testing {

/// A folder of keys and certificates, as the openssl of the command line makes them. What fails
/// here ends the program, for without it no test says anything.
class KeyFiles
{
public:
    KeyFiles()
    {
        if (!m_folder.isValid())
            qFatal("no folder for keys");
    }

    [[nodiscard]] QString folder() const { return m_folder.path(); }
    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }

    /// Files are named as they are in the folder.
    void run(const QString &arguments, const QStringList &more = {}) const
    {
        QProcess openssl;
        openssl.setWorkingDirectory(m_folder.path());
        openssl.setStandardInputFile(QProcess::nullDevice());
        openssl.start(QStringLiteral("openssl"), arguments.split(u' ', Qt::SkipEmptyParts) + more);
        if (!openssl.waitForFinished() || openssl.exitStatus() != QProcess::NormalExit
            || openssl.exitCode() != 0)
            qFatal("openssl %s: %s", qPrintable(arguments),
                   openssl.readAllStandardError().constData());
    }

    [[nodiscard]] QByteArray bytes(const QString &name) const
    {
        QFile file(path(name));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("%s: %s", qPrintable(name), qPrintable(file.errorString()));
        return file.readAll();
    }
    void write(const QString &name, const QByteArray &bytes) const
    {
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("%s: %s", qPrintable(name), qPrintable(file.errorString()));
    }
    void join(const QStringList &names, const QString &to) const
    {
        QByteArray whole;
        for (const QString &name : names)
            whole += bytes(name);
        write(to, whole);
    }

    void makeKey(const QString &to) const
    {
        run(QStringLiteral("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ") + to);
    }
    /// NAME.key and NAME.crt, which has no issuer but itself.
    void makeIssuer(const QString &name, const QString &subject) const
    {
        makeKey(name + QStringLiteral(".key"));
        run(QStringLiteral("req -x509 -days 30 -key %1.key -out %1.crt -subj").arg(name),
            {subject});
    }
    /// NAME.crt for NAME.key, which `issuer` signs. -1 day: it has expired.
    void certify(const QString &name, const QString &subject, const QString &issuer,
                 const QStringList &more = {}, int days = 30) const
    {
        run(QStringLiteral("req -new -utf8 -key %1.key -out %1.csr -subj").arg(name),
            QStringList(subject) + more);
        run(QStringLiteral("x509 -req -in %1.csr -CA %2.crt -CAkey %2.key -CAcreateserial "
                           "-copy_extensions copy -days %3 -out %1.crt")
                .arg(name, issuer)
                .arg(days));
    }

private:
    QTemporaryDir m_folder;
};

} // namespace lighterman::testing
