// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/protocol/decode.h"
#include "common/protocol/encode.h"
#include "common/protocol/limits.h"
#include "common/protocol/pages.h"
#include "tests/support/samplemessages.h"

#include <QTest>

using namespace lighterman;
using namespace lighterman::protocol;
using namespace Qt::StringLiterals;

namespace {

std::vector<Job> jobs(int count)
{
    std::vector<Job> all(std::size_t(count), samples::job());
    for (int i = 0; i < count; ++i) {
        all.at(std::size_t(i)).id = JobId::create();
        all.at(std::size_t(i)).order = i;
    }
    return all;
}

QString longText(int size)
{
    return QString(size, u'漢');
}

std::vector<FileRow> longFiles(int count)
{
    FileRow row = samples::file();
    row.second.url.setPath(u'/' + QString(2000, u'x'));
    row.second.path = u'/' + longText(4000);
    row.second.partPath = u'/' + longText(4010);
    return std::vector(std::size_t(count), row);
}

} // namespace

class TestPages final : public QObject
{
    Q_OBJECT

private slots:
    void aPageHasAtMostAThousandRows()
    {
        const auto all = jobs(2500);
        const auto cut = pages(9, all, std::vector(10, samples::file()));

        QCOMPARE(cut.size(), 3U);
        std::vector<Job> together;
        for (const JobPage &page : cut) {
            QVERIFY(page.jobs.size() + page.files.size() <= std::size_t(kPageRows));
            QCOMPARE(page.revision, 9);
            QCOMPARE(page.last, &page == &cut.back());
            together.insert(together.end(), page.jobs.begin(), page.jobs.end());
        }
        QCOMPARE(together, all);
        QCOMPARE(cut.back().files.size(), 10U);
    }

    void noJobsAreOnePage()
    {
        const auto cut = pages(9, {});
        QCOMPARE(cut.size(), 1U);
        QVERIFY(cut.front().last);
    }

    void longTextsMakeSmallerPages()
    {
        const auto cut = pages(0, {}, longFiles(500));

        std::size_t rows = 0;
        for (const JobPage &page : cut) {
            const QByteArray bytes = encode(1, Reply(page));
            QVERIFY(bytes.size() <= kMaxFrame);
            QVERIFY(decodeFromAgent(bytes).has_value());
            rows += page.files.size();
        }
        QCOMPARE(rows, 500U);
        QVERIFY(cut.size() < 30U);
    }

    void theWorstRowFits()
    {
        Job job = samples::job();
        for (QString *text :
             {&job.name, &job.owner, &job.folder, &job.error->detail, &job.error->file})
            *text = longText(200'000);
        const auto cut = pages(0, std::vector(3, job));
        for (const JobPage &page : cut) {
            const QByteArray bytes = encode(1, Reply(page));
            QVERIFY(bytes.size() <= kMaxFrame);
            QVERIFY(decodeFromAgent(bytes).has_value());
        }
    }

    void manyChangesAreNumberedOn()
    {
        JobChanges changes;
        changes.revision = 5;
        changes.jobs = jobs(1500);
        changes.removed.assign(600, samples::kOther);

        const auto parts = split(changes);

        QCOMPARE(parts.size(), 3U);
        std::size_t removed = 0;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            QCOMPARE(parts.at(i).revision, qint64(5 + i));
            QVERIFY(decodeFromAgent(encode(parts.at(i))).has_value());
            removed += parts.at(i).removed.size();
        }
        QCOMPARE(removed, 600U);
        QCOMPARE(split(JobChanges{}).size(), 1U);
    }

    void aLargeRequestComesInParts()
    {
        AddJob add{samples::spec(), false};
        add.spec.files.assign(
            400, {QUrl(u"http://example.org/"_s + QString(2000, u'x')), u'/' + longText(3000)});
        const auto parts = split(add);

        QVERIFY(parts.size() > 1);
        JobSpec together = parts.front().spec;
        for (const AddJob &part : parts) {
            QVERIFY(encode(1, Request(part)).size() <= kMaxFrame);
            QCOMPARE(part.more, &part != &parts.back());
            if (&part == &parts.front())
                continue;
            JobSpec filesOnly;
            filesOnly.files = part.spec.files;
            QCOMPARE(part.spec, filesOnly);
            together.files.insert(together.files.end(), filesOnly.files.begin(),
                                  filesOnly.files.end());
        }
        QCOMPARE(together, add.spec);
    }

    void aSmallRequestStaysWhole()
    {
        const auto parts = split(AddJob{samples::spec(), false});
        QCOMPARE(parts.size(), 1U);
        QCOMPARE(parts.front().spec, samples::spec());
        QVERIFY(!parts.front().more);
    }

    void aLogKeepsItsNewestLines()
    {
        JobLog log;
        for (int i = 0; i < 1200; ++i)
            log.entries.push_back({i, u"x"_s});
        fit(log);
        QCOMPARE(log.entries.size(), std::size_t(kPageRows));
        QCOMPARE(log.entries.back().at, 1199);

        log.entries.assign(100, {1, longText(10'000)});
        log.entries.push_back({2, u"newest"_s});
        fit(log);
        QVERIFY(log.entries.size() > 10U);
        QVERIFY(encode(1, Reply(log)).size() <= kMaxFrame);
        QCOMPARE(log.entries.back().at, 2);
    }

    void anInfoComesInPartsThatFit()
    {
        JobInfo info;
        info.job = samples::job();
        info.settings = samples::settings();
        info.files = longFiles(1000);
        const std::vector<JobInfo> parts = split(info);
        QVERIFY(parts.size() > 1U);
        std::vector<FileRow> files;
        for (const JobInfo &part : parts) {
            QVERIFY(encode(1, Reply(part)).size() <= kMaxFrame);
            QCOMPARE(part.job, info.job);
            QCOMPARE(part.last, &part == &parts.back());
            files.insert(files.end(), part.files.begin(), part.files.end());
        }
        QCOMPARE(files, info.files);
    }

    void anInfoWithoutFilesIsOnePart()
    {
        const std::vector<JobInfo> parts = split(JobInfo{});
        QCOMPARE(parts.size(), 1U);
        QVERIFY(parts.front().last);
    }
};

QTEST_GUILESS_MAIN(TestPages)
#include "tst_pages.moc"
