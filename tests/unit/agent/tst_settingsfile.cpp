// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/store/settingsfile.h"
#include "agent/store/settingstext.h"

#include <QDir>
#include <QEventLoop>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace lighterman;
using namespace lighterman::storage;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

Settings allChanged()
{
    Settings settings;
    settings.downloadFolder = u"/home/anna/Téléchargements"_s;
    settings.backgroundSlots = 5;
    settings.connectionsPerHost = 2;
    settings.connectionsPerFile = 3;
    settings.stallTimeout = 61s;
    settings.retryDelay = 6s;
    settings.longestRetryDelay = 601s;
    settings.notifyTimeout = 7s;
    settings.historyDays = 0;
    settings.implicitSignIn = ImplicitSignIn::Domain;
    settings.implicitDomains = QStringList{u"corp.example"_s, u"lab.example"_s};
    return settings;
}

Result<void> save(SettingsFile &file, const Settings &settings)
{
    QEventLoop loop;
    Result<void> result;
    file.save(settings, [&](const Result<void> &done) {
        result = done;
        loop.quit();
    });
    loop.exec();
    return result;
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestSettingsFile : public QObject
{
    Q_OBJECT

private slots:
    void texts_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("slotCount");
        QTest::addColumn<QString>("folder");
        QTest::addColumn<QStringList>("complaints");
        const QStringList none;
        QTest::newRow("nothing") << QByteArray() << 3 << QString() << none;
        QTest::newRow("a value") << QByteArray("[lighterman]\nbackground-slots=4\n") << 4
                                 << QString() << none;
        QTest::newRow("spaces, CR, no newline at the end")
            << QByteArray("[lighterman]\r\n  background-slots =  4  \r\ndownload-folder = /a b")
            << 4 << u"/a b"_s << none;
        QTest::newRow("byte order mark, no section") << QByteArray("\xEF\xBB\xBF"
                                                                   "background-slots=4")
                                                     << 4 << QString() << none;
        QTest::newRow("comments and other sections")
            << QByteArray("# c\n; c\n[Lighterman]\n#background-slots=9\n[x]\nbackground-slots=8\n")
            << 3 << QString() << none;
        QTest::newRow("the last of two counts")
            << QByteArray("background-slots=4\nbackground-slots=5") << 5 << QString() << none;
        QTest::newRow("a key of a newer version")
            << QByteArray("[lighterman]\ncolour = blue") << 3 << QString() << none;
        QTest::newRow("quotes and escapes") << QByteArray(R"(download-folder = "/a\\b\n\"c\" ")")
                                            << 3 << u"/a\\b\n\"c\" "_s << none;
        QTest::newRow("a backslash without quotes is one")
            << QByteArray(R"(download-folder = /a\nb)") << 3 << u"/a\\nb"_s << none;
        QTest::newRow("bad values")
            << QByteArray("[lighterman]\nbackground-slots=99\ndownload-folder=a\n") << 3
            << QString()
            << QStringList{
                   u"Line 2 is passed over: background-slots: a whole number from 1 to 16"
                   " is needed."_s,
                   u"Line 3 is passed over: download-folder: an absolute path is needed."_s};
        QTest::newRow("no key") << QByteArray("[lighterman]\nhello\n=3\n") << 3 << QString()
                                << QStringList{
                                       u"Line 2 is not \"key = value\" and is passed over."_s,
                                       u"Line 3 is not \"key = value\" and is passed over."_s};
    }

    void texts()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const int, slotCount);
        QFETCH(const QString, folder);
        QFETCH(const QStringList, complaints);
        const auto loaded = settingsFromText(text);
        QCOMPARE(loaded.settings.backgroundSlots, slotCount);
        QCOMPARE(loaded.settings.downloadFolder, folder);
        QCOMPARE(QStringList(loaded.complaints.begin(), loaded.complaints.end()), complaints);
    }

    void rewritten_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::newRow("a new file")
            << QByteArray() << QByteArray("[lighterman]\nretry-delay = 9\n");
        QTest::newRow("in its place")
            << QByteArray("# mine\n[lighterman]\nretry-delay=5\ncolour=blue\n")
            << QByteArray("# mine\n[lighterman]\nretry-delay = 9\ncolour=blue\n");
        QTest::newRow("at the end of our section")
            << QByteArray("[lighterman]\nhistory-days=30\n\n[x]\nretry-delay=7\n")
            << QByteArray(
                   "[lighterman]\nhistory-days = 30\nretry-delay = 9\n\n[x]\nretry-delay=7\n");
        QTest::newRow("another section only")
            << QByteArray("[x]\na=b") << QByteArray("[x]\na=b\n[lighterman]\nretry-delay = 9\n");
        QTest::newRow("twice becomes once")
            << QByteArray("retry-delay=1\nretry-delay=2\n") << QByteArray("retry-delay = 9\n");
        QTest::newRow("bytes that are not UTF-8 stay")
            << QByteArray("# caf\xE9\n[lighterman]\nretry-delay=5")
            << QByteArray("# caf\xE9\n[lighterman]\nretry-delay = 9\n");
    }

    void rewritten()
    {
        QFETCH(const QByteArray, before);
        QFETCH(const QByteArray, after);
        Settings settings;
        settings.retryDelay = 9s;
        QCOMPARE(textWithSettings(before, settings), after);
        QCOMPARE(settingsFromText(after).settings, settings);
        QCOMPARE(textWithSettings(after, settings), after);
    }

    void strangeFoldersComeBack_data()
    {
        QTest::addColumn<QString>("folder");
        for (const QString &folder : {u"/a "_s, u"/a\nb"_s, u"/\"quoted\""_s, u"/a\\n"_s,
                                      u"/tab\there"_s, u"/bell\x07"_s, u"/end\\"_s, u"/ü=#;"_s})
            QTest::newRow(qPrintable(folder)) << folder;
    }

    void strangeFoldersComeBack()
    {
        QFETCH(const QString, folder);
        Settings settings;
        settings.downloadFolder = folder;
        QCOMPARE(settingsFromText(textWithSettings({}, settings)).settings, settings);
    }

    void whatIsSavedIsLoaded()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"config/lighterman/lighterman.conf"_s);
        SettingsFile file(path);
        QCOMPARE(file.load().settings, Settings());
        QVERIFY(file.load().complaints.empty());
        QVERIFY(save(file, allChanged()));
        QCOMPARE(file.load().settings, allChanged());
        QCOMPARE(QFile::permissions(path) & QFile::Permissions(0x0FF), QFile::Permissions());
        QVERIFY(save(file, Settings()));
        QCOMPARE(file.load().settings, Settings());
    }

    void savesKeepTheirOrder()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"lighterman.conf"_s);
        {
            SettingsFile file(path);
            Settings settings;
            for (int days = 1; days <= 20; ++days) {
                settings.historyDays = days;
                file.save(settings, {});
            }
        } // finishes what is queued
        QCOMPARE(contentOf(path), QByteArray("[lighterman]\nhistory-days = 20\n"));
    }

    void whatCannotBeReadIsSaidAndNotOverwritten()
    {
        const QTemporaryDir folder;
        SettingsFile file(folder.path()); // a folder is in its place
        QCOMPARE(file.load().complaints.size(), 1U);
        QCOMPARE(file.load().settings, Settings());
        QCOMPARE(save(file, allChanged()).error().code, ErrorCode::SettingsFailed);
        SettingsFile nowhere(u"/proc/lighterman/lighterman.conf"_s);
        QCOMPARE(save(nowhere, allChanged()).error().code, ErrorCode::SettingsFailed);
    }

    void aHugeFileIsNotRead()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"lighterman.conf"_s);
        QFile huge(path);
        QVERIFY(huge.open(QIODevice::WriteOnly));
        QVERIFY(huge.resize(1'000'000'000));
        SettingsFile file(path);
        QCOMPARE(file.load().complaints.size(), 1U);
        QCOMPARE(save(file, {}).error().code, ErrorCode::SettingsFailed);
        QCOMPARE(huge.size(), 1'000'000'000);
    }
};

QTEST_GUILESS_MAIN(TestSettingsFile)
#include "tst_settingsfile.moc"
