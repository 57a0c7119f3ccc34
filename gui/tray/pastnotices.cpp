// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/tray/pastnotices.h"

#include <QFile>
#include <QSaveFile>

namespace lighterman {

namespace {

constexpr qint64 kLongestFile = 65536; // bytes: far more than a person is asked
constexpr char kNobody = '-';

} // namespace

/// A line for each: number, since, id, by whom.
PastNotices readNotices(const QString &path)
{
    constexpr qsizetype kWords = 4;
    PastNotices found;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return found;
    const QList<QByteArray> lines = file.read(kLongestFile).split('\n');
    for (const QByteArray &line : lines) {
        const QList<QByteArray> words = line.split(' ');
        if (words.size() != kWords)
            continue;
        bool isNumber = false;
        bool isMoment = false;
        bool isId = false;
        const int subject = words.at(0).toInt(&isNumber);
        const Moment since = words.at(1).toLongLong(&isMoment);
        const uint id = words.at(2).toUInt(&isId);
        if (isNumber && isMoment && isId)
            found.insert(subject,
                         {since, id, id == 0 ? QString() : QString::fromUtf8(words.at(3))});
    }
    return found;
}

void writeNotices(const QString &path, const PastNotices &notices)
{
    QByteArray text;
    for (auto notice = notices.cbegin(); notice != notices.cend(); ++notice) {
        const bool isOpen = notice->id != 0;
        text += QByteArray::number(notice.key()) + ' ' + QByteArray::number(notice->since) + ' '
            + QByteArray::number(notice->id) + ' '
            + (isOpen ? notice->by.toUtf8() : QByteArray(1, kNobody)) + '\n';
    }
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(text) == text.size())
        (void)file.commit();
}

} // namespace lighterman
