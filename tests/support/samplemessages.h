// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/protocol/messages.h"

/// One message of every kind, with every member away from its default at least once.
namespace lighterman::protocol::samples {

inline const JobId kJob = JobId::fromString(u"7f3c0123456789abcdef0123456789ab").value();
inline const JobId kOther = JobId::fromString(u"00000000000000000000000000000001").value();
inline constexpr Moment kMorning = 1'795'251'600'000; // 2026-11-21T09:00:00Z

inline Error error()
{
    using namespace Qt::StringLiterals;
    return {.code = httpError(503),
            .detail = u"schöne Grüße"_s,
            .context = ErrorContext::RemoteFile,
            .file = u"/home/anna/debian.iso"_s,
            .retryAfter = std::chrono::seconds(120)};
}

/// In transient-error, with cause and error.
inline Job job()
{
    using namespace Qt::StringLiterals;
    Job job;
    job.id = kJob;
    job.name = u"debian.iso"_s;
    job.type = JobType::UploadReply;
    job.state = JobState::TransientError;
    job.owner = u"anna"_s;
    job.folder = u"/home/anna/Downloads"_s;
    job.bytesTransferred = 1'048'576;
    job.bytesTotal = 700'000'000'000;
    job.filesTransferred = 1;
    job.filesTotal = 2;
    job.rate = 12'345;
    job.created = kMorning;
    job.modified = kMorning + 1;
    job.completed = kMorning + 2;
    job.errorCount = 3;
    job.order = -4;
    job.cause = Cause{ErrorCode::NetworkDisconnected, kMorning, kMorning + 600'000};
    job.error = error();
    job.settings.priority = Priority::High;
    return job;
}

/// A job of which little is known yet.
inline Job plainJob()
{
    using namespace Qt::StringLiterals;
    Job job;
    job.id = kOther;
    job.name = u"f"_s;
    return job;
}

inline std::pair<JobId, JobFile> file()
{
    using namespace Qt::StringLiterals;
    JobFile file;
    file.index = 1;
    file.url = QUrl(u"https://example.org/a%20b?c=d#e"_s, QUrl::StrictMode);
    file.path = u"/home/anna/Downloads/a b"_s;
    file.partPath = u"/home/anna/Downloads/.a b.7f3c.part"_s;
    file.bytesTransferred = 7;
    file.bytesTotal = 8;
    file.transferred = true;
    file.completed = true;
    file.resumable = false;
    return {kJob, file};
}

inline JobSettings settings()
{
    using namespace Qt::StringLiterals;
    JobSettings settings;
    settings.priority = Priority::Foreground;
    settings.manualComplete = true;
    settings.retryDelay = std::chrono::seconds(60);
    settings.noProgressTimeout = std::chrono::seconds(0);
    settings.checksum = Checksum{u"md5"_s, QByteArray(16, '\x7f')};
    settings.headers = {{"Accept", "text/plain"}, {"X-Latin", "\xe4"}};
    return settings;
}

inline JobSpec spec()
{
    using namespace Qt::StringLiterals;
    JobSpec spec;
    spec.name = u"two files"_s;
    spec.type = JobType::Upload;
    spec.folder = u"/srv"_s;
    spec.files = {{QUrl(u"https://user@example.org:8443/1"_s), {}},
                  {QUrl(u"http://[::1]/2"_s), u"/srv/zwei"_s}};
    spec.suspended = true;
    spec.settings = settings();
    return spec;
}

inline Given given()
{
    using namespace Qt::StringLiterals;
    Given given;
    given.target = AuthTarget::Proxy;
    given.scheme = AuthScheme::Digest;
    given.user = u"anna"_s;
    given.secret = SharedSecret(Secret("geheim"));
    return given;
}

inline JobAccount account()
{
    using namespace Qt::StringLiterals;
    return {AuthTarget::Proxy, AuthScheme::Digest, u"anna"_s, {}, Standing::Refused};
}

inline QuestionRow question()
{
    using namespace Qt::StringLiterals;
    Question question;
    question.number = 3;
    question.space = {AuthTarget::Proxy, AuthScheme::Digest, u"http"_s, u"proxy.example"_s, 3128,
                      u"Büro"_s,         u"anna"_s};
    question.jobs = {kJob, kOther};
    question.since = kMorning;
    question.refusals = 3;
    question.pausedUntil = kMorning + 300'000;
    question.isTried = true;
    question.isPutOff = true;
    return {question, 12, textOf(question)};
}

inline QuestionRow certificateQuestion()
{
    using namespace Qt::StringLiterals;
    Question question;
    question.number = 4;
    question.kind = QuestionKind::Certificate;
    question.space
        = {AuthTarget::Server, AuthScheme::Basic, u"https"_s, u"a.example"_s, 8443, {}, {}};
    question.jobs = {kJob};
    question.since = kMorning;
    question.certificate
        = ServerCertificate{QByteArray(32, '\xAB'),    ErrorCode::CertificateExpired,
                            u"a.example, b.example"_s, u"Büro"_s,
                            kMorning - 1000,           kMorning + 1000};
    return {question, 1, textOf(question)};
}

inline TrustedCertificate trusted()
{
    using namespace Qt::StringLiterals;
    return {u"a.example"_s, 8443, QByteArray(32, '\xAB'), kMorning};
}

inline Hello hello()
{
    using namespace Qt::StringLiterals;
    return {1, 0, u"lighterman 0.1.0"_s, {u"example"_s}};
}

inline JobChanges changes()
{
    JobChanges changes;
    changes.revision = 18;
    changes.jobs = {job()};
    changes.removed = {kOther};
    return changes;
}

inline std::vector<Request> requests()
{
    using namespace Qt::StringLiterals;
    return {AddJob{spec(), true},
            ListJobs{true, true},
            ShowJob{kJob},
            ShowLog{kJob},
            ListConfig{},
            ChangeJob{kJob, JobVerb::Complete},
            ShowStatus{},
            SetJob{kJob, {{u"name"_s, u"x"_s}, {u"priority"_s, u"low"_s}}},
            Stop{},
            SetConfig{{{u"proxy"_s, {}}}},
            CheckNetwork{},
            SetCredentials{kJob, given()},
            RemoveCredentials{kJob, AuthTarget::Proxy, AuthScheme::Ntlm},
            ListCredentials{kJob},
            ListQuestions{},
            AnswerQuestion{3, u"anna"_s, given().secret, false, false},
            DecideQuestion{3, true},
            ChooseClientCertificate{3, u"/home/anna/me.p12"_s},
            PutOffQuestion{3},
            UnlockKeyring{},
            SkipKeyring{},
            ShowKeyring{},
            ListTrusted{},
            WithdrawTrust{u"a.example"_s, 8443},
            ChangeSource{
                kJob, {{1, {}, u"https://example.org/f"_s}, {{}, u"http://a"_s, u"http://b"_s}}}};
}

inline std::vector<Reply> replies()
{
    using namespace Qt::StringLiterals;
    JobInfo info;
    info.job = job();
    info.settings = settings();
    info.files = {file()};
    JobPage page;
    page.revision = 17;
    page.last = false;
    page.jobs = {job(), plainJob()};
    page.files = {file(), {kOther, JobFile{}}};
    return {Done{},
            Added{kJob},
            page,
            info,
            JobLog{{{kMorning, u"added"_s}, {kMorning + 5, u"waits"_s}}},
            Changed{ErrorCode::UnableToDeleteFiles, u".a.part"_s},
            Config{{{u"proxy"_s, u"system"_s}}},
            Status{u"0.1.0"_s, 4711, kMorning, 3, 1, u"/home/anna/jobs.db"_s},
            CredentialList{{account()}},
            QuestionList{{question()}, 2},
            KeyringInfo{{KeyringState::Locked, u"KWallet"_s}},
            TrustedList{{trusted()}, 2},
            Failure{error()}};
}

} // namespace lighterman::protocol::samples
