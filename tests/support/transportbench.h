// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/transport/httptransport.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

namespace lighterman::test {

/// Hears of one fetch and remembers everything.
class Hearer final : public FileListener
{
public:
    void connected(const JobFile &file) override { connections.push_back(file); }
    void passedPortal() override { ++passedPortals; }
    void challenged(const AuthChallenge &challenge) override { challenges.push_back(challenge); }
    void signedIn(const AuthChallenge &challenge) override { acceptances.push_back(challenge); }
    void distrusted(const QUrl &server, const ServerCertificate &shown) override
    {
        certificates.emplace_back(server, shown);
    }
    void uncertified(const QUrl &server) override { wishes += server; }
    void progressed(qint64 received, qint64 synced, const QByteArray &held) override
    {
        pieces = held;
        progress.emplace_back(received, synced);
    }
    void finished(const Result<JobFile> &result) override { end = result; }

    [[nodiscard]] bool isOver() const { return end.has_value(); }
    /// None when it went well.
    [[nodiscard]] ErrorCode code() const
    {
        return !end || *end ? ErrorCode::None : end->error().code;
    }
    /// The file as it was last told.
    [[nodiscard]] JobFile file() const
    {
        if (end && *end)
            return **end;
        return connections.empty() ? JobFile() : connections.back();
    }

    std::vector<JobFile> connections;
    int passedPortals = 0;
    std::vector<AuthChallenge> challenges, acceptances;
    std::vector<std::pair<QUrl, ServerCertificate>> certificates;
    QList<QUrl> wishes; ///< of servers, for a client certificate
    std::vector<std::pair<qint64, qint64>> progress;
    QByteArray pieces; ///< as they were last told
    std::optional<Result<JobFile>> end;
};

inline QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline void writeFile(const QString &path, const QByteArray &content)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write what the test needs");
}

/// A transport and an empty folder to fetch into.
class TransportBench
{
public:
    explicit TransportBench(TransportOptions options = {})
        : transport(std::move(options))
    {
    }

    [[nodiscard]] FileTask task(const QUrl &url) const
    {
        FileTask task;
        task.job = job;
        task.file.url = url;
        task.folder = folder.path();
        return task;
    }
    [[nodiscard]] QString path(const QString &name) const { return folder.filePath(name); }
    /// All names in the folder, hidden ones too.
    [[nodiscard]] QStringList names() const
    {
        return QDir(folder.path()).entryList(QDir::Files | QDir::Hidden | QDir::System, QDir::Name);
    }
    /// A part file as an earlier run left it, with all its bytes synced.
    [[nodiscard]] FileTask interrupted(const QUrl &url, const QByteArray &part, qint64 total) const
    {
        FileTask again = task(url);
        again.file.path = path(QStringLiteral("file.bin"));
        again.file.partPath = path(QStringLiteral(".file.bin.part"));
        again.file.bytesTotal = total;
        again.file.bytesTransferred = part.size();
        again.file.resume.synced = part.size();
        again.file.resume.etag = "\"v1\"";
        writeFile(again.file.partPath, part);
        return again;
    }

    /// Fetches `task` to its end and gives the file its name; whoever asked sees from `hearer`
    /// whether that came in time.
    void fetch(const FileTask &task, Hearer &hearer)
    {
        fetchHidden(task, hearer);
        reveal(hearer);
    }

    /// Gives what was fetched its name, as the engine does once the store knows of it.
    void reveal(Hearer &hearer)
    {
        if (!hearer.end || !*hearer.end || hearer.file().completed)
            return;
        bool answered = false;
        transport.reveal({hearer.file()}, [&](const auto &files, const auto &error) {
            answered = true;
            hearer.end = error ? Result<JobFile>(tl::unexpected(*error)) : files.front();
        });
        if (!QTest::qWaitFor([&answered] { return answered; }, 10'000))
            qWarning("the file did not get its name");
    }

    void fetchHidden(const FileTask &task, Hearer &hearer)
    {
        const auto pending = transport.fetch(task, hearer);
        const bool over = QTest::qWaitFor([&hearer] { return hearer.isOver(); }, 10'000);
        if (!over)
            qWarning("the fetch did not end");
    }

    JobId job = JobId::create();
    QTemporaryDir folder;
    HttpTransport transport;
};

} // namespace lighterman::test
