// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/models/linklist.h"

#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;

class TestLinkList : public QObject
{
    Q_OBJECT

private slots:
    void reads_data();
    void reads();
};

void TestLinkList::reads_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("links");
    QTest::addColumn<QStringList>("bad");
    QTest::addColumn<ErrorCode>("why");

    using enum ErrorCode;
    const QStringList none;
    QTest::newRow("nothing") << u""_s << 0 << none << None;
    QTest::newRow("one link") << u"https://host/file"_s << 1 << none << None;
    QTest::newRow("several lines, some from Windows")
        << u"https://host/a\r\n\r\n  http://host/b  \nhttps://host/c\n"_s << 3 << none << None;
    QTest::newRow("the same link twice")
        << u"https://host/a\nhttps://host/a"_s << 1 << none << None;
    QTest::newRow("comments") << u"# mine\nhttps://host/a"_s << 1 << none << None;
    QTest::newRow("a line that is no link") << u"https://host/a\nhello there\nhttps://host/b"_s << 2
                                            << QStringList{u"hello there"_s} << InvalidUrl;
    QTest::newRow("another kind of link")
        << u"ftp://host/a"_s << 0 << QStringList{u"ftp://host/a"_s} << UnsupportedScheme;
    QTest::newRow("the first bad line says why")
        << u"file:///etc/passwd\nhello"_s << 0 << QStringList{u"file:///etc/passwd"_s, u"hello"_s}
        << UnsupportedScheme;
    QTest::newRow("too long") << u"https://host/"_s + QString(3000, u'a') << 0
                              << QStringList{u"https://host/"_s + QString(3000, u'a')}
                              << StringTooLong;
}

void TestLinkList::reads()
{
    QFETCH(const QString, text);
    const LinkList list = readLinks(text);
    QTEST(int(list.links.size()), "links");
    QTEST(list.bad, "bad");
    QTEST(list.why, "why");
}

QTEST_APPLESS_MAIN(TestLinkList)
#include "tst_linklist.moc"
