// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/proxyquestion.h"

#include <QDir>
#include <QJsonArray>
#include <QTemporaryDir>

using lighterman::testing::ProxyQuestion;
using namespace Qt::StringLiterals;

namespace {

using Pairs = QList<std::pair<QString, QString>>;

/// `A=b C=d` as variables.
Pairs pairsIn(const QString &text)
{
    Pairs pairs;
    const QStringList words = text.split(u'|', Qt::SkipEmptyParts);
    for (const QString &word : words)
        pairs.append({word.section(u'=', 0, 0), word.section(u'=', 1)});
    return pairs;
}

/// The answer in few words: `environment https_proxy: http://p:1 as u/p, direct`.
QString inWords(const QJsonObject &answer)
{
    if (answer.contains("error"_L1))
        return u"error "_s + answer["error"_L1].toString();
    QStringList proxies;
    const auto list = answer["proxies"_L1].toArray();
    for (const auto &entry : list) {
        const QJsonObject proxy = entry.toObject();
        QString words = proxy["proxy"_L1].toString();
        if (proxy.contains("user"_L1))
            words
                += u" as %1/%2"_s.arg(proxy["user"_L1].toString(), proxy["password"_L1].toString());
        proxies.append(words);
    }
    if (answer.contains("script"_L1))
        proxies.append(u"script "_s + answer["script"_L1].toString());
    if (answer["wpad"_L1].toBool())
        proxies.append(u"wpad"_s);
    if (answer["everywhere"_L1].toBool())
        proxies.append(u"everywhere"_s);
    const QString place = answer["place"_L1].toString();
    return u"%1%2: %3"_s.arg(answer["source"_L1].toString(), place.isEmpty() ? place : u' ' + place,
                             proxies.join(u", "_s));
}

} // namespace

/// What the settings of an account say, asked of the real program, with GSettings and files of KDE.
class tst_ProxyHelper : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void environment_data();
    void environment();
    void exceptions_data();
    void exceptions();
    void gnome_data();
    void gnome();
    void desktops_data();
    void desktops();
    void kde_data();
    void kde();
    void kdeHasFilesOfTheSystem();
    void showsNoSecretInErrors();
    void refusesWhatIsNoQuestion_data();
    void refusesWhatIsNoQuestion();
    void takesNoArguments();

private:
    [[nodiscard]] QProcessEnvironment home() const;
    [[nodiscard]] QString settingsOf(const QString &url, const Pairs &variables) const;
    void setGnome(const QString &line) const;

    std::unique_ptr<QTemporaryDir> m_home;
};

void tst_ProxyHelper::init()
{
    m_home = std::make_unique<QTemporaryDir>();
    QVERIFY(QDir(m_home->path()).mkpath(u".config"_s));
}

/// Without the proxies and the desktop of whoever runs the tests.
QProcessEnvironment tst_ProxyHelper::home() const
{
    QProcessEnvironment variables;
    variables.insert(u"PATH"_s, qEnvironmentVariable("PATH"));
    variables.insert(u"HOME"_s, m_home->path());
    variables.insert(u"XDG_CONFIG_HOME"_s, m_home->filePath(u".config"_s));
    variables.insert(u"XDG_CONFIG_DIRS"_s, m_home->filePath(u"system"_s));
    variables.insert(u"GSETTINGS_BACKEND"_s, u"keyfile"_s);
    const QString sanitizer = qEnvironmentVariable("ASAN_OPTIONS");
    if (!sanitizer.isEmpty())
        variables.insert(u"ASAN_OPTIONS"_s, sanitizer);
    return variables;
}

QString tst_ProxyHelper::settingsOf(const QString &url, const Pairs &variables) const
{
    QProcessEnvironment environment = home();
    for (const auto &[name, value] : variables)
        environment.insert(name, value);
    return inWords(ProxyQuestion(environment).ask({{u"ask"_s, u"settings"_s}, {u"url"_s, url}}));
}

/// `http host=p.example` sets the key host of org.gnome.system.proxy.http; ` mode=auto` one of the
/// schema itself.
void tst_ProxyHelper::setGnome(const QString &line) const
{
    const QString child = line.section(u' ', 0, 0);
    const QString key = line.section(u' ', 1).section(u'=', 0, 0);
    QProcess tool;
    tool.setProcessEnvironment(home());
    tool.start(u"gsettings"_s,
               {u"set"_s, u"org.gnome.system.proxy"_s + (child.isEmpty() ? child : u'.' + child),
                key, line.section(u'=', 1)});
    QVERIFY2(tool.waitForFinished(), "gsettings, of libglib2.0-bin");
    QVERIFY2(tool.exitCode() == 0, tool.readAllStandardError().constData());
}

void tst_ProxyHelper::environment_data()
{
    QTest::addColumn<QString>("variables");
    QTest::addColumn<QString>("https");
    QTest::addColumn<QString>("http");
    const auto row = [](const char *variables, const char *https, const char *http) {
        QTest::newRow(variables) << QString::fromUtf8(variables) << QString::fromUtf8(https)
                                 << QString::fromUtf8(http);
    };
    const auto one = [&row](const char *variables, const char *answer) {
        row(variables, answer, "none: direct");
    };
    row("", "none: direct, everywhere", "none: direct, everywhere");
    row("https_proxy=", "none: direct, everywhere", "none: direct, everywhere");
    one("https_proxy=http://p:3128", "environment https_proxy: http://p:3128");
    one("https_proxy=HTTP://P.Example:3128/", "environment https_proxy: http://p.example:3128");
    one("https_proxy=p:3128", "environment https_proxy: http://p:3128");
    one("https_proxy=p", "environment https_proxy: http://p:80");
    one("https_proxy=10.0.0.1:8080", "environment https_proxy: http://10.0.0.1:8080");
    one("https_proxy=[fd00::1]:8080", "environment https_proxy: http://[fd00::1]:8080");
    one("https_proxy=socks://s", "environment https_proxy: socks5://s:1080");
    one("https_proxy=socks5h://s:9", "environment https_proxy: socks5://s:9");
    one("https_proxy=http://u:p%40%3A@p:1", "environment https_proxy: http://p:1 as u/p@:");
    one("https_proxy=http://u:p@w@p:1/", "environment https_proxy: http://p:1 as u/p@w");
    one("https_proxy=u@p:1", "environment https_proxy: http://p:1 as u/");
    one("https_proxy=direct://", "environment https_proxy: direct");
    one("https_proxy=https://p:3128", "error invalid-proxy-info");
    one("https_proxy=socks4://p:1", "error invalid-proxy-info");
    one("https_proxy=http://", "error invalid-proxy-info");
    one("https_proxy=http://p:0", "error invalid-proxy-info");
    one("https_proxy=http://p:99999", "error invalid-proxy-info");
    one("https_proxy=two words", "error invalid-proxy-info");
    one("https_proxy=pac+http://w/p.pac", "environment https_proxy: script http://w/p.pac");
    one("https_proxy=pac+file:///etc/p.pac", "environment https_proxy: script file:///etc/p.pac");
    one("https_proxy=pac+ftp://w/p.pac", "error invalid-proxy-info");
    one("https_proxy=pac+file://p.pac", "error invalid-proxy-info");
    one("https_proxy=wpad:", "environment https_proxy: wpad");
    one("https_proxy=wpad://", "environment https_proxy: wpad");
    one("https_proxy=wpad+http://x", "error invalid-proxy-info");
    one("HTTPS_PROXY=http://p:1", "environment HTTPS_PROXY: http://p:1");
    one("HTTPS_PROXY=http://p:1|https_proxy=http://q:1", "environment https_proxy: http://q:1");
    row("http_proxy=http://p:1", "environment http_proxy: http://p:1",
        "environment http_proxy: http://p:1");
    row("HTTP_PROXY=http://p:1", "environment HTTP_PROXY: http://p:1",
        "environment HTTP_PROXY: http://p:1");
    row("ALL_PROXY=socks5://s:1", "environment ALL_PROXY: socks5://s:1",
        "environment ALL_PROXY: socks5://s:1");
    row("all_proxy=http://a:1|http_proxy=http://p:1", "environment all_proxy: http://a:1",
        "environment http_proxy: http://p:1");
    row("ftp_proxy=http://p:1", "none: direct, everywhere", "none: direct, everywhere");
}

void tst_ProxyHelper::environment()
{
    QFETCH(QString, variables);
    QTEST(settingsOf(u"https://a.example:443/"_s, pairsIn(variables)), "https");
    QTEST(settingsOf(u"http://a.example:80/"_s, pairsIn(variables)), "http");
}

void tst_ProxyHelper::exceptions_data()
{
    QTest::addColumn<QString>("list");
    QTest::addColumn<QString>("url");
    QTest::addColumn<bool>("isDirect");
    const auto row = [](const char *list, const char *url, bool isDirect) {
        QTest::addRow("%s ~ %s", list, url)
            << QString::fromUtf8(list) << QString::fromUtf8(url) << isDirect;
    };
    row("*", "https://a.example/", true);
    row("a.example", "https://a.example/", true);
    row("A.Example", "https://a.example/", true);
    row("example", "https://a.example/", true);
    row("xample", "https://a.example/", false);
    row(".example", "https://a.example/", true);
    row(".a.example", "https://a.example/", true);
    row("*.example", "https://a.example/", true);
    row("b.example", "https://a.example/", false);
    row("x, a.example", "https://a.example/", true);
    row("x a.example", "https://a.example/", true);
    row("a.example:443", "https://a.example/", true);
    row("a.example:443", "https://a.example:8443/", false);
    row("a.example:8443", "https://a.example:8443/", true);
    row("localhost", "https://localhost:1/", true);
    row("x", "https://localhost:1/", false);
    row("<local>", "https://intra/", true);
    row("<local>", "https://intra.example/", false);
    row("10.0.0.0/8", "https://10.2.3.4/", true);
    row("10.0.0.0/8", "https://11.2.3.4/", false);
    row("10.2.3.4", "https://10.2.3.4/", true);
    row("::1", "https://[::1]/", true);
    row("[::1]", "https://[::1]/", true);
    row("[::1]:443", "https://[::1]/", true);
    row("[::1]:444", "https://[::1]/", false);
    row("fd00::/8", "https://[fd12::1]/", true);
    row("fd00::/8", "https://[fe80::1]/", false);
    row(",,", "https://a.example/", false);
}

void tst_ProxyHelper::exceptions()
{
    QFETCH(QString, list);
    QFETCH(QString, url);
    QFETCH(bool, isDirect);
    for (const QString &name : {u"no_proxy"_s, u"NO_PROXY"_s}) {
        const QString said
            = settingsOf(url, {{u"https_proxy"_s, u"http://u:p@p:1"_s}, {name, list}});
        QCOMPARE(said,
                 isDirect ? u"environment %1: direct"_s.arg(name)
                          : u"environment https_proxy: http://p:1 as u/p"_s);
    }
}

void tst_ProxyHelper::gnome_data()
{
    QTest::addColumn<QStringList>("settings");
    QTest::addColumn<QString>("https");
    QTest::addColumn<QString>("http");
    const QString schema = u"gnome org.gnome.system.proxy: "_s;
    const QStringList http{u" mode=manual"_s, u"http host=h.example"_s, u"http port=3128"_s};
    const QStringList https{u"https host=s.example"_s, u"https port=3129"_s};
    const QStringList socks{u"socks host=fd00::1"_s, u"socks port=1080"_s};
    const QString viaHttp = schema + u"http://h.example:3128"_s;
    const QString viaSocks = schema + u"socks5://[fd00::1]:1080"_s;
    QTest::newRow("untouched") << QStringList() << u"environment https_proxy: http://e:1"_s
                               << u"none: direct"_s;
    QTest::newRow("none") << QStringList{u" mode=none"_s}
                          << u"environment https_proxy: http://e:1"_s << u"none: direct"_s;
    QTest::newRow("http for both") << http << viaHttp << viaHttp;
    QTest::newRow("both") << http + https << schema + u"http://s.example:3129"_s << viaHttp;
    QTest::newRow("over SOCKS") << http + socks << viaHttp << viaHttp;
    QTest::newRow("SOCKS") << QStringList{u" mode=manual"_s} + socks << viaSocks << viaSocks;
    QTest::newRow("https alone") << QStringList{u" mode=manual"_s} + https
                                 << schema + u"http://s.example:3129"_s << schema + u"direct"_s;
    QTest::newRow("manual, and nothing in it")
        << QStringList{u" mode=manual"_s} << schema + u"direct, everywhere"_s
        << schema + u"direct, everywhere"_s;
    const QStringList login{u"http use-authentication=true"_s, u"http authentication-user=u:x"_s,
                            u"http authentication-password=p@/?"_s};
    QTest::newRow("login") << http + login << viaHttp + u" as u:x/p@/?"_s
                           << viaHttp + u" as u:x/p@/?"_s;
    QTest::newRow("login of another") << http + login + https << schema + u"http://s.example:3129"_s
                                      << viaHttp + u" as u:x/p@/?"_s;
    const QString direct = u"gnome org.gnome.system.proxy ignore-hosts: direct"_s;
    QTest::newRow("exception") << http + QStringList{u" ignore-hosts=['x', '*.example']"_s}
                               << direct << direct;
    QTest::newRow("no exception") << http + QStringList{u" ignore-hosts=['example']"_s} << viaHttp
                                  << viaHttp;
    QTest::newRow("no host") << QStringList{u" mode=manual"_s, u"https host=http://x/"_s,
                                            u"https port=1"_s}
                             << u"error invalid-proxy-info"_s << schema + u"direct"_s;
    QTest::newRow("detect") << QStringList{u" mode=auto"_s} << schema + u"wpad"_s
                            << schema + u"wpad"_s;
    const QString script = schema + u"script http://w.example/p.pac"_s;
    QTest::newRow("script") << QStringList{u" mode=auto"_s,
                                           u" autoconfig-url=http://w.example/p.pac"_s}
                            << script << script;
    QTest::newRow("no script") << QStringList{u" mode=auto"_s, u" autoconfig-url=p.pac"_s}
                               << u"error invalid-proxy-info"_s << u"error invalid-proxy-info"_s;
}

void tst_ProxyHelper::gnome()
{
    QFETCH(QStringList, settings);
    for (const QString &line : settings)
        setGnome(line);
    const Pairs variables{{u"XDG_CURRENT_DESKTOP"_s, u"GNOME"_s},
                          {u"https_proxy"_s, u"http://e:1"_s}};
    QTEST(settingsOf(u"https://a.example/"_s, variables), "https");
    QTEST(settingsOf(u"http://a.example/"_s, variables), "http");
}

void tst_ProxyHelper::desktops_data()
{
    QTest::addColumn<QString>("variables");
    QTest::addColumn<QString>("source");
    const auto row = [](const char *variables, const char *source) {
        QTest::newRow(variables) << QString::fromUtf8(variables) << QString::fromUtf8(source);
    };
    row("XDG_CURRENT_DESKTOP=GNOME", "gnome");
    row("XDG_CURRENT_DESKTOP=ubuntu:GNOME", "gnome");
    row("XDG_CURRENT_DESKTOP=X-Cinnamon", "gnome");
    row("XDG_CURRENT_DESKTOP=Budgie:GNOME", "gnome");
    row("XDG_CURRENT_DESKTOP=MATE", "gnome");
    row("DESKTOP_SESSION=gnome", "gnome");
    row("GNOME_DESKTOP_SESSION_ID=this-is-deprecated", "gnome");
    row("XDG_CURRENT_DESKTOP=KDE", "kde");
    row("KDE_FULL_SESSION=true", "kde");
    row("XDG_CURRENT_DESKTOP=XFCE|DESKTOP_SESSION=gnome", "none");
    row("", "none");
}

void tst_ProxyHelper::desktops()
{
    QFETCH(QString, variables);
    setGnome(u" mode=auto"_s);
    QFile file(m_home->filePath(u".config/kioslaverc"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("[Proxy Settings]\nProxyType=3\n");
    file.close();
    const QString said = settingsOf(u"https://a.example/"_s, pairsIn(variables));
    QTEST(said.section(u' ', 0, 0).remove(u':'), "source");
}

void tst_ProxyHelper::kde_data()
{
    QTest::addColumn<QString>("lines");
    QTest::addColumn<QString>("answer");
    const auto row = [](const char *name, const char *lines, const char *answer) {
        QTest::newRow(name) << QString::fromUtf8(lines) << QString::fromUtf8(answer);
    };
    row("no file", "", "none: direct, everywhere");
    row("none", "ProxyType=0\nhttpsProxy=http://p 1\n", "none: direct, everywhere");
    row("manual", "ProxyType=1\nhttpsProxy=http://p 3128\n", "kde FILE: http://p:3128");
    row("colon", "ProxyType=1\nhttpsProxy=http://p:3128/\n", "kde FILE: http://p:3128");
    row("slash and blank", "ProxyType=1\nhttpsProxy=http://p/ 3128\n", "kde FILE: http://p:3128");
    row("login", "ProxyType=1\nhttpsProxy=http://u:w@p 3128\n", "kde FILE: http://p:3128 as u/w");
    row("SOCKS behind", "ProxyType=1\nhttpsProxy=http://p 1\nsocksProxy=http://s 2\n",
        "kde FILE: http://p:1, socks5://s:2");
    row("SOCKS", "ProxyType=1\nsocksProxy=socks://s 2\n", "kde FILE: socks5://s:2");
    row("other scheme", "ProxyType=1\nhttpProxy=http://p 1\n", "kde FILE: direct");
    row("over TLS", "ProxyType=1\nhttpsProxy=https://p 1\n", "error invalid-proxy-info");
    row("marks", "ProxyType[$i]=1\nhttpsProxy[$e]=http://p 1\n", "kde FILE: http://p:1");
    row("comment", "#ProxyType=0\nProxyType=1\nhttpsProxy=http://p 1\n", "kde FILE: http://p:1");
    row("exception", "ProxyType=1\nhttpsProxy=http://p 1\nNoProxyFor=x,a.example\n",
        "kde FILE NoProxyFor: direct");
    row("no exception", "ProxyType=1\nhttpsProxy=http://p 1\nNoProxyFor=b.example\n",
        "kde FILE: http://p:1");
    row("only for",
        "ProxyType=1\nhttpsProxy=http://p 1\nNoProxyFor=a.example\nReversedException=true\n",
        "kde FILE: http://p:1");
    row("not for",
        "ProxyType=1\nhttpsProxy=http://p 1\nNoProxyFor=b.example\nReversedException=true\n",
        "kde FILE NoProxyFor: direct");
    row("script", "ProxyType=2\nProxy Config Script=http://w/p.pac\n",
        "kde FILE: script http://w/p.pac");
    row("no script", "ProxyType=2\nProxy Config Script=\n", "error invalid-proxy-info");
    row("detect", "ProxyType=3\n", "kde FILE: wpad");
    row("named variable", "ProxyType=4\nhttpsProxy=MY_PROXY\nNoProxyFor=MY_EXCEPTIONS\n",
        "kde FILE: http://m:1");
    row("exceptions named", "ProxyType=4\nhttpsProxy=MY_PROXY\nNoProxyFor=MY_OTHERS\n",
        "kde FILE NoProxyFor: direct");
    row("variable that is not set", "ProxyType=4\nhttpsProxy=NOT_SET\n",
        "error invalid-proxy-info");
    row("no variable named", "ProxyType=4\n", "none: direct, everywhere");
    row("no type", "ProxyType=9\n", "error invalid-proxy-info");
    row("another group", "ProxyType=3\n[Other]\nProxyType=0\n", "kde FILE: wpad");
}

void tst_ProxyHelper::kde()
{
    QFETCH(QString, lines);
    QFETCH(QString, answer);
    const QString path = m_home->filePath(u".config/kioslaverc"_s);
    if (!lines.isEmpty()) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("[Other]\nProxyType=3\n[Proxy Settings]\n" + lines.toUtf8());
        file.close();
    }
    const QString said = settingsOf(u"https://a.example/"_s,
                                    {{u"XDG_CURRENT_DESKTOP"_s, u"KDE"_s},
                                     {u"MY_PROXY"_s, u"http://m:1"_s},
                                     {u"MY_EXCEPTIONS"_s, u"b.example"_s},
                                     {u"MY_OTHERS"_s, u"b.example,.example"_s}});
    QCOMPARE(said, answer.replace(u"FILE"_s, path));
}

void tst_ProxyHelper::kdeHasFilesOfTheSystem()
{
    QVERIFY(QDir(m_home->path()).mkpath(u"system"_s));
    const QString system = m_home->filePath(u"system/kioslaverc"_s);
    QFile file(system);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("[Proxy Settings]\nProxyType=1\nhttpsProxy=http://system 1\n");
    file.close();
    const Pairs kde{{u"XDG_CURRENT_DESKTOP"_s, u"KDE"_s}};
    const QString url = u"https://a.example/"_s;
    QCOMPARE(settingsOf(url, kde), u"kde %1: http://system:1"_s.arg(system));
    const QString own = m_home->filePath(u".config/kioslaverc"_s);
    QFile ownFile(own);
    QVERIFY(ownFile.open(QIODevice::WriteOnly));
    ownFile.write("[Proxy Settings]\nhttpsProxy=http://own 1\n");
    ownFile.close();
    QCOMPARE(settingsOf(url, kde), u"kde %1: http://own:1"_s.arg(own));
}

void tst_ProxyHelper::showsNoSecretInErrors()
{
    for (const QString &value : {u"https://anna:secret@p:1"_s, u"http://anna:secret@p:x"_s,
                                 u"pac+ftp://anna:secret@p/"_s, u"anna:secret@"_s}) {
        QProcessEnvironment variables = home();
        variables.insert(u"https_proxy"_s, value);
        const QByteArray line
            = ProxyQuestion(variables).write(R"({"ask":"settings","url":"https://a.example/"})");
        QVERIFY2(line.contains("invalid-proxy-info") && line.contains("https_proxy"),
                 line.constData());
        QVERIFY2(!line.contains("secret") && !line.contains("anna"), line.constData());
    }
}

void tst_ProxyHelper::refusesWhatIsNoQuestion_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("no JSON") << QByteArray("{\"ask\":");
    QTest::newRow("array") << QByteArray("[]");
    QTest::newRow("no UTF-8") << QByteArray("{\"ask\":\"settings\",\"url\":\"\xff\xfe\"}");
    QTest::newRow("no link") << QByteArray(R"({"ask":"settings"})");
    QTest::newRow("link of a file") << QByteArray(R"({"ask":"settings","url":"file:///etc"})");
    QTest::newRow("unknown") << QByteArray(R"({"ask":"me","url":"https://a/"})");
    QTest::newRow("no script") << QByteArray(R"({"ask":"script","url":"https://a/"})");
    QTest::newRow("deep") << QByteArray(100'000, '[');
    QTest::newRow("too long") << R"({"ask":"settings","url":"https://a/","x":")"
            + QByteArray(3 << 20, 'x') + "\"}";
}

void tst_ProxyHelper::refusesWhatIsNoQuestion()
{
    QFETCH(QByteArray, input);
    const QByteArray line = ProxyQuestion(home()).write(input);
    QVERIFY2(line.startsWith("{") && line.contains(R"("error":"invalid-argument")"),
             line.constData());
}

void tst_ProxyHelper::takesNoArguments()
{
    QProcess helper;
    helper.start(QStringLiteral(LIGHTERMAN_PROXY_HELPER), {u"x"_s});
    QVERIFY(helper.waitForFinished());
    QCOMPARE(helper.exitCode(), 2);
    QVERIFY(helper.readAllStandardOutput().isEmpty());
}

QTEST_GUILESS_MAIN(tst_ProxyHelper)
#include "tst_proxyhelper.moc"
