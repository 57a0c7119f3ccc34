// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/ports.h"
#include "agent/transport/reports.h"
#include "agent/transport/roomlook.h"
#include "agent/transport/transportoptions.h"

#include <QThread>

namespace lighterman {

class Disk;
class Dispatcher;

/// Fetches files over HTTP and HTTPS with QNetworkAccessManager.
///
/// Made, used and answering on one thread, the engine's. Two threads work for it: one talks to
/// servers and writes part files, one makes data durable and gives files their names, so that
/// neither a slow disk nor a slow server holds up anybody else. Looks at disks have their own
/// threads (RoomLooks). Destroying it calls everything off; part files stay. That takes 1.5 s at
/// most: a thread that hangs in the kernel, say on a network folder whose server is gone, is left
/// behind, so destroy it only when the process is to end.
class HttpTransport final : public Transport
{
public:
    explicit HttpTransport(TransportOptions options = {});
    ~HttpTransport() override;
    HttpTransport(const HttpTransport &) = delete;
    HttpTransport &operator=(const HttpTransport &) = delete;

    [[nodiscard]] std::unique_ptr<Fetching> fetch(const FileTask &task,
                                                  FileListener &listener) override;
    void networkChanged() override;
    void lookAgain() override;
    void hangUp(HungUp done) override;
    void forgetSignIn(const JobId &job, AuthTarget target, const QUrl &url) override;
    void trust(std::vector<TrustedCertificate> certificates) override;
    void setPace(const JobId &job, const JobPace &pace) override;
    void setSharedLimit(RateLimit limit) override;
    void reveal(std::vector<JobFile> files, Revealed done) override;
    void discard(std::vector<QString> partPaths, Discarded done) override;
    void lookAtRoom(const QString &folder, std::vector<ComingFile> files, Seen done) override;

private:
    void leaveBehind();

    std::unique_ptr<Reports> m_reports;
    std::unique_ptr<QThread> m_diskThread;
    std::unique_ptr<QThread> m_thread;
    Disk *m_disk;             // lives on its thread and is deleted when that ends
    Dispatcher *m_dispatcher; // likewise
    RoomLooks m_looks;        // goes before the reports
    TransferId m_lastId = 0;
};

} // namespace lighterman
