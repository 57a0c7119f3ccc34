// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/model/jobspec.h"
#include "common/model/linkaccounts.h"
#include "common/model/sourcechange.h"

#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;

namespace {

std::vector<FileSpec> files(const QStringList &links)
{
    std::vector<FileSpec> files;
    for (const QString &link : links)
        files.push_back({QUrl(link), {}, {}});
    return files;
}

} // namespace

class TestLinkAccounts : public QObject
{
    Q_OBJECT

private slots:
    void outOfLinks()
    {
        auto some = files({u"https://a.example/1"_s, u"https://anna:p%3Aw@a.example/2?q=1#f"_s,
                           u"https://anna:p%3Aw@b.example/3"_s});
        const auto given = takeGiven(some);
        QCOMPARE(given->value().user, u"anna"_s);
        QCOMPARE(given->value().secret.reveal(), "p:w");
        QVERIFY(!given->value().scheme);
        QCOMPARE(some.at(1).url, QUrl(u"https://a.example/2?q=1#f"_s));
        for (const FileSpec &file : some)
            QVERIFY(validate(file).has_value());
        QVERIFY(!takeGiven(some)->has_value());
    }

    void differentOnesAreTakenOutAndRefused()
    {
        for (const QString &other : {u"https://anna:x@h/2"_s, u"https://otto:pw@h/2"_s}) {
            auto two = files({u"https://anna:pw@h/1"_s, other, u"https://anna:pw@h/3"_s});
            const auto given = takeGiven(two);
            QCOMPARE(given.error().code, ErrorCode::InvalidArgument);
            QVERIFY(!given.error().detail.contains(u"pw"));
            for (const FileSpec &file : two)
                QVERIFY(file.url.userInfo().isEmpty());
        }
    }

    void outOfNewSources_data()
    {
        QTest::addColumn<QString>("prefix");
        QTest::addColumn<QString>("to");
        QTest::addColumn<QString>("left");
        QTest::addColumn<QString>("user");
        QTest::newRow("a link") << QString() << u" https://anna:pw@h.example/f?q "_s
                                << u"https://h.example/f?q"_s << u"anna"_s;
        QTest::newRow("a name alone")
            << QString() << u"https://token@h.example/"_s << u"https://h.example/"_s << u"token"_s;
        QTest::newRow("nothing") << QString() << u"https://h.example/%7e"_s
                                 << u"https://h.example/%7e"_s << QString();
        QTest::newRow("a beginning") << u"http://old.example/"_s << u"https://anna:pw@h.example"_s
                                     << u"https://h.example"_s << u"anna"_s;
        QTest::newRow("no link") << u"http://old.example/"_s << u"anna:pw@"_s << u"anna:pw@"_s
                                 << QString();
    }
    void outOfNewSources()
    {
        QFETCH(const QString, prefix);
        QFETCH(const QString, to);
        QFETCH(const QString, left);
        QFETCH(const QString, user);
        std::vector<SourceChange> changes{{{}, prefix, to}};
        const auto given = takeGiven(changes);
        QVERIFY(given.has_value());
        QCOMPARE(given->has_value() ? (*given)->user : QString(), user);
        QCOMPARE(changes.front().to, left);
    }

    /// No link that a job has begins with one.
    void theOldPrefixHasNone()
    {
        std::vector<SourceChange> changes{{{}, u"http://u:pw@old.example/"_s, u"http://new/"_s}};
        QVERIFY(takeGiven(changes).has_value());
        QCOMPARE(changes.front().prefix, u"http://old.example/"_s);
    }

    void whatCanBeGiven_data()
    {
        QTest::addColumn<QString>("user");
        QTest::addColumn<QByteArray>("secret");
        QTest::addColumn<ErrorCode>("code");
        using enum ErrorCode;
        QTest::newRow("both") << u"anna"_s << QByteArray("pw") << None;
        QTest::newRow("a colon, which basic cannot have") << u"a:b"_s << QByteArray("pw") << None;
        QTest::newRow("an empty password") << u"anna"_s << QByteArray() << None;
        QTest::newRow("one's own ticket") << QString() << QByteArray() << None;
        QTest::newRow("no name") << QString() << QByteArray("pw") << InvalidArgument;
        QTest::newRow("a long name")
            << QString(kMaxUserName + 1, u'x') << QByteArray("pw") << UserNameTooLarge;
        QTest::newRow("a long password")
            << u"anna"_s << QByteArray(kMaxPassword + 1, 'x') << PasswordTooLarge;
    }
    void whatCanBeGiven()
    {
        QFETCH(const QString, user);
        QFETCH(const QByteArray, secret);
        QFETCH(const ErrorCode, code);
        const auto valid = validate(GivenCredentials{AuthTarget::Server, {}, user, Secret(secret)});
        QCOMPARE(valid ? ErrorCode::None : valid.error().code, code);
    }
};

QTEST_GUILESS_MAIN(TestLinkAccounts)
#include "tst_linkaccounts.moc"
