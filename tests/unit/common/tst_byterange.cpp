// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/model/jobspec.h"
#include "common/model/sourcechange.h"

#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kFurthest = std::numeric_limits<qint64>::max();

/// The links of a change, or the code of the error.
QString outcome(const Result<SourceChange> &change)
{
    if (!change)
        return u'!' + wireName(change.error().code);
    const QString which = change->file ? QString::number(*change->file) : change->prefix;
    return which + u' ' + change->to;
}

} // namespace

/// Ranges of files, and the changes of sources.
class TestByteRange : public QObject
{
    Q_OBJECT

private slots:
    void texts_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("error"); // empty: it is taken
        QTest::newRow("plain") << u"10:20"_s << QString();
        QTest::newRow("to the end") << u"0:eof"_s << QString();
        QTest::newRow("to the last place") << u"1:9223372036854775806"_s << QString();
        QTest::newRow("beyond it") << u"2:9223372036854775806"_s << u"invalid-range"_s;
        QTest::newRow("no number that fits") << u"9223372036854775808:1"_s << u"invalid-argument"_s;
        QTest::newRow("empty") << u"10:0"_s << u"invalid-range"_s;
        QTest::newRow("nothing") << QString() << u"invalid-argument"_s;
        QTest::newRow("no length") << u"10:"_s << u"invalid-argument"_s;
        QTest::newRow("no offset") << u":10"_s << u"invalid-argument"_s;
        QTest::newRow("one number") << u"10"_s << u"invalid-argument"_s;
        QTest::newRow("negative") << u"-1:10"_s << u"invalid-argument"_s;
        QTest::newRow("signed") << u"+1:10"_s << u"invalid-argument"_s;
        QTest::newRow("blank") << u"1: 10"_s << u"invalid-argument"_s;
        QTest::newRow("three") << u"1:2:3"_s << u"invalid-argument"_s;
        QTest::newRow("open begin") << u"eof:1"_s << u"invalid-argument"_s;
    }
    void texts()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, error);
        const auto range = ByteRange::parse(text);
        QCOMPARE(range ? QString() : wireName(range.error().code), error);
        if (range)
            QCOMPARE(range->toString(), text);
    }

    void listsAreReadBack()
    {
        const ByteRanges ranges{{5, 1}, {0, 5}, {10, {}}};
        QCOMPARE(toString(ranges), u"5:1,0:5,10:eof"_s);
        QVERIFY(parseRanges(toString(ranges)).value() == ranges);
        QVERIFY(parseRanges(u"").value().empty());
        QVERIFY(!parseRanges(u"1:1,2"));
    }

    void lists_data()
    {
        QTest::addColumn<ByteRanges>("ranges");
        QTest::addColumn<ErrorCode>("code");
        using enum ErrorCode;
        QTest::newRow("none") << ByteRanges{} << None;
        QTest::newRow("neighbours in any order") << ByteRanges{{10, 10}, {0, 10}, {20, 1}} << None;
        QTest::newRow("an open end first") << ByteRanges{{10, {}}, {0, 10}} << None;
        QTest::newRow("the same twice") << ByteRanges{{0, 10}, {0, 10}} << OverlappingRanges;
        QTest::newRow("one byte in common") << ByteRanges{{9, 5}, {0, 10}} << OverlappingRanges;
        QTest::newRow("one inside another") << ByteRanges{{0, 10}, {5, 1}} << OverlappingRanges;
        QTest::newRow("behind an open end") << ByteRanges{{10, {}}, {20, 5}} << OverlappingRanges;
        QTest::newRow("two open ends") << ByteRanges{{0, {}}, {20, {}}} << OverlappingRanges;
        QTest::newRow("before the file") << ByteRanges{{-1, 5}} << InvalidRange;
        QTest::newRow("empty") << ByteRanges{{0, 0}} << InvalidRange;
        QTest::newRow("less than empty") << ByteRanges{{0, -1}} << InvalidRange;
        QTest::newRow("beyond all files") << ByteRanges{{1, kFurthest}} << InvalidRange;
        ByteRanges many;
        for (int i = 0; i <= kMaxRanges; ++i)
            many.push_back({i, 1});
        QTest::newRow("too many") << many << TooManyRangesInFile;
        many.pop_back();
        QTest::newRow("as many as there may be") << many << None;
    }
    void lists()
    {
        QFETCH(const ByteRanges, ranges);
        QFETCH(const ErrorCode, code);
        FileSpec file{QUrl(u"https://a.example/f"_s), {}, ranges};
        const auto valid = validate(file);
        QCOMPARE(valid ? ErrorCode::None : valid.error().code, code);
    }

    void theFilesOfAJobShareALimit()
    {
        FileSpec file{QUrl(u"https://a.example/f"_s), {}, {}};
        for (int i = 0; i < kMaxRanges / 2 + 1; ++i)
            file.ranges.push_back({i, 1});
        JobSpec spec;
        spec.files = {file};
        QVERIFY(validate(spec));
        spec.files = {file, file};
        QCOMPARE(validate(spec).error().code, ErrorCode::TooManyRangesInFile);
    }

    void sizes()
    {
        const ByteRanges ranges{{5, 10}, {20, {}}};
        QVERIFY(!bytesOf(ranges, {}));
        QCOMPARE(bytesOf(ranges, 100), 90);
        QCOMPARE(bytesOf({{5, 10}}, {}), 10);
        QVERIFY(validateWithin(ranges, 21));
        QCOMPARE(validateWithin(ranges, 20).error().code, ErrorCode::InvalidRange);
        QVERIFY(validateWithin({{5, 10}}, 15));
        QVERIFY(!validateWithin({{5, 10}}, 14));
    }

    void sources_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("expected");
        QTest::newRow("the only one")
            << u"url"_s << u"http://a.example/"_s << u" http://a.example/"_s;
        QTest::newRow("one of many")
            << u"url.7"_s << u"http://a.example/"_s << u"7 http://a.example/"_s;
        QTest::newRow("a prefix") << u"url-prefix"_s << u"http://a/?x=1=https://b/"_s
                                  << u"http://a/?x=1 https://b/"_s;
        QTest::newRow("no new prefix")
            << u"url-prefix"_s << u"http://a/"_s << u"!invalid-argument"_s;
        QTest::newRow("no old prefix")
            << u"url-prefix"_s << u"=http://a/"_s << u"!invalid-argument"_s;
        QTest::newRow("two ways to read it")
            << u"url-prefix"_s << u"http://a/?u=http://b=http://c"_s << u"!invalid-argument"_s;
        QTest::newRow("no number")
            << u"url.one"_s << u"http://a.example/"_s << u"!invalid-argument"_s;
        QTest::newRow("no link") << u"url"_s << u"nonsense"_s << u"!invalid-url"_s;
        QTest::newRow("ftp") << u"url"_s << u"ftp://a/"_s << u"!unsupported-scheme"_s;
    }
    void sources()
    {
        QFETCH(const QString, key);
        QFETCH(const QString, value);
        QVERIFY(isSourceKey(key));
        QTEST(outcome(readSourceChange(key, value)), "expected");
    }

    void prefixesTellCaseApart()
    {
        const SourceChange change{{}, u"http://a.example/Pub/"_s, u"https://b.example/"_s};
        const auto to = [&](const QString &url) {
            return QString::fromLatin1(withPrefix(change, QUrl(url))->value_or(QUrl()).toEncoded());
        };
        QCOMPARE(to(u"http://a.example/Pub/f%20g?x=1"_s), u"https://b.example/f%20g?x=1"_s);
        QCOMPARE(to(u"http://a.example/pub/f"_s), QString());
        const SourceChange bad{{}, u"http://a.example"_s, u"https://u:p@b.example"_s};
        QVERIFY(!withPrefix(bad, QUrl(u"http://a.example/f"_s)));
    }
};

QTEST_GUILESS_MAIN(TestByteRange)
#include "tst_byterange.moc"
