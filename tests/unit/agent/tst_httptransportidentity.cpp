// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/auth/httpsignins.h"
#include "tests/support/httptestserver.h"
#include "tests/support/testcertificate.h"
#include "tests/support/transportbench.h"

#include <QTimer>

using namespace lighterman;
using namespace lighterman::test;
using namespace Qt::StringLiterals;

namespace {

const QString kName = u"/home/anna/me.p12"_s;

QSslConfiguration configurationOf(const TestCertificate &identity)
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificate(identity.certificate);
    configuration.setPrivateKey(identity.key);
    configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
    return configuration;
}

/// A key that opens with a passphrase; with an empty one, whatever it is given.
class Safe final : public ClientIdentities
{
public:
    explicit Safe(QByteArray passphrase)
        : m_passphrase(std::move(passphrase))
    {
    }

    std::unique_ptr<Pending> open(const QString &name, Secret passphrase, Opened done) override
    {
        names += name;
        tried += passphrase.reveal().toByteArray();
        auto waiting = std::make_unique<Waiting>();
        waiting->timer.callOnTimeout(
            &waiting->timer, [this, passphrase = tried.back(), done = std::move(done)] {
                if (error)
                    done(tl::unexpected(*error));
                else if (passphrase == m_passphrase || m_passphrase.isEmpty())
                    done(identity());
                else
                    done(fail(ErrorCode::PassphraseNeeded, {}, ErrorContext::LocalFile, file));
            });
        waiting->timer.setSingleShot(true);
        waiting->timer.start(0);
        return waiting;
    }

    QStringList names;
    QByteArrayList tried;
    std::optional<Error> error;
    bool isSound = true;
    QString file = kName; ///< that is locked

    /// The person has stored the key in the clear.
    void open() { m_passphrase.clear(); }

private:
    struct Waiting final : Pending
    {
        QTimer timer;
    };

    [[nodiscard]] std::shared_ptr<const ClientIdentity> identity() const
    {
        ClientIdentity identity;
        identity.certificates = {m_mine.certificate.toDer()};
        identity.key = Secret(isSound ? m_mine.key.toPem() : QByteArray("no key"));
        identity.hasTakenPassphrase = !m_passphrase.isEmpty();
        return std::make_shared<const ClientIdentity>(std::move(identity));
    }

    QByteArray m_passphrase;
    TestCertificate m_mine = makeCertificate();
};

} // namespace

/// The certificate of a job: opened when it is needed, and for whom it is meant.
class TestHttpTransportIdentity : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        const TestCertificate identity = makeCertificate();
        m_server = std::make_unique<HttpTestServer>(configurationOf(identity));
        m_server->on("/file.bin", ServedFile{"content"});
        m_options = {};
        m_options.extraCertificates = {identity.issuer};
        m_options.signIns = std::make_shared<HttpSignIns>();
        use("");
    }

    void itIsOpenedOnceForAJob()
    {
        Hearer one;
        Hearer other;
        const auto first = m_bench->transport.fetch(task(), one);
        QTRY_VERIFY(one.isOver());
        QCOMPARE(one.code(), ErrorCode::None);
        QCOMPARE(m_safe->names, QStringList{kName});
        QCOMPARE(m_safe->tried, QByteArrayList{QByteArray()});
        m_bench->fetch(task(), other);
        QCOMPARE(other.code(), ErrorCode::None);
        QVERIFY(one.challenges.empty() && one.acceptances.empty());
    }

    void aPassphraseIsAskedFor()
    {
        use("open");
        Hearer hearer;
        const auto pending = m_bench->transport.fetch(task(), hearer);
        QTRY_COMPARE(hearer.challenges.size(), 1U);
        const AuthChallenge asked = hearer.challenges.back();
        QCOMPARE(asked.target, AuthTarget::ClientKey);
        QCOMPARE(asked.offers, (std::vector{AuthOffer{AuthScheme::Passphrase, kName}}));
        QVERIFY(!asked.refused);
        QVERIFY(m_server->requests.empty());
        pending->signIn(passphrase("wrong"));
        QTRY_COMPARE(hearer.challenges.size(), 2U);
        QCOMPARE(hearer.challenges.back().refused, AuthScheme::Passphrase);
        QVERIFY(m_server->requests.empty());
        pending->signIn(passphrase("open"));
        QTRY_VERIFY(hearer.isOver());
        QCOMPARE(hearer.code(), ErrorCode::None);
        QCOMPARE(hearer.acceptances.size(), 1U);
        QCOMPARE(m_safe->tried, (QByteArrayList{"", "wrong", "open"}));
    }

    void manyFilesAskOnce()
    {
        use("open");
        std::vector<Hearer> hearers(6);
        std::vector<std::unique_ptr<Fetching>> all;
        for (std::size_t i = 0; i < hearers.size(); ++i) {
            FileTask one = task();
            one.file.path = m_bench->path(QString::number(i));
            all.push_back(m_bench->transport.fetch(one, hearers[i]));
        }
        const auto asked = [&] {
            return std::ranges::find_if(hearers,
                                        [](const Hearer &one) { return !one.challenges.empty(); });
        };
        QTRY_VERIFY(asked() != hearers.end());
        all[std::size_t(asked() - hearers.begin())]->signIn(passphrase("open"));
        for (const Hearer &one : hearers) {
            QTRY_VERIFY(one.isOver());
            QCOMPARE(one.code(), ErrorCode::None);
        }
        QCOMPARE(std::ranges::count_if(hearers,
                                       [](const Hearer &one) { return !one.challenges.empty(); }),
                 1);
        QVERIFY(m_safe->tried.count("open") < int(hearers.size()) + 1);
    }

    void anotherJobHasToKnowItToo()
    {
        use("open");
        Hearer one;
        m_server->on("/held.bin", [](const HttpRequest &) {
            HttpResponse response = ok("held");
            response.then = HttpResponse::Then::Hang;
            response.body.chop(1);
            return response;
        });
        const auto held = m_bench->transport.fetch(task("/held.bin"), one);
        QTRY_COMPARE(one.challenges.size(), 1U);
        held->signIn(passphrase("open"));
        QTRY_COMPARE(one.acceptances.size(), 1U);
        FileTask theirs = task();
        theirs.job = JobId::create();
        Hearer other;
        const auto pending = m_bench->transport.fetch(theirs, other);
        QTRY_COMPARE(other.challenges.size(), 1U);
    }

    void whatCannotBeUsed()
    {
        m_safe->isSound = false;
        Hearer hearer;
        m_bench->fetch(task(), hearer);
        QCOMPARE(hearer.code(), ErrorCode::ClientCertificateUnusable);
        m_safe->error = Error{ErrorCode::ClientCertificateMissing, u"gone"_s, {}, {}};
        Hearer missing;
        m_bench->fetch(task(), missing);
        QCOMPARE(missing.code(), ErrorCode::ClientCertificateMissing);
        QCOMPARE(missing.end->error().detail, u"gone"_s);
        QVERIFY(m_server->requests.empty());
    }

    void nobodyElseSeesIt()
    {
        HttpTestServer open;
        open.on("/file.bin", ServedFile{"content"});
        const QByteArray there = m_server->url("/file.bin", u"localhost"_s).toEncoded();
        open.on("/away", [there](const HttpRequest &) {
            return status("302 Found", {"Location: " + there});
        });
        for (const char *path : {"/file.bin", "/away"}) {
            FileTask one = m_bench->task(open.url(path));
            one.clientCertificate = kName;
            Hearer hearer;
            m_bench->fetch(one, hearer);
            QCOMPARE(hearer.code(), ErrorCode::None);
        }
        QVERIFY(m_safe->names.isEmpty());
    }

    void httpsOfTheSameHostSeesIt()
    {
        HttpTestServer open;
        const QByteArray there = m_server->url("/file.bin").toEncoded();
        open.on("/file.bin", [there](const HttpRequest &) {
            return status("302 Found", {"Location: " + there});
        });
        FileTask one = m_bench->task(open.url("/file.bin"));
        one.clientCertificate = kName;
        Hearer hearer;
        m_bench->fetch(one, hearer);
        QCOMPARE(hearer.code(), ErrorCode::None);
        QCOMPARE(m_safe->names, QStringList{kName});
    }

    void aPassphraseThatProvedNothingIsNotAccepted()
    {
        use("open");
        Hearer hearer;
        const auto pending = m_bench->transport.fetch(task(), hearer);
        QTRY_COMPARE(hearer.challenges.size(), 1U);
        m_safe->error = Error{ErrorCode::ClientCertificateMissing, {}, {}, {}};
        pending->signIn(passphrase("any"));
        QTRY_VERIFY(hearer.isOver());
        QCOMPARE(hearer.code(), ErrorCode::ClientCertificateMissing);
        QVERIFY(hearer.acceptances.empty());
    }

    void theQuestionNamesTheFile()
    {
        use("open");
        m_safe->file = u"/certificates/found.p12"_s;
        FileTask one = task();
        one.clientCertificate = u"subject:nobody"_s;
        Hearer hearer;
        const auto pending = m_bench->transport.fetch(one, hearer);
        QTRY_COMPARE(hearer.challenges.size(), 1U);
        QCOMPARE(hearer.challenges.front().offers.front().realm, m_safe->file);
    }

    void aKeyThatIsLockedNoMoreProvesNothing()
    {
        use("open");
        Hearer hearer;
        const auto pending = m_bench->transport.fetch(task(), hearer);
        QTRY_COMPARE(hearer.challenges.size(), 1U);
        m_safe->open();
        pending->signIn(passphrase("any"));
        QTRY_VERIFY(hearer.isOver());
        QCOMPARE(hearer.code(), ErrorCode::None);
        QCOMPARE(hearer.acceptances.size(), 1U);
        QVERIFY(hearer.acceptances.front().isOver);
    }

    void pagesOfNginx_data()
    {
        QTest::addColumn<QByteArray>("words");
        QTest::addColumn<bool>("shows");
        QTest::addColumn<ErrorCode>("code");
        const QByteArray none = "400 No required SSL certificate was sent";
        const QByteArray bad = "400 The SSL certificate error";
        QTest::newRow("needed") << none << false << ErrorCode::ClientCertificateNeeded;
        QTest::newRow("rejected") << bad << true << ErrorCode::ClientCertificateRejected;
        QTest::newRow("something else") << QByteArray("400 Bad") << true << httpError(400);
        QTest::newRow("a large page")
            << none + QByteArray(300'000, ' ') << false << ErrorCode::ClientCertificateNeeded;
        QTest::newRow("too far behind")
            << QByteArray(300'000, ' ') + none << false << httpError(400);
        QTest::newRow("nothing") << QByteArray() << false << httpError(400);
    }
    void pagesOfNginx()
    {
        QFETCH(const QByteArray, words);
        QFETCH(const bool, shows);
        QFETCH(const ErrorCode, code);
        m_server->on("/file.bin", [words](const HttpRequest &) {
            HttpResponse page = ok(words);
            page.head.replace("200 OK", "400 Bad Request");
            return page;
        });
        FileTask one = task();
        if (!shows)
            one.clientCertificate.clear();
        Hearer hearer;
        m_bench->fetch(one, hearer);
        QCOMPARE(hearer.code(), code);
        const bool isAsked = code != httpError(400);
        QCOMPARE(hearer.wishes, isAsked ? QList{one.file.url} : QList<QUrl>());
    }

private:
    void use(const QByteArray &passphrase)
    {
        m_safe = std::make_shared<Safe>(passphrase);
        m_options.identities = m_safe;
        m_bench = std::make_unique<TransportBench>(m_options);
    }
    [[nodiscard]] FileTask task(const QByteArray &path = "/file.bin") const
    {
        FileTask task = m_bench->task(m_server->url(path));
        task.clientCertificate = kName;
        return task;
    }
    static Credentials passphrase(const QByteArray &text)
    {
        return {AuthTarget::ClientKey, AuthScheme::Passphrase, {}, Secret(QByteArray(text))};
    }

    std::unique_ptr<HttpTestServer> m_server;
    TransportOptions m_options;
    std::shared_ptr<Safe> m_safe;
    std::unique_ptr<TransportBench> m_bench;
};

QTEST_GUILESS_MAIN(TestHttpTransportIdentity)
#include "tst_httptransportidentity.moc"
