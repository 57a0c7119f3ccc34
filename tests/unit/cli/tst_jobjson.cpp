// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/jobjson.h"
#include "tests/support/fakeagent.h"

#include <QJsonDocument>
#include <QTest>

using namespace lighterman;
using namespace lighterman::cli;
using namespace Qt::StringLiterals;
using lighterman::testing::FakeAgent;

namespace {

constexpr Moment kMinute = 60 * 1000;

/// The example of DESIGN 4.2, as values.
JobDetails example()
{
    JobDetails details;
    Job &job = details.job;
    job.id = *JobId::fromString(u"7f3c0000000000000000000000000001"_s);
    job.name = u"debian.iso"_s;
    job.state = JobState::TransientError;
    job.owner = u"anna"_s;
    job.bytesTransferred = 1'048'576;
    job.filesTotal = 1;
    job.created = job.modified = FakeAgent::kNow;
    job.errorCount = 2;
    job.cause = Cause{ErrorCode::NetworkDisconnected, FakeAgent::kNow, FakeAgent::kNow + kMinute};
    job.error = fail(ErrorCode::NetworkDisconnected, {}, ErrorContext::GeneralTransport).value();
    JobFile file;
    file.url = QUrl(u"https://anna:pw@files.example/debian.iso?token=abc"_s);
    file.path = u"/home/anna/Downloads/debian.iso"_s;
    file.partPath = u"/home/anna/Downloads/.debian.iso.7f3c.part"_s;
    file.bytesTransferred = 1'048'576;
    file.resumable = true;
    file.check = Check{{u"md5"_s, QByteArray(16, '\0')}, true, false};
    details.files.push_back(file);
    return details;
}

// (moc takes two slashes for a comment, even in here.)
constexpr auto kExample = R"({
"id": "7f3c0000000000000000000000000001", "name": "debian.iso", "type": "download",
"priority": "normal", "state": "transient-error", "owner": "anna", "bytesTransferred": 1048576,
"bytesTotal": null, "filesTransferred": 0, "filesTotal": 1, "rate": 0,
"created": "2026-11-21T09:00:00Z", "modified": "2026-11-21T09:00:00Z", "completed": null,
"errorCount": 2,
"cause": {"code": "network-disconnected", "since": "2026-11-21T09:00:00Z",
          "next": "2026-11-21T09:01:00Z", "expires": null, "text": "There is no network.",
          "remedy":
          "Goes on by itself when the network is back. If it is there all the same, have it tried: lighterman check-now",
          "link": null},
"error": {"code": "network-disconnected", "hex": "0x80200010", "context": "general-transport",
          "file": null, "text": "There is no network.",
          "remedy":
          "Goes on by itself when the network is back. If it is there all the same, have it tried: lighterman check-now",
          "detail": null},
"files": [{"index": 0, "url": "https:\/\/files.example/debian.iso?token=***",
           "path": "/home/anna/Downloads/debian.iso",
           "partPath": "/home/anna/Downloads/.debian.iso.7f3c.part",
           "bytesTransferred": 1048576, "bytesTotal": null, "completed": false,
           "ranges": [], "resumable": true,
           "check": {"checksum": "md5:00000000000000000000000000000000", "by": "server",
                     "passed": false}}]})";

} // namespace

class TestJobJson : public QObject
{
    Q_OBJECT

private slots:
    void theShapeOfTheContract()
    {
        const JobDetails details = example();
        QCOMPARE(toJson(details.job, details.files), QJsonDocument::fromJson(kExample).object());
    }

    void aWarningIsInTheCause()
    {
        Job job = example().job;
        job.cause->expires = FakeAgent::kNow;
        QCOMPARE(toJson(job, {})[u"cause"_s][u"expires"_s], u"2026-11-21T09:00:00Z"_s);
    }

    void whatWasGivenUpIsNotPromised()
    {
        Job job = example().job;
        job.state = JobState::Error;
        QCOMPARE(job.cause->code, job.error->code);
        for (const auto &key : {u"error"_s, u"cause"_s})
            QCOMPARE(toJson(job, {})[key][u"remedy"_s],
                     u"It was given up. Resume it to try again."_s);
        job.error->code = ErrorCode::FileExists; // fatal anyway: it has a remedy of its own
        QCOMPARE(toJson(job, {})[u"error"_s][u"remedy"_s],
                 u"Move it away or choose another name, then resume."_s);
    }

    void whatIsUnknownIsNull()
    {
        JobDetails details = example();
        details.job.cause.reset();
        details.job.error.reset();
        details.files.front().resumable.reset();
        details.files.front().check.reset();
        details.files.front().path.clear();
        details.files.front().partPath.clear();
        const QJsonObject json = toJson(details.job, details.files);
        for (const auto &key : {u"cause"_s, u"error"_s, u"completed"_s, u"bytesTotal"_s})
            QVERIFY2(json.value(key).isNull(), qPrintable(key));
        const QJsonObject file = json.value(u"files"_s).toArray().first().toObject();
        for (const auto &key :
             {u"resumable"_s, u"path"_s, u"partPath"_s, u"bytesTotal"_s, u"check"_s})
            QVERIFY2(file.value(key).isNull(), qPrintable(key));
    }

    void largeCountsStayExact()
    {
        JobDetails details = example();
        details.job.bytesTransferred = 9'007'199'254'740'993; // 2^53 + 1
        const QByteArray text = QJsonDocument(toJson(details.job, {})).toJson();
        QVERIFY(text.contains("9007199254740993"));
    }

    void ourOwnErrorsHaveNoHex()
    {
        const QJsonObject json = errorDocument(
            fail(ErrorCode::DiskFull, u"d"_s, ErrorContext::LocalFile, u"/f"_s).value());
        const QJsonObject error = json.value(u"error"_s).toObject();
        QVERIFY(error.value(u"hex"_s).isNull());
        QCOMPARE(error.value(u"file"_s), u"/f"_s);
        QCOMPARE(error.value(u"detail"_s), u"d"_s);
        QCOMPARE(error.value(u"context"_s), u"local-file"_s);
    }

    void settingsAreTypedAndComplete()
    {
        protocol::JobInfo info;
        info.job = example().job;
        info.settings.retryDelay = std::chrono::seconds(60);
        info.settings.manualComplete = true;
        info.settings.headers = {{"Authorization", "Basic Zm9v"}, {"X-Kind", "a"}};
        const QJsonObject json = toJson(info).value(u"settings"_s).toObject();
        QStringList keys;
        for (const QString &key : jobSettingKeys())
            keys += key;
        keys.sort();
        QCOMPARE(json.keys(), keys);
        QCOMPARE(json.value(u"priority"_s), u"normal"_s);
        QCOMPARE(json.value(u"retry-delay"_s), 60);
        QCOMPARE(json.value(u"no-progress-timeout"_s), 1209600);
        QCOMPARE(json.value(u"manual-complete"_s), true);
        QCOMPARE(json.value(u"keep-running"_s), false);
        QCOMPARE(json.value(u"allow-insecure-basic"_s), false);
        QCOMPARE(json.value(u"preemptive"_s), false);
        QVERIFY(json.value(u"checksum"_s).isNull());
        QCOMPARE(json.value(u"headers"_s), QJsonArray({u"Authorization: ***"_s, u"X-Kind: a"_s}));
        QVERIFY(json.value(u"notify-command"_s).isNull());
        info.settings.notifyCommand = NotifyCommand{u"/bin/x"_s, {u"a b"_s}};
        QCOMPARE(toJson(info).value(u"settings"_s).toObject().value(u"notify-command"_s),
                 QJsonArray({u"/bin/x"_s, u"a b"_s}));
        QVERIFY(json.value(u"max-rate"_s).isNull());
        info.settings.maxRate = 5000;
        QCOMPARE(toJson(info).value(u"settings"_s).toObject().value(u"max-rate"_s), 5000);
        info.settings.retryDelay.reset();
        QVERIFY(toJson(info).value(u"settings"_s).toObject().value(u"retry-delay"_s).isNull());
    }
};

QTEST_GUILESS_MAIN(TestJobJson)
#include "tst_jobjson.moc"
