// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/protocol/decode.h"
#include "common/protocol/encode.h"
#include "common/protocol/framereader.h"
#include "common/protocol/limits.h"
#include "common/protocol/pages.h"
#include "tests/support/samplemessages.h"

#include <QTest>

using namespace lighterman;
using namespace lighterman::protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kId = 42;

template <typename T>
T sentByClient(const T &request)
{
    const auto message = decodeFromClient(encode(kId, Request(request)));
    return std::get<T>(std::get<ClientRequest>(message.value()).request);
}

template <typename T>
T sentByAgent(const T &reply)
{
    const auto message = decodeFromAgent(encode(kId, Reply(reply)));
    return std::get<T>(std::get<AgentReply>(message.value()).reply);
}

Error refusalOf(const Request &request)
{
    return std::get<RefusedRequest>(decodeFromClient(encode(kId, request)).value()).error;
}

SetCredentials withSecret(qsizetype bytes)
{
    SetCredentials request{samples::kJob, samples::given()};
    request.given.secret = SharedSecret(Secret(QByteArray(bytes, 'x')));
    return request;
}

} // namespace

/// What clients and agent say to each other of signing in.
class TestSignInMessages final : public QObject
{
    Q_OBJECT

private slots:
    void certificatesKeepTheirMembers()
    {
        const QuestionList sent{{samples::certificateQuestion(), samples::question()}, 2};
        QVERIFY(sentByAgent(sent).questions == sent.questions);
        const DecideQuestion yes = sentByClient(DecideQuestion{7, true});
        QVERIFY(yes.number == 7 && yes.isAccepted);
        QCOMPARE(samples::certificateQuestion().text,
                 u"The certificate of a.example:8443 has expired. Trust exactly this one?"_s);
    }

    void whatIsKnownOfAQuestionTravelsWithIt()
    {
        QuestionRow certificate = samples::certificateQuestion();
        certificate.question.otherAccepted = 1'795'251'600'000;
        QuestionRow password = samples::question();
        password.question.refusedUser = u"anna"_s;
        QuestionRow token = samples::question();
        token.question.refusedUser = QString(); // there is no name to it
        const QuestionList sent{{certificate, password, token}, 3};
        QVERIFY(sentByAgent(sent).questions == sent.questions);
    }

    void credentialsKeepTheirMembers()
    {
        const SetCredentials sent{samples::kJob, samples::given()};
        QVERIFY(sentByClient(sent).given == sent.given);
        SetCredentials bare{samples::kJob};
        const Given read = sentByClient(bare).given;
        QVERIFY(!read.scheme && read.user.isEmpty());
        QVERIFY(read.credentials().secret.isEmpty());
    }

    void aJobBringsItsOwn()
    {
        AddJob add{samples::spec(), false};
        QVERIFY(!encode(kId, Request(add)).contains("credentials"));
        QVERIFY(sentByClient(add).credentials.empty());
        add.credentials = {samples::given(), Given()};
        QVERIFY(sentByClient(add).credentials == add.credentials);
    }

    void onlyTheLastPartHasThem()
    {
        AddJob add{samples::spec(), false};
        add.spec.files.assign(kMaxFiles,
                              {QUrl(u"https://example.org/"_s + QString(500, u'x')), {}});
        add.credentials = {withSecret(kMaxPassword).given, withSecret(kMaxPassword).given};
        const std::vector<AddJob> parts = split(add);
        QVERIFY(parts.size() > 4);
        for (const AddJob &part : parts) {
            QCOMPARE(part.credentials.size(), part.more ? 0U : 2U);
            QVERIFY(encode(kId, Request(part)).size() <= kMaxFrame);
        }
    }

    void thereAreNotManyOfThem()
    {
        AddJob add{samples::spec(), false};
        add.credentials.assign(kMaxGiven + 1, samples::given());
        const auto message = decodeFromClient(encode(kId, Request(add)));
        QCOMPARE(message.error().code, ErrorCode::ProtocolError);
    }

    void longSecrets()
    {
        const SetCredentials longest = withSecret(3 * kMaxPassword);
        QVERIFY(sentByClient(longest).given == longest.given);
        QCOMPARE(refusalOf(withSecret(3 * kMaxPassword + 1)).code, ErrorCode::PasswordTooLarge);
        QVERIFY(refusalOf(withSecret(3 * kMaxPassword + 1)).detail.isEmpty());
    }

    void unknownWords()
    {
        QByteArray bytes = encode(kId, Request(SetCredentials{samples::kJob, samples::given()}));
        bytes.replace("digest", "dodges");
        const auto message = decodeFromClient(bytes).value();
        QCOMPARE(std::get<RefusedRequest>(message).error.code, ErrorCode::InvalidArgument);
    }

    void questionsKeepTheirMembers()
    {
        const QuestionList read = sentByAgent(QuestionList{{samples::question()}, 7});
        QCOMPARE(read.questions, std::vector{samples::question()});
        QCOMPARE(read.total, 7);
        QCOMPARE(sentByAgent(CredentialList{{samples::account()}}).credentials,
                 std::vector{samples::account()});
    }

    void keysOfSecretsStayWithTheAgent()
    {
        JobAccount account = samples::account();
        account.key = u"job/7f3c/secret"_s;
        QCOMPARE(sentByAgent(CredentialList{{account}}).credentials,
                 std::vector{samples::account()});
    }

    void moreQuestionsThanFit()
    {
        QuestionRow row = samples::question();
        row.question.space.realm = QString(kMaxRealm, u'ä');
        row.question.jobs.assign(QuestionRow::kShownJobs, samples::kJob);
        QuestionList list{std::vector(2000, row), 2000};
        fit(list);
        QVERIFY(list.questions.size() > 100);
        QCOMPARE(list.total, 2000);
        QVERIFY(encode(kId, Reply(list)).size() <= kMaxFrame);
        QVERIFY(!list.questions.empty());
    }

    void moreTrustedThanFit()
    {
        TrustedCertificate one = samples::trusted();
        const TrustedList read = sentByAgent(TrustedList{{one}, 7});
        QCOMPARE(read.certificates, std::vector{one});
        QCOMPARE(read.total, 7);
        one.host = QString(2000, u'ä');
        TrustedList list{std::vector(2000, one), 2000};
        fit(list);
        QVERIFY(list.certificates.size() > 100);
        QCOMPARE(list.total, 2000);
        QVERIFY(encode(kId, Reply(list)).size() <= kMaxFrame);
    }

    void nothingOfAFrameIsKept()
    {
        const QByteArray payload = encode(kId, Request(withSecret(20)));
        QByteArray stream = frame(payload);
        stream.detach();
        FrameReader frames;
        frames.append(stream); // which now shares its bytes with the reader, as far as it can
        const QByteArray given = stream;
        QCOMPARE(frames.next().value().value(), payload);
        QCOMPARE(stream, given); // others keep what is theirs
        QVERIFY(!frames.isInsideFrame());
    }
};

QTEST_GUILESS_MAIN(TestSignInMessages)
#include "tst_signinmessages.moc"
