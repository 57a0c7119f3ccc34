// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTest>

namespace lighterman::testing {

/// The real lighterman-proxy-helper, asked one question in an environment that is made for it.
class ProxyQuestion
{
public:
    explicit ProxyQuestion(QProcessEnvironment environment = {})
        : m_environment(std::move(environment))
    {
        m_environment.insert(QStringLiteral("TZ"), QStringLiteral("UTC"));
    }

    /// What it writes when it gets `input`; nothing when it has not ended within `limit` ms, or
    /// ended otherwise than with 0.
    [[nodiscard]] QByteArray write(const QByteArray &input, int limit = 20'000) const
    {
        QProcess helper;
        helper.setProcessEnvironment(m_environment);
        helper.setProgram(QStringLiteral(LIGHTERMAN_PROXY_HELPER));
        helper.start();
        helper.write(input);
        helper.closeWriteChannel();
        if (!helper.waitForFinished(limit) || helper.exitStatus() != QProcess::NormalExit
            || helper.exitCode() != 0)
            return {};
        return helper.readAllStandardOutput();
    }
    /// The same for JSON; an empty object when the answer is not one object on one line.
    [[nodiscard]] QJsonObject ask(const QJsonObject &question) const
    {
        const QByteArray line = write(QJsonDocument(question).toJson(QJsonDocument::Compact));
        if (!line.endsWith('\n') || line.count('\n') != 1)
            return {};
        return QJsonDocument::fromJson(line).object();
    }

private:
    QProcessEnvironment m_environment;
};

} // namespace lighterman::testing
