// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/addoptions.h"
#include "cli/commands/inputfile.h"
#include "tests/support/asnobody.h"

#include <QBuffer>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace lighterman;
using namespace lighterman::cli;
using lighterman::testing::AsNobody;
using namespace Qt::StringLiterals;

namespace {

AddOptions with(const QStringList &urls)
{
    AddOptions options;
    options.urls = urls;
    return options;
}

const QString kUrl = u"https://files.example/a"_s;

} // namespace

class TestAddOptions : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(QDir(m_folder->path()).mkdir(u"sub"_s));
    }

    void severalLinksAreOneJob()
    {
        const auto specs = read(with({kUrl, u" https://files.example/b "_s}));
        QVERIFY(specs);
        QCOMPARE(specs->size(), 1U);
        QCOMPARE(specs->front().files.size(), 2U);
        QVERIFY(specs->front().folder.isEmpty());
    }

    void orOneJobEach()
    {
        AddOptions options = with({kUrl, u"https://files.example/b"_s});
        options.separate = true;
        options.suspended = true;
        const auto specs = read(options);
        QCOMPARE(specs->size(), 2U);
        QVERIFY(specs->back().suspended);
        QCOMPARE(specs->back().files.front().url.path(), u"/b"_s);
    }

    void settings()
    {
        AddOptions options = with({kUrl});
        options.priority = u"high"_s;
        options.manualComplete = true;
        options.checksum = u"md5:d41d8cd98f00b204e9800998ecf8427e"_s;
        options.headers = {u"X-A: 1"_s, u"Referer: https://x.example/"_s};
        options.retryDelay = u"60"_s;
        options.noProgressTimeout = u"0"_s;
        options.name = u"n"_s;
        const auto specs = read(options);
        QVERIFY(specs);
        const JobSettings &settings = specs->front().settings;
        QCOMPARE(settings.priority, Priority::High);
        QCOMPARE(settings.headers.size(), 2U);
        QCOMPARE(settings.retryDelay->count(), 60);
        QCOMPARE(settings.noProgressTimeout.count(), 0);
        QVERIFY(settings.manualComplete && settings.checksum);
        QCOMPARE(specs->front().name, u"n"_s);
    }

    void destinations_data()
    {
        QTest::addColumn<QString>("output");
        QTest::addColumn<QString>("folder");
        QTest::addColumn<QString>("path");     // below the working folder; empty: none
        QTest::addColumn<QString>("inFolder"); // the same

        QTest::newRow("nothing said") << QString() << QString() << QString() << QString();
        QTest::newRow("file") << u"f"_s << QString() << u"/f"_s << u"."_s;
        QTest::newRow("file below") << u"sub/f"_s << QString() << u"/sub/f"_s << u"/sub"_s;
        QTest::newRow("folder") << QString() << u"sub"_s << QString() << u"/sub"_s;
        QTest::newRow("folder and file") << u"f"_s << u"sub"_s << u"/sub/f"_s << u"/sub"_s;
        QTest::newRow("output is a folder") << u"sub"_s << QString() << QString() << u"/sub"_s;
        QTest::newRow("output ends in /") << u"sub/"_s << QString() << QString() << u"/sub"_s;
        QTest::newRow("detour") << u"sub/../f"_s << QString() << u"/f"_s << u"."_s;
    }
    void destinations()
    {
        QFETCH(const QString, output);
        QFETCH(const QString, folder);
        QFETCH(const QString, path);
        QFETCH(const QString, inFolder);
        AddOptions options = with({kUrl});
        options.output = output;
        options.folder = folder;
        const auto specs = read(options);
        QVERIFY(specs);
        QCOMPARE(specs->front().files.front().path, path.isEmpty() ? QString() : here() + path);
        QCOMPARE(specs->front().folder,
                 inFolder.isEmpty() ? QString() : QDir::cleanPath(here() + u'/' + inFolder));
    }

    void refusals_data()
    {
        QTest::addColumn<AddOptions>("options");
        QTest::addColumn<ErrorCode>("code");

        const auto row = [](const char *name, ErrorCode code, auto change) {
            AddOptions options = with({kUrl});
            change(options);
            QTest::newRow(name) << options << code;
        };
        using Options = AddOptions;
        const QString two = u"https://files.example/b"_s;
        row("no link", ErrorCode::Empty, [](Options &o) { o.urls.clear(); });
        row("empty link", ErrorCode::InvalidUrl, [](Options &o) { o.urls = {QString()}; });
        row("relative link", ErrorCode::InvalidUrl, [](Options &o) { o.urls = {u"a/b"_s}; });
        row("blank in a link", ErrorCode::InvalidUrl,
            [](Options &o) { o.urls = {u"http://h/a b"_s}; });
        row("line break", ErrorCode::InvalidUrl, [](Options &o) { o.urls = {u"http://h/a\nb"_s}; });
        row("ftp", ErrorCode::UnsupportedScheme, [](Options &o) { o.urls = {u"ftp://h/a"_s}; });
        row("too long", ErrorCode::StringTooLong,
            [](Options &o) { o.urls = {u"http://h/"_s + QString(2200, u'a')}; });
        row("two passwords in the links", ErrorCode::InvalidArgument, [](Options &o) {
            o.urls = {u"https://anna:geheim@h/a"_s, u"https://anna:x@h/b"_s};
        });
        row("upload", ErrorCode::InvalidArgument, [](Options &o) { o.type = u"upload"_s; });
        row("no such type", ErrorCode::InvalidArgument, [](Options &o) { o.type = u"x"_s; });
        row("priority", ErrorCode::InvalidArgument, [](Options &o) { o.priority = u"urgent"_s; });
        row("checksum", ErrorCode::InvalidHashAlgorithm,
            [](Options &o) { o.checksum = u"crc:1"_s; });
        row("short checksum", ErrorCode::InvalidArgument,
            [](Options &o) { o.checksum = u"md5:1"_s; });
        row("empty checksum", ErrorCode::InvalidArgument, [](Options &o) { o.checksum = u""_s; });
        row("header", ErrorCode::InvalidArgument, [](Options &o) { o.headers = {u"Range: x"_s}; });
        row("retry delay", ErrorCode::InvalidArgument, [](Options &o) { o.retryDelay = u"-1"_s; });
        row("two links, one name", ErrorCode::InvalidArgument, [&](Options &o) {
            o.urls += two;
            o.output = u"f"_s;
        });
        row("two links, one checksum", ErrorCode::InvalidArgument, [&](Options &o) {
            o.urls += two;
            o.separate = true;
            o.checksum = u"md5:d41d8cd98f00b204e9800998ecf8427e"_s;
        });
        row("two jobs, one name", ErrorCode::InvalidArgument, [&](Options &o) {
            o.urls += two;
            o.separate = true;
            o.name = u"n"_s;
        });
        row("folder is missing", ErrorCode::FolderMissing, [](Options &o) { o.folder = u"no"_s; });
        row("folder of the file is missing", ErrorCode::FolderMissing,
            [](Options &o) { o.output = u"no/f"_s; });
        row("folder that ends in / is missing", ErrorCode::FolderMissing,
            [](Options &o) { o.output = u"no/"_s; });
        row("folder is a file", ErrorCode::NotAFolder,
            [](Options &o) { o.folder = u"/etc/passwd"_s; });
        row("list is missing", ErrorCode::InvalidArgument,
            [](Options &o) { o.input = u"no.txt"_s; });
    }
    void refusals()
    {
        QFETCH(const AddOptions, options);
        QFETCH(const ErrorCode, code);
        const auto specs = read(options);
        QVERIFY(!specs);
        QCOMPARE(wireName(specs.error().code), wireName(code));
        QVERIFY(!specs.error().detail.contains(u"geheim"_s));
    }

    void aPasswordInABrokenLinkIsNotRepeated()
    {
        const auto url = readLink(u"https://anna:geheim@host:99999/x"_s, u"link 1"_s);
        QCOMPARE(url.error().code, ErrorCode::InvalidUrl);
        QVERIFY2(!url.error().detail.contains(u"geheim"_s), qPrintable(url.error().detail));
        QVERIFY(url.error().detail.startsWith(u"link 1"_s));
    }

    void unwritableFolder()
    {
        const AsNobody nobody(here());
        QVERIFY(nobody.isReady());
        const QString folder = here() + u"/locked"_s;
        QVERIFY(QDir().mkdir(folder));
        QVERIFY(QFile::setPermissions(folder, QFile::ReadOwner | QFile::ExeOwner));
        AddOptions options = with({kUrl});
        options.folder = folder;
        const auto specs = read(options);
        QCOMPARE(specs.error().code, ErrorCode::AccessDenied);
        QCOMPARE(specs.error().context, ErrorContext::LocalFile);
    }

    void listsFromStandardInput()
    {
        AddOptions options;
        options.input = u"-"_s;
        const auto specs = read(options,
                                "# list\n\nhttps://files.example/1\r\n"
                                "https://files.example/2\tsub/two\n  \nhttps://files.example/3");
        QVERIFY(specs);
        const auto &files = specs->front().files;
        QCOMPARE(files.size(), 3U);
        QCOMPARE(files.at(1).path, here() + u"/sub/two"_s);
        QVERIFY(files.at(2).path.isEmpty());
    }

    void listsFromAFile()
    {
        QFile file(here() + u"/list.txt"_s);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("https://files.example/1\tone\n");
        file.close();
        AddOptions options = with({kUrl});
        options.input = u"list.txt"_s;
        options.folder = u"sub"_s;
        const auto specs = read(options);
        QVERIFY(specs);
        QCOMPARE(specs->front().files.size(), 2U);
        QCOMPARE(specs->front().files.back().path, here() + u"/sub/one"_s);
    }

    void badLinesAreNamed_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("where");
        QTest::newRow("no link") << QByteArray("# x\nhttps://h/a\nnonsense\n") << u"line 3"_s;
        QTest::newRow("three fields") << QByteArray("https://h/a\tb\tc\n") << u"line 1"_s;
        QTest::newRow("a folder") << QByteArray("https://h/a\tb/\n") << u"line 1"_s;
        QTest::newRow("not text") << QByteArray("\xff\xfe\0x\n", 5) << u"line 1"_s;
    }
    void badLinesAreNamed()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QString, where);
        AddOptions options;
        options.input = u"-"_s;
        const auto specs = read(options, text);
        QVERIFY(!specs);
        QVERIFY2(specs.error().detail.startsWith(where), qPrintable(specs.error().detail));
    }

    void twoFilesOfOnePath()
    {
        AddOptions options;
        options.input = u"-"_s;
        QVERIFY(!read(options, "https://h/a\tx\nhttps://h/b\tx\n"));
    }

    void rangesBelongToTheOnlyFile()
    {
        AddOptions options = with({kUrl});
        options.ranges = QStringList{u"10:5"_s, u"20:eof"_s};
        QVERIFY(read(options)->front().files.front().ranges == (ByteRanges{{10, 5}, {20, {}}}));
        options.urls += u"https://files.example/b"_s;
        QCOMPARE(read(options).error().code, ErrorCode::InvalidArgument);
        options.separate = true;
        QCOMPARE(read(options).error().code, ErrorCode::InvalidArgument);
    }

    void badRanges_data()
    {
        QTest::addColumn<QStringList>("ranges");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("no range") << QStringList{u"10"_s} << ErrorCode::InvalidArgument;
        QTest::newRow("letters") << QStringList{u"a:b"_s} << ErrorCode::InvalidArgument;
        QTest::newRow("empty") << QStringList{u"10:0"_s} << ErrorCode::InvalidRange;
        QTest::newRow("overlapping")
            << QStringList{u"0:eof"_s, u"5:1"_s} << ErrorCode::OverlappingRanges;
    }
    void badRanges()
    {
        QFETCH(const QStringList, ranges);
        AddOptions options = with({kUrl});
        options.ranges = ranges;
        const auto specs = read(options);
        QVERIFY(!specs);
        QTEST(specs.error().code, "code");
    }

private:
    [[nodiscard]] QString here() const { return m_folder->path(); }
    [[nodiscard]] Result<std::vector<JobSpec>> read(const AddOptions &options,
                                                    const QByteArray &input = {}) const
    {
        QBuffer in;
        in.setData(input);
        in.open(QIODevice::ReadOnly);
        return jobsOf(options, in, here()).map([](const std::vector<protocol::AddJob> &jobs) {
            std::vector<JobSpec> specs;
            for (const protocol::AddJob &job : jobs)
                specs.push_back(job.spec);
            return specs;
        });
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestAddOptions)
#include "tst_addoptions.moc"
