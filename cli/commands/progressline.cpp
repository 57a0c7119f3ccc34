// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/progressline.h"

#include "cli/commands/table.h"
#include "common/base/humane.h"
#include "common/base/redact.h"
#include "common/model/statewords.h"

#include <algorithm>

namespace lighterman::cli {

using namespace Qt::StringLiterals;

namespace {

constexpr int kLeastBar = 8;
constexpr int kMostBar = 30;
constexpr int kLeastName = 10;
constexpr int kMostName = 32;

QString bar(int percent, int columns)
{
    const auto full = qsizetype(columns) * percent / 100;
    return u'[' + QString(full, u'#') + QString(columns - full, u'-') + u']';
}

/// A word while the job rests, figures while it moves.
QString shortWords(const Job &job, Moment now)
{
    const StateWords words = stateWords(job, now);
    return job.state == JobState::Transferring ? words.sentence : words.word;
}

} // namespace

QString progressLine(const Job &job, Moment now, int width)
{
    const QString words = shortWords(job, now);
    const int nameWidth = std::clamp(width / 3, kLeastName, kMostName);
    const QString name = padded(oneLine(job.name), nameWidth);
    const auto percent = humane::percent(job.bytesTransferred, job.bytesTotal);
    const int barWidth = std::min(kMostBar, width - nameWidth - displayWidth(words) - 4);
    if (!percent || barWidth < kLeastBar || isFinal(job.state))
        return fitted(name + u' ' + words, width);
    return fitted(name + u' ' + bar(*percent, barWidth) + u' ' + words, width);
}

QString plainLine(const Job &job, Moment now)
{
    const StateWords words = stateWords(job, now);
    const QString name = oneLine(job.name) + u": "_s;
    if (job.state == JobState::Transferring || words.sentence.isEmpty())
        return name + (words.sentence.isEmpty() ? words.word : words.sentence);
    if (words.sentence.startsWith(words.word))
        return name + words.sentence; // "Paused since …"
    return name + words.word + u" ("_s + words.sentence + u')';
}

} // namespace lighterman::cli
