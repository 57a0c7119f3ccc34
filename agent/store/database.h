// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/error.h"

#include <QLatin1StringView>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QString>
#include <QVariant>

#include <initializer_list>
#include <span>
#include <unordered_map>

namespace lighterman::storage {

/// What a commit promises when it has returned.
enum class Durability : quint8 {
    Ordered, ///< the store stays whole in a power cut, the newest rows may be missing
    Synced,  ///< the rows survive a power cut
};

/// One connection to a SQLite file, for the thread that opens it.
///
/// Every failure is an Error: DatabaseCorrupt when the file itself is at fault, InvalidArgument
/// when a row breaks a constraint, StoreFailed for all that the world around does to a file.
class Database
{
public:
    enum class Access : quint8 { ReadWrite, ReadOnly };

    Database() = default;
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;
    ~Database() { close(); }

    /// The file must be there: who may read it is decided where it is made (storefiles.h).
    [[nodiscard]] Result<void> open(const QString &path, Access access);
    void close();
    [[nodiscard]] bool isOpen() const { return !m_name.isEmpty(); }

    /// Runs one statement without values, once.
    [[nodiscard]] Result<void> exec(const QString &sql);
    /// The first column of the first row; an invalid QVariant when there is no row.
    [[nodiscard]] Result<QVariant> value(const QString &sql);
    /// Nothing when SQLite finds the file sound; costs a reading of all of it.
    [[nodiscard]] Result<void> check();

    /// Runs `sql`, which is prepared once and kept: its text must live as long as the program.
    /// Rows are read off the answer, which is good until the next call of it; end with finished().
    [[nodiscard]] Result<QSqlQuery *> run(QLatin1StringView sql, std::span<const QVariant> values);
    [[nodiscard]] Result<QSqlQuery *> run(QLatin1StringView sql,
                                          std::initializer_list<QVariant> values = {})
    {
        return run(sql, std::span(values.begin(), values.size()));
    }
    /// Ends the reading of `query`; the error that cut it short, if one did.
    [[nodiscard]] static Result<void> finished(QSqlQuery &query);

    [[nodiscard]] Result<void> begin(Durability durability);
    [[nodiscard]] Result<void> commit();
    void rollback();

private:
    [[nodiscard]] Result<QSqlQuery *> prepared(QLatin1StringView sql);

    QString m_name; ///< of the connection; empty: none
    QSqlDatabase m_connection;
    std::unordered_map<const char *, QSqlQuery> m_prepared;
    Durability m_durability = Durability::Synced;
};

} // namespace lighterman::storage
