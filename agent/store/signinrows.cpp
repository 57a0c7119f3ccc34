// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/store/signinrows.h"

#include "common/base/log.h"

#include <limits>
#include <utility>

namespace lighterman::storage {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kKeepAccount = R"(
INSERT OR REPLACE INTO accounts (space, user, secret_key, standing) VALUES (?, ?, ?, ?))"_L1;
constexpr auto kDropAccount = "DELETE FROM accounts WHERE space=?"_L1;
constexpr auto kLoadAccounts = "SELECT space, user, secret_key, standing FROM accounts"_L1;

constexpr auto kKeepQuestion = R"(
INSERT OR REPLACE INTO questions
    (number, kind, space, since, refusals, paused_until, put_off, certificate)
VALUES (?, ?, ?, ?, ?, ?, ?, ?))"_L1;
constexpr auto kDropQuestion = "DELETE FROM questions WHERE number=?"_L1;
constexpr auto kLoadQuestions = R"(
SELECT number, kind, space, since, refusals, paused_until, put_off, certificate FROM questions
ORDER BY number)"_L1;

constexpr auto kKeepCertificate = R"(
INSERT OR REPLACE INTO certificates (host, port, fingerprint, since) VALUES (?, ?, ?, ?))"_L1;
constexpr auto kDropCertificate = "DELETE FROM certificates WHERE host=? AND port=?"_L1;
constexpr auto kLoadCertificates = R"(
SELECT host, port, fingerprint, since FROM certificates ORDER BY host, port)"_L1;

constexpr auto kRaiseLast = R"(
INSERT INTO meta (key, value) VALUES ('last-question', ?)
ON CONFLICT (key) DO UPDATE SET value=excluded.value
WHERE CAST(value AS INTEGER) < CAST(excluded.value AS INTEGER))"_L1;
constexpr auto kLoadLast = "SELECT value FROM meta WHERE key='last-question'"_L1;

/// A null string would be NULL.
QVariant text(const QString &value)
{
    return value.isNull() ? u""_s : value;
}

Result<void> keep(Database &database, const QByteArray &space, const SpaceAccount &account)
{
    return database
        .run(kKeepAccount,
             {space, text(account.user), text(account.key), QString(wireName(account.standing))})
        .map([](QSqlQuery *) {});
}

Result<void> keep(Database &database, const Question &question)
{
    return database
        .run(kKeepQuestion,
             {question.number, QString(wireName(question.kind)), toBlob(question.space),
              question.since, question.refusals,
              question.pausedUntil ? QVariant(*question.pausedUntil) : QVariant(),
              int(question.isPutOff), toBlob(question.certificate)})
        .map([](QSqlQuery *) {});
}

Result<void> keep(Database &database, const TrustedCertificate &certificate)
{
    return database
        .run(kKeepCertificate,
             {certificate.host, certificate.port, certificate.fingerprint, certificate.since})
        .map([](QSqlQuery *) {});
}

Result<void> writeAccounts(Database &database, const SignInChanges &changes)
{
    for (const auto &[space, account] : changes.accounts()) {
        auto written = account ? keep(database, space, *account)
                               : database.run(kDropAccount, {space}).map([](QSqlQuery *) {});
        if (!written)
            return written;
    }
    return {};
}

Result<void> writeQuestions(Database &database, const SignInChanges &changes)
{
    for (const auto &[number, question] : changes.questions()) {
        auto written = question ? keep(database, *question)
                                : database.run(kDropQuestion, {number}).map([](QSqlQuery *) {});
        if (!written)
            return written;
    }
    if (changes.lastNumber() == 0)
        return {};
    return database.run(kRaiseLast, {QString::number(changes.lastNumber())}).map([](QSqlQuery *) {
    });
}

Result<void> writeCertificates(Database &database, const SignInChanges &changes)
{
    for (const auto &[place, certificate] : changes.certificates()) {
        auto written = certificate
            ? keep(database, *certificate)
            : database.run(kDropCertificate, {place.first, place.second}).map([](QSqlQuery *) {});
        if (!written)
            return written;
    }
    return {};
}

std::optional<TrustedCertificate> certificateFrom(const QSqlQuery &row)
{
    TrustedCertificate certificate{row.value(0).toString(), row.value(1).toInt(),
                                   row.value(2).toByteArray(), row.value(3).toLongLong()};
    if (certificate.host.isEmpty() || certificate.fingerprint.size() != kFingerprintBytes)
        return std::nullopt;
    return certificate;
}

std::optional<SpaceAccount> accountFrom(const QSqlQuery &row)
{
    auto space = spaceFromBlob(row.value(0).toByteArray());
    const auto standing = standingFromWire(row.value(3).toString());
    if (!space || !standing)
        return std::nullopt;
    return SpaceAccount{std::move(*space), row.value(1).toString(), row.value(2).toString(),
                        *standing};
}

std::optional<Question> questionFrom(const QSqlQuery &row)
{
    const qint64 number = row.value(0).toLongLong();
    const auto kind = questionKindFromWire(row.value(1).toString());
    auto space = spaceFromBlob(row.value(2).toByteArray());
    if (number < 1 || number > std::numeric_limits<int>::max() || !kind || !space)
        return std::nullopt;
    Question question;
    question.number = int(number);
    question.kind = *kind;
    question.space = std::move(*space);
    question.since = row.value(3).toLongLong();
    question.refusals = row.value(4).toInt();
    if (const QVariant until = row.value(5); !until.isNull())
        question.pausedUntil = until.toLongLong();
    question.isPutOff = row.value(6).toBool();
    const bool isRead = fromBlob(row.value(7).toByteArray(), question.certificate);
    const bool needsOne = question.kind == QuestionKind::Certificate;
    if (!isRead || needsOne != question.certificate.has_value())
        return std::nullopt;
    return question;
}

/// Puts what `from` makes of each row into `target`.
template <typename T>
Result<void> loadRows(Database &database, QLatin1StringView sql,
                      std::optional<T> (*from)(const QSqlQuery &), std::vector<T> &target)
{
    const auto query = database.run(sql);
    if (!query)
        return tl::unexpected(query.error());
    while ((*query)->next()) {
        if (auto value = from(**query))
            target.push_back(std::move(*value));
        else
            qCWarning(lcStore, "what is known of a sign-in cannot be read, and is passed over");
    }
    return Database::finished(**query);
}

Result<void> loadLast(Database &database, StoredSignIns &found)
{
    return database.value(kLoadLast).map([&](const QVariant &value) {
        found.lastNumber = value.toString().toInt();
        if (!found.questions.empty())
            found.lastNumber = std::max(found.lastNumber, found.questions.back().number);
    });
}

} // namespace

Result<void> writeSignIns(Database &database, const SignInChanges &changes)
{
    return writeAccounts(database, changes)
        .and_then([&] { return writeQuestions(database, changes); })
        .and_then([&] { return writeCertificates(database, changes); });
}

Result<StoredSignIns> loadSignIns(Database &database)
{
    StoredSignIns found;
    return loadRows(database, kLoadAccounts, accountFrom, found.accounts)
        .and_then([&] { return loadRows(database, kLoadQuestions, questionFrom, found.questions); })
        .and_then([&] {
            return loadRows(database, kLoadCertificates, certificateFrom, found.certificates);
        })
        .and_then([&] { return loadLast(database, found); })
        .map([&] { return std::move(found); });
}

} // namespace lighterman::storage
