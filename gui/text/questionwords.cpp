// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/text/questionwords.h"

#include "common/base/humane.h"
#include "gui/text/certificatewords.h"
#include "gui/text/signinwords.h"

#include <QCoreApplication>

#include <numeric>

namespace lighterman::present {

namespace {

/// Gives tr() its context.
struct Say
{
    Q_DECLARE_TR_FUNCTIONS(lighterman::present)
};

constexpr qsizetype kLongestWord = 33;     ///< UTF-16 units; of fingerprints whole bytes
constexpr QChar kMayBreak = QChar(0x200b); ///< zero width space

QString waiting(int jobs)
{
    return jobs == 1 ? Say::tr("1 transfer waits") : Say::tr("%n transfers wait", nullptr, jobs);
}

/// What the button of the bar says.
QString deed(const Question &question)
{
    switch (question.kind) {
    case QuestionKind::Certificate:
        return Say::tr("&Look…", "at a certificate");
    case QuestionKind::ClientCertificate:
        return Say::tr("&Choose…", "a certificate");
    case QuestionKind::Password:
        break;
    }
    return question.space.target == AuthTarget::ClientKey ? Say::tr("Un&lock…", "a certificate")
                                                          : Say::tr("Sign &in…");
}

/// What notifications have on buttons, where nothing is underlined.
QString withoutMnemonic(QString text)
{
    return text.remove(u'&');
}

} // namespace

QString asks(const Question &question)
{
    switch (question.kind) {
    case QuestionKind::Certificate:
        return certificateAsks(question);
    case QuestionKind::ClientCertificate:
        return clientCertificateAsks(question.space);
    case QuestionKind::Password:
        break;
    }
    return asks(question.space);
}

QString command(QuestionKind kind, AuthTarget target)
{
    switch (kind) {
    case QuestionKind::Certificate:
        return Say::tr("Look at cert&ificate…");
    case QuestionKind::ClientCertificate:
        return Say::tr("Choose cert&ificate…");
    case QuestionKind::Password:
        break;
    }
    return target == AuthTarget::ClientKey ? Say::tr("Unlock cert&ificate…") : Say::tr("Sign &in…");
}

Notice askBar(const std::vector<protocol::QuestionRow> &rows)
{
    const int jobs = std::accumulate(
        rows.begin(), rows.end(), 0,
        [](int sum, const protocol::QuestionRow &row) { return sum + row.jobsTotal; });
    const Question &first = rows.front().question;
    const int more = int(rows.size()) - 1;
    const QString who = more == 0
        ? asks(first)
        : Say::tr("%1 (and %n more)", "the first question; how many others there are", more)
              .arg(asks(first));
    return {Say::tr("%1 – %2", "who asks for something, who waits").arg(who, waiting(jobs)),
            deed(first)};
}

Notification askNotification(const protocol::QuestionRow &row)
{
    const Question &question = row.question;
    const bool isSignIn
        = question.kind == QuestionKind::Password && question.space.target != AuthTarget::ClientKey;
    const QString heading = isSignIn ? Say::tr("Sign in to %1", "heading of a notification")
                                           .arg(isolated(placeOf(question.space)))
                                     : asks(question);
    return {heading, waiting(row.jobsTotal), withoutMnemonic(deed(question))};
}

Notification keyringNotification(int jobs)
{
    return {Say::tr("The keyring is locked"), waiting(jobs), Say::tr("Unlock…")};
}

QString waitingLine(int jobs, std::optional<qint64> bytes)
{
    const QString count = jobs == 1 ? Say::tr("Waiting: 1 transfer")
                                    : Say::tr("Waiting: %n transfers", nullptr, jobs);
    return bytes ? Say::tr("%1, %2", "how many wait, size of them").arg(count, humane::size(*bytes))
                 : count;
}

QString breakable(const QString &text)
{
    QString made;
    qsizetype letters = 0; // since the last place where a line may be broken
    for (const QChar c : text) {
        if (c.category() != QChar::Other_Format) // such as the marks that shield names
            letters = c.isSpace() ? 0 : letters + 1;
        if (letters > kLongestWord && !c.isLowSurrogate()) {
            made += kMayBreak;
            letters = 1;
        }
        made += c;
    }
    return made;
}

} // namespace lighterman::present
