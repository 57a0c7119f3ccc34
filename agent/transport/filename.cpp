// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/filename.h"

#include "agent/transport/headers.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLongestRaw = 4096;
constexpr qsizetype kLongestExtension = 32; // bytes; more is no extension but a name with dots

/// Where the extension begins, its dot included; `.tar.gz` and its like count as one.
qsizetype extensionStart(const QString &name)
{
    const qsizetype dot = name.lastIndexOf(u'.');
    if (dot <= 0 || name.sliced(dot).toUtf8().size() > kLongestExtension
        || name.sliced(dot).contains(u' '))
        return name.size();
    const QStringView stem = QStringView(name).first(dot);
    const bool archive = stem.size() > 4 && stem.endsWith(".tar"_L1, Qt::CaseInsensitive);
    return archive ? dot - 4 : dot;
}

/// `text` cut to `limit` bytes of UTF-8, between characters.
QString cut(const QString &text, qsizetype limit)
{
    QByteArray bytes = text.toUtf8();
    if (bytes.size() <= limit)
        return text;
    limit = std::max<qsizetype>(limit, 0);
    while (limit > 0 && (static_cast<unsigned char>(bytes[limit]) & 0xC0U) == 0x80U)
        --limit;
    bytes.truncate(limit);
    return QString::fromUtf8(bytes);
}

bool endsBadly(const QString &text)
{
    return !text.isEmpty() && (text.back() == u'.' || text.back().isSpace());
}

QString trimmedEnd(QString text)
{
    while (endsBadly(text))
        text.chop(1);
    return text;
}

/// The stem cut so that stem, `tail` and extension together fit.
QString fitted(const QString &name, const QString &tail, qsizetype limit)
{
    const qsizetype dot = extensionStart(name);
    const QString end = tail + name.sliced(dot);
    const QString stem = name.first(dot);
    const QString shorter = cut(stem, limit - end.toUtf8().size());
    return (shorter.size() < stem.size() ? trimmedEnd(shorter) : shorter) + end;
}

/// One code point as it may stand in a name: dropped (empty), replaced, or itself.
QString allowed(char32_t c)
{
    if (c == QChar::ReplacementCharacter) // what was no character at all
        return u"_"_s;
    switch (QChar::category(c)) {
    case QChar::Other_Format: // bidirectional overrides, zero-width characters
        return {};
    case QChar::Other_Control:
    case QChar::Other_Surrogate:
    case QChar::Other_NotAssigned:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return u"_"_s;
    default:
        return QString::fromUcs4(&c, 1);
    }
}

/// Names that stand for devices on other systems, whatever their extension.
bool isDeviceName(const QString &name)
{
    static const QRegularExpression devices(u"^(con|prn|aux|nul|(com|lpt)[1-9])\\s*(\\.|$)"_s,
                                            QRegularExpression::CaseInsensitiveOption);
    return devices.match(name).hasMatch();
}

/// The last segment of the link's path, decoded and made safe.
QString lastSegment(const QUrl &url)
{
    const QString path = url.path(QUrl::FullyEncoded);
    const QByteArray segment = path.sliced(path.lastIndexOf(u'/') + 1).toLatin1();
    return safeName(decodedText(QByteArray::fromPercentEncoding(segment)));
}

} // namespace

QString safeName(const QString &raw)
{
    QString name = raw.first(std::min(raw.size(), kLongestRaw));
    const qsizetype separator = std::max(name.lastIndexOf(u'/'), name.lastIndexOf(u'\\'));
    name.remove(0, separator + 1);
    QString clean;
    for (const char32_t c : name.toUcs4())
        clean += allowed(c);
    clean = trimmedEnd(clean.normalized(QString::NormalizationForm_C)).trimmed();
    if (clean.isEmpty())
        return {};
    if (clean.front() == u'.' || clean.front() == u'-')
        clean.front() = u'_';
    if (isDeviceName(clean))
        clean.prepend(u'_');
    return fitted(clean, {}, kLongestName);
}

QString nameFor(const QByteArray &contentDisposition, const QUrl &asked, const QUrl &answered)
{
    const std::array candidates{safeName(dispositionName(contentDisposition)),
                                lastSegment(answered), lastSegment(asked)};
    if (!candidates[0].isEmpty())
        return candidates[0];
    for (const QString &name : candidates) {
        if (!name.isEmpty() && extensionStart(name) < name.size())
            return name;
    }
    for (const QString &name : candidates) {
        if (!name.isEmpty())
            return name;
    }
    const QString host = safeName(asked.host());
    return host.isEmpty() ? u"download"_s : host;
}

QString numbered(const QString &name, int number, qsizetype limit)
{
    return fitted(name, number > 0 ? u" (%1)"_s.arg(number) : QString(), limit);
}

QString partName(const QString &name, const JobId &job, int number)
{
    const QString end = u'.' + job.toString() + u".part"_s;
    return u'.' + numbered(name, number, kLongestName - 1 - end.size()) + end;
}

} // namespace lighterman
