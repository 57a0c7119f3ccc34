// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/auth/challenges.h"
#include "common/model/credentials.h"

#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;

namespace {

/// As short text: one challenge a line, what is not sound with an exclamation mark.
QByteArray shown(const std::vector<Challenge> &challenges)
{
    QByteArrayList lines;
    for (const Challenge &challenge : challenges) {
        QByteArray line = (challenge.isSound ? "" : "!") + challenge.scheme;
        if (!challenge.token.isEmpty())
            line += ' ' + challenge.token;
        if (!challenge.raw.isEmpty())
            line += " <" + challenge.raw + '>';
        for (const auto &parameter : challenge.parameters)
            line += ' ' + parameter.name + "=[" + parameter.value + ']';
        lines += line;
    }
    return lines.join('\n');
}

} // namespace

/// What servers write into WWW-Authenticate.
class TestChallenges : public QObject
{
    Q_OBJECT

private slots:
    void fields_data()
    {
        QTest::addColumn<QByteArray>("field");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *name, const char *field, const char *expected) {
            QTest::newRow(name) << QByteArray(field) << QByteArray(expected);
        };
        row("nothing", "", "");
        row("commas", " , ,\t,", "");
        row("of RFC 9110",
            "Basic realm=\"simple\", Newauth realm=\"apps\", type=1, "
            "title=\"Login to \\\"apps\\\"\"",
            "basic realm=[simple]\nnewauth realm=[apps] type=[1] title=[Login to \"apps\"]");
        row("commas in quotes", "Negotiate, NTLM, Basic realm=\"a, Digest b\"",
            "negotiate\nntlm\nbasic realm=[a, Digest b]");
        row("token68", "Negotiate oYG2MIGz==, Digest realm=x, nonce=\"a=b\", qop=\"auth,auth-int\"",
            "negotiate oYG2MIGz==\ndigest realm=[x] nonce=[a=b] qop=[auth,auth-int]");
        row("two of one scheme",
            "Digest realm=\"r\", nonce=\"1\", algorithm=MD5, Digest realm=\"r\", nonce=\"2\"",
            "digest realm=[r] nonce=[1] algorithm=[MD5]\ndigest realm=[r] nonce=[2]");
        row("empty members", ", , Basic ,realm=\"x\"", "basic realm=[x]");
        row("token68, not a parameter", "X abc=, Basic realm=\"q\"", "x abc=\nbasic realm=[q]");
        row("blanks around the sign", "Digest qop=\"auth\",,nonce = \"x\"",
            "digest qop=[auth] nonce=[x]");
        row("cases", "BASIC ReAlM=\"Q\"", "basic realm=[Q]");
        row("unknown ones first", "Foo, Bar baz=1, Qux Zm9v, Basic realm=\"q\"",
            "foo\nbar baz=[1]\nqux Zm9v\nbasic realm=[q]");
        row("quoted pairs", "Basic realm=\"\\a\\\\\\\"\\,\"", "basic realm=[a\\\",]");
        row("unquoted base64", "Digest nonce=ab/c==, realm=r", "digest nonce=[ab/c==] realm=[r]");
        row("unterminated", "Basic realm=\"unterminated", "!basic realm=[unterminated]");
        row("ends in an escape", "Basic realm=\"x\\", "!basic realm=[x\\]");
        row("twice", "Digest nonce=\"a\", NONCE=\"b\", realm=\"c\"", "!digest nonce=[a] realm=[c]");
        row("token and parameter", "Negotiate abc, x=1", "!negotiate abc x=[1]");
        row("a realm in two words", "Basic realm=My Server, Digest realm=x",
            "!basic realm=[My]\ndigest realm=[x]");
        row("no scheme", "realm=\"x, y\", Basic realm=\"z\"", "basic realm=[z]");
        row("neither nor", "Basic realm=\"x\", (\", a\"), Digest realm=\"y\"",
            "!basic realm=[x]\ndigest realm=[y]");
        row("control characters", "Digest realm=\"a\nb\"", "!digest realm=[a\nb]");
    }
    void fields()
    {
        QFETCH(const QByteArray, field);
        QTEST(shown(parseChallenges(field)), "expected");
    }

    // Its values hold what separates challenges elsewhere: all to the end of the field is its own.
    void passportIsLeftRaw_data()
    {
        QTest::addColumn<QByteArray>("field");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *name, const char *field, const char *expected) {
            QTest::newRow(name) << QByteArray(field) << QByteArray(expected);
        };
        row("alone", "Passport1.4 id=7,ct=1,ru=http%3A//a/?b=c,lc",
            "passport1.4 <id=7,ct=1,ru=http%3A//a/?b=c,lc>");
        row("in capitals", "PASSPORT1.4  da-status=failed, prompt ",
            "passport1.4 <da-status=failed, prompt>");
        row("after others", "Negotiate, Basic realm=\"r\", Passport1.4 a=\"b",
            "negotiate\nbasic realm=[r]\npassport1.4 <a=\"b>");
        row("empty", "Passport1.4", "passport1.4");
        row("another version", "Passport1.5 a=b", "passport1.5 a=[b]");
        row("line break", "Passport1.4 a=b\r\nX: y", "!passport1.4 <a=b\r\nX: y>");
    }
    void passportIsLeftRaw()
    {
        QFETCH(const QByteArray, field);
        QTEST(shown(parseChallenges(field)), "expected");
    }

    void boundsWhatServersSend()
    {
        QVERIFY(parseChallenges("Basic realm=\"" + QByteArray(kLongestChallenges, 'a')).empty());
        QCOMPARE(parseChallenges(QByteArray("X, ").repeated(1000)).size(), kMostChallenges);
        QByteArray many = "Digest ";
        for (int i = 0; i < 40; ++i)
            many += 'p' + QByteArray::number(i) + "=1,";
        const auto found = parseChallenges(many + "Basic realm=x");
        QCOMPARE(found.size(), 2U);
        QVERIFY(!found.front().isSound);
        QCOMPARE(found.front().parameters.size(), kMostParameters);
        QVERIFY(found.back().isSound);
    }

    void authenticationInfo()
    {
        const Challenge info
            = parseAuthInfo("rspauth=\"0a\", nextnonce=\"n\", qop=auth, nc=00000001");
        QVERIFY(info.isSound);
        QCOMPARE(info.value("rspauth"), QByteArray("0a"));
        QCOMPARE(info.value("nextnonce"), QByteArray("n"));
        QCOMPARE(info.value("nc"), QByteArray("00000001"));
        QCOMPARE(info.value("cnonce"), std::nullopt);
        QVERIFY(parseAuthInfo("").parameters.empty());
    }

    void realms()
    {
        const auto realm = [](const QByteArray &field) {
            return realmText(parseChallenges(field).front().value("realm").value_or(""));
        };
        QCOMPARE(realm("Basic"), QString());
        QCOMPARE(realm("Basic realm=\"K\xc3\xbc"
                       "che\""),
                 u"Küche"_s);
        QCOMPARE(realm("Basic realm=\"K\xfc"
                       "che\""),
                 u"Küche"_s);
        QCOMPARE(realm("Basic realm=\"" + QByteArray(4000, 'x') + '"').size(), kMaxRealm);
    }

    void writesQuotedStrings()
    {
        const QByteArray text = "a\"b\\c";
        const QByteArray written = "\"a\\\"b\\\\c\"";
        QCOMPARE(quoted(text), written);
        QCOMPARE(parseChallenges("X a=" + written).front().value("a"), text);
    }
};

QTEST_GUILESS_MAIN(TestChallenges)
#include "tst_challenges.moc"
