// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/jobpace.h"
#include "agent/engine/signin.h"
#include "common/model/job.h"

namespace lighterman {

/// All that is needed to fetch one file, or to go on with it.
struct FileTask
{
    JobId job = {};
    JobFile file = {};   ///< what is known of it so far
    QString folder = {}; ///< absolute; where a file without a path of its own goes
    std::vector<Header> headers = {};
    /// What the person says that the file hashes to: wins over what the server says.
    std::optional<Checksum> checksum = {};
    std::chrono::seconds stallTimeout{60};
    PortalSeen portal = PortalSeen::No; ///< of the job
    /// Of the proxy that it goes through, http with host and port; empty: none.
    QUrl proxy = {};
    /// Of the certificate that shows the servers of the job's links who asks, as
    /// readClientCertificate() gives it; empty: none.
    QString clientCertificate = {};
    int connections = 1; ///< that the file may have at once where several are faster
    JobPace pace = {};   ///< of the job from now on
    /// Servers are told who asks before they want to know: challenged() comes before the first
    /// request to each, without offers.
    bool signsInBeforehand = false;
};

/// What a file may have of a job that somebody waits for, and of one that must not be in anybody's
/// way.
inline constexpr int kForegroundConnections = 8;
inline constexpr int kBackgroundConnections = 2;

/// Somebody wants to know who asks: a server by 401, a proxy by 407, or Passport by a redirect. Or
/// the key of a client certificate is locked.
struct AuthChallenge
{
    AuthTarget target = AuthTarget::Server;
    /// Of the request, without user name and password; of a proxy its own address; of a key `file`.
    QUrl url = {};
    std::vector<AuthOffer> offers = {}; ///< the strongest first; none: FileTask::signsInBeforehand
    /// The way in which the credentials that signIn() gave last were tried, and refused.
    std::optional<AuthScheme> refused = {};
    /// In signedIn(): nobody asks any more, and nobody has looked at what was given.
    bool isOver = false;
    bool operator==(const AuthChallenge &) const = default;
};

/// Hears of one fetch. It is told connected() before any progress, again when the file has to start
/// over; then progressed() as bytes come; finished() once, as the last thing.
class FileListener
{
public:
    virtual ~FileListener() = default;

    /// The server answered as hoped. `file` is the task's file with path, partPath, total,
    /// resumable and the resume point filled in; bytesTransferred is where the transfer goes on
    /// from. Also when every byte came and they are not what they should be (isRefused):
    /// validation-failed follows, and they are kept. Fetched again, such a file is first held
    /// against what it is to be now; where that is the same as before, it starts over once the
    /// server has answered.
    virtual void connected(const JobFile &file) = 0;
    /// Before connected(), where the task says that a portal was seen: the answer shows that there
    /// is none any more.
    virtual void passedPortal() { }
    /// Credentials are wanted: the file waits for Fetching::signIn() or decline(), as do all others
    /// of the job at the same server, of which one is told.
    virtual void challenged(const AuthChallenge & /*challenge*/) { }
    /// Those that this one was given last were accepted by whoever wanted them.
    virtual void signedIn(const AuthChallenge & /*challenge*/) { }
    /// Before finished() with an error: the server at this URL has shown a certificate that a
    /// person may accept (Transport::trust()).
    virtual void distrusted(const QUrl & /*server*/, const ServerCertificate & /*shown*/) { }
    /// Before finished() with client-certificate-needed or client-certificate-rejected: it is the
    /// server at this URL that asks for one, and the job's links lead there.
    virtual void uncertified(const QUrl & /*server*/) { }
    /// `received` bytes are in the part file, the first `synced` on the disk for good; `pieces` as
    /// in ResumePoint. At most ten times a second.
    virtual void progressed(qint64 received, qint64 synced, const QByteArray &pieces) = 0;
    /// Success: the file as it is now, transferred, under its part name until reveal(); completed
    /// only where it was found to have its own name already.
    /// Of captive-portal the context tells how it was found: RemoteFile where a portal's page has
    /// come, else it is a guess for as long as the network is new.
    virtual void finished(const Result<JobFile> &end) = 0;
};

/// A fetch under way, as whoever asked for it holds it.
class Fetching : public Pending
{
public:
    /// Answers challenged(): it goes on, and so do all others of the job at the same server or
    /// proxy, with these. Where the challenge does not offer their scheme, nothing is sent, and
    /// they are refused.
    virtual void signIn(Credentials credentials) = 0;
    /// Answers challenged(): nobody signs in there. This file and all others of the job that wait
    /// for the same end with `error`, and so do those that ask later, for as long as any of them
    /// is under way. Where nobody had asked yet (no offers), ErrorCode::None is no error: they go
    /// on without saying who asks.
    virtual void decline(const Error &error) = 0;
};

} // namespace lighterman
