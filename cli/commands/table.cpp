// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/table.h"

#include <algorithm>
#include <cwchar>
#include <numeric>

namespace lighterman::cli {

using namespace Qt::StringLiterals;

namespace {

constexpr int kGap = 2;
constexpr int kLeastElastic = 12;

/// What the C library knows of the character; locales that know little get one column.
int columnsOf(char32_t c)
{
    const int columns = ::wcwidth(wchar_t(c));
    if (columns >= 0)
        return columns;
    return QChar::category(c) == QChar::Mark_NonSpacing ? 0 : 1;
}

std::vector<int> naturalWidths(const std::vector<QStringList> &rows)
{
    std::vector<int> widths;
    for (const QStringList &row : rows) {
        widths.resize(std::max(widths.size(), std::size_t(row.size())), 0);
        for (qsizetype i = 0; i < row.size(); ++i) {
            int &widest = widths.at(std::size_t(i));
            widest = std::max(widest, displayWidth(row.at(i)));
        }
    }
    return widths;
}

void shrink(std::vector<int> &widths, int width, int elastic)
{
    const int gaps = kGap * (int(widths.size()) - 1);
    const int all = std::accumulate(widths.begin(), widths.end(), gaps);
    int &giving = widths.at(std::size_t(elastic));
    if (all > width)
        giving = std::max(std::min(giving, kLeastElastic), giving - (all - width));
}

QString trimmedRight(QString line)
{
    while (line.endsWith(u' '))
        line.chop(1);
    return line;
}

} // namespace

int displayWidth(const QString &text)
{
    const auto codes = text.toUcs4();
    return std::accumulate(codes.begin(), codes.end(), 0,
                           [](int sum, char32_t c) { return sum + columnsOf(c); });
}

QString fitted(const QString &text, int width)
{
    if (displayWidth(text) <= width)
        return text;
    QString kept;
    int used = 1; // the ellipsis
    const auto codes = text.toUcs4();
    for (const char32_t c : codes) {
        used += columnsOf(c);
        if (used > width)
            break;
        kept += QString::fromUcs4(&c, 1);
    }
    return width > 0 ? kept + u'…' : QString();
}

QString padded(const QString &text, int width)
{
    const QString fits = fitted(text, width);
    return fits + QString(std::max(0, width - displayWidth(fits)), u' ');
}

QStringList tableLines(const std::vector<QStringList> &rows, int width, int elastic)
{
    std::vector<int> widths = naturalWidths(rows);
    if (width > 0 && !widths.empty())
        shrink(widths, width, elastic);
    QStringList lines;
    for (const QStringList &row : rows) {
        QString line;
        for (qsizetype i = 0; i < row.size(); ++i)
            line += padded(row.at(i), widths.at(std::size_t(i))) + QString(kGap, u' ');
        line = trimmedRight(line);
        lines += width > 0 ? fitted(line, width) : line;
    }
    return lines;
}

QStringList labelledLines(const std::vector<std::pair<QString, QString>> &rows)
{
    int widest = 0;
    for (const auto &[name, value] : rows)
        widest = std::max(widest, displayWidth(name));
    QStringList lines;
    for (const auto &[name, value] : rows) {
        if (!value.isEmpty())
            lines += padded(name + u':', widest + 1) + u' ' + value;
    }
    return lines;
}

} // namespace lighterman::cli
