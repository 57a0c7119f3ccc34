// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/store/settingstext.h"

#include <QSet>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace lighterman::storage {

using namespace Qt::StringLiterals;

namespace {

constexpr QByteArrayView kSection("[lighterman]");
constexpr QByteArrayView kByteOrderMark("\xEF\xBB\xBF");

struct Escape
{
    QChar character;
    QChar letter; ///< behind the backslash
};
constexpr std::array kEscapes{
    Escape{u'\\', u'\\'}, Escape{u'"', u'"'},  Escape{u'\n', u'n'},
    Escape{u'\r', u'r'},  Escape{u'\t', u't'},
};

struct Line
{
    enum class Kind : quint8 { Other, Section, Value, Garbage };
    Kind kind = Kind::Other;
    QString key;
    QString value; ///< unquoted
};

QString quoted(const QString &value)
{
    const bool plain = value == value.trimmed() && !value.startsWith(u'"')
        && std::ranges::none_of(value, [](QChar c) { return c < u' '; });
    if (plain)
        return value;
    QString text;
    for (const QChar c : value) {
        const auto escape = std::ranges::find(kEscapes, c, &Escape::character);
        if (escape != kEscapes.end())
            text += u'\\';
        text += escape != kEscapes.end() ? escape->letter : c;
    }
    return u'"' + text + u'"';
}

QString unquoted(QStringView value)
{
    if (value.size() < 2 || !value.startsWith(u'"') || !value.endsWith(u'"'))
        return value.toString();
    QString text;
    bool escaped = false;
    for (const QChar c : value.sliced(1, value.size() - 2)) {
        const auto escape = std::ranges::find(kEscapes, c, &Escape::letter);
        if (!escaped && c == u'\\')
            escaped = true;
        else
            text += std::exchange(escaped, false) && escape != kEscapes.end() ? escape->character
                                                                              : c;
    }
    return text;
}

Line parse(const QByteArray &bytes)
{
    const QByteArray line = bytes.trimmed();
    if (line.isEmpty() || line.startsWith('#') || line.startsWith(';'))
        return {};
    if (line.startsWith('['))
        return {Line::Kind::Section, QString::fromUtf8(line), {}};
    const QString text = QString::fromUtf8(line);
    const qsizetype equals = text.indexOf(u'=');
    if (equals < 1)
        return {Line::Kind::Garbage, text, {}};
    return {Line::Kind::Value, text.first(equals).trimmed(),
            unquoted(QStringView(text).sliced(equals + 1).trimmed())};
}

/// The lines of a text, without their ends and without a byte order mark.
QList<QByteArray> linesOf(const QByteArray &text)
{
    QByteArray body = text.startsWith(kByteOrderMark) ? text.sliced(kByteOrderMark.size()) : text;
    if (body.endsWith('\n'))
        body.chop(1);
    return body.isEmpty() ? QList<QByteArray>() : body.split('\n');
}

bool isOurs(const Line &section)
{
    return section.key.compare(QString::fromLatin1(kSection), Qt::CaseInsensitive) == 0;
}

QByteArray lineFor(const QString &key, const Settings &settings)
{
    return (key + u" = "_s + quoted(setting(settings, key).value_or(QString()))).toUtf8();
}

/// Lines for keys that are not in `written` and not at their default.
QList<QByteArray> missingLines(const QSet<QString> &written, const Settings &settings)
{
    QList<QByteArray> lines;
    for (const SettingInfo &info : settingKeys()) {
        if (!written.contains(info.key) && setting(settings, info.key) != setting({}, info.key))
            lines += lineFor(info.key, settings);
    }
    return lines;
}

/// Rewrites lines one after the other, and knows where new ones belong.
struct Rewriting
{
    const Settings &settings;
    QList<QByteArray> lines;
    QSet<QString> written;
    bool inOurs = true;                ///< lines before any section are taken as ours
    std::optional<qsizetype> end = {}; ///< behind the last line of our section

    void add(const QByteArray &bytes)
    {
        const Line line = parse(bytes);
        if (line.kind == Line::Kind::Section)
            inOurs = isOurs(line);
        const bool known
            = inOurs && line.kind == Line::Kind::Value && setting(settings, line.key).has_value();
        if (known && written.contains(line.key))
            return; // the same key again: the first line says it now
        lines += known ? lineFor(line.key, settings) : bytes;
        if (known)
            written += line.key;
        if (inOurs && line.kind != Line::Kind::Other)
            end = lines.size();
    }
};

} // namespace

SettingsFile::Loaded settingsFromText(const QByteArray &text)
{
    SettingsFile::Loaded loaded;
    bool inOurs = true;
    int number = 0;
    for (const QByteArray &bytes : linesOf(text)) {
        const Line line = parse(bytes);
        ++number;
        if (line.kind == Line::Kind::Section)
            inOurs = isOurs(line);
        if (!inOurs)
            continue;
        if (line.kind == Line::Kind::Garbage)
            loaded.complaints.push_back(
                u"Line %1 is not \"key = value\" and is passed over."_s.arg(number));
        // Keys that are not known may be a newer version's: nothing to complain about.
        if (line.kind != Line::Kind::Value || !setting(loaded.settings, line.key))
            continue;
        if (const auto set = setSetting(loaded.settings, line.key, line.value); !set)
            loaded.complaints.push_back(
                u"Line %1 is passed over: %2."_s.arg(number).arg(set.error().detail));
    }
    return loaded;
}

QByteArray textWithSettings(const QByteArray &before, const Settings &settings)
{
    Rewriting text{settings, {}, {}};
    for (const QByteArray &bytes : linesOf(before))
        text.add(bytes);
    QList<QByteArray> added = missingLines(text.written, settings);
    if (!added.isEmpty() && !text.end)
        added.prepend(kSection.toByteArray());
    const qsizetype place = text.end.value_or(text.lines.size());
    const QList<QByteArray> all = text.lines.first(place) + added + text.lines.sliced(place);
    return all.isEmpty() ? QByteArray() : all.join('\n') + '\n';
}

} // namespace lighterman::storage
