// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/store/database.h"

#include <QSqlError>
#include <QUuid>

#include <utility>

namespace lighterman::storage {

using namespace Qt::StringLiterals;

namespace {

// Result codes of SQLite (https://www.sqlite.org/rescode.html), without their extended part.
constexpr int kCorrupt = 11;
constexpr int kConstraint = 19;
constexpr int kNotADatabase = 26;

ErrorCode codeOf(const QSqlError &error)
{
    switch (error.nativeErrorCode().toInt() & 0xFF) {
    case kCorrupt:
    case kNotADatabase:
        return ErrorCode::DatabaseCorrupt;
    case kConstraint:
        return ErrorCode::InvalidArgument;
    default:
        return ErrorCode::StoreFailed;
    }
}

tl::unexpected<Error> failure(const QSqlError &error)
{
    const QString text = error.databaseText().isEmpty() ? error.driverText() : error.databaseText();
    return fail(codeOf(error), u"%1 (%2)"_s.arg(text, error.nativeErrorCode()).simplified());
}

} // namespace

Result<void> Database::open(const QString &path, Access access)
{
    close();
    m_name = u"store-"_s + QUuid::createUuid().toString(QUuid::Id128);
    m_connection = QSqlDatabase::addDatabase(u"QSQLITE"_s, m_name);
    m_connection.setDatabaseName(path);
    // Nobody else writes here; a person who looks inside with another tool is waited for a little.
    QString options = u"QSQLITE_BUSY_TIMEOUT=500"_s;
    if (access == Access::ReadOnly)
        options += u";QSQLITE_OPEN_READONLY"_s;
    m_connection.setConnectOptions(options);
    if (!m_connection.open()) {
        const auto why = failure(m_connection.lastError());
        close();
        return why;
    }
    return {};
}

void Database::close()
{
    if (m_name.isEmpty())
        return;
    m_prepared.clear();
    m_connection.close();
    m_connection = {}; // the last handle must be gone before the name is given back
    QSqlDatabase::removeDatabase(std::exchange(m_name, {}));
    m_durability = Durability::Synced;
}

Result<void> Database::exec(const QString &sql)
{
    QSqlQuery query(m_connection);
    if (!query.exec(sql))
        return failure(query.lastError());
    return {};
}

Result<QVariant> Database::value(const QString &sql)
{
    QSqlQuery query(m_connection);
    query.setForwardOnly(true);
    if (!query.exec(sql))
        return failure(query.lastError());
    if (query.next())
        return query.value(0);
    if (query.lastError().isValid())
        return failure(query.lastError());
    return QVariant();
}

Result<void> Database::check()
{
    const auto verdict = value(u"PRAGMA quick_check(1)"_s);
    if (!verdict)
        return tl::unexpected(verdict.error());
    if (verdict->toString() != "ok"_L1)
        return fail(ErrorCode::DatabaseCorrupt, verdict->toString().simplified());
    return {};
}

Result<QSqlQuery *> Database::prepared(QLatin1StringView sql)
{
    if (const auto known = m_prepared.find(sql.data()); known != m_prepared.end())
        return &known->second;
    QSqlQuery query(m_connection);
    query.setForwardOnly(true);
    if (!query.prepare(sql))
        return failure(query.lastError());
    return &m_prepared.emplace(sql.data(), std::move(query)).first->second;
}

Result<QSqlQuery *> Database::run(QLatin1StringView sql, std::span<const QVariant> values)
{
    auto query = prepared(sql);
    if (!query)
        return query;
    int place = 0;
    for (const QVariant &value : values)
        (*query)->bindValue(place++, value);
    if (!(*query)->exec())
        return failure((*query)->lastError());
    return query;
}

Result<void> Database::finished(QSqlQuery &query)
{
    const QSqlError error = query.lastError();
    query.finish();
    if (error.isValid())
        return failure(error);
    return {};
}

Result<void> Database::begin(Durability durability)
{
    if (durability != m_durability) {
        const auto level = durability == Durability::Synced ? "FULL"_L1 : "NORMAL"_L1;
        if (auto set = exec("PRAGMA synchronous="_L1 + level); !set)
            return set;
        m_durability = durability;
    }
    return run("BEGIN IMMEDIATE"_L1).map([](QSqlQuery *) {});
}

Result<void> Database::commit()
{
    return run("COMMIT"_L1).map([](QSqlQuery *) {});
}

void Database::rollback()
{
    // SQLite may have rolled back by itself (a full disk); then there is nothing to do.
    static_cast<void>(exec(u"ROLLBACK"_s));
}

} // namespace lighterman::storage
