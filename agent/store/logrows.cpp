// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/store/logrows.h"

namespace lighterman::storage {

using namespace Qt::StringLiterals;

namespace {

// Lines of a job are numbered without gaps, so the key alone tells which are too old.
constexpr auto kAppend = R"(
INSERT INTO log (job, line, at, text)
SELECT ?, coalesce(max(line), 0) + 1, ?, ? FROM log WHERE job=?)"_L1;
constexpr auto kForget = R"(
DELETE FROM log WHERE job=? AND line <= (SELECT max(line) FROM log WHERE job=?) - ?)"_L1;
constexpr auto kLoad = "SELECT at, text FROM log WHERE job=? ORDER BY line"_L1;

} // namespace

Result<void> appendLog(Database &database, qint64 jobRow, const LogEntry &entry)
{
    const QString text = entry.text.isNull() ? u""_s : entry.text;
    if (const auto added = database.run(kAppend, {jobRow, entry.at, text, jobRow}); !added)
        return tl::unexpected(added.error());
    return database.run(kForget, {jobRow, jobRow, kLogLines}).map([](QSqlQuery *) {});
}

Result<std::vector<LogEntry>> loadLog(Database &database, qint64 jobRow)
{
    const auto query = database.run(kLoad, {jobRow});
    if (!query)
        return tl::unexpected(query.error());
    std::vector<LogEntry> entries;
    while ((*query)->next())
        entries.push_back({(*query)->value(0).toLongLong(), (*query)->value(1).toString()});
    return Database::finished(**query).map([&] { return std::move(entries); });
}

} // namespace lighterman::storage
