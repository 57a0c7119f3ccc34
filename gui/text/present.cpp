// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/text/present.h"

#include "common/base/humane.h"
#include "common/base/redact.h"
#include "common/model/progress.h"
#include "common/model/statewords.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace lighterman::present {

namespace {

/// Gives tr() its context.
struct Say
{
    Q_DECLARE_TR_FUNCTIONS(lighterman::present)
};

constexpr qsizetype kLongestLink = 80;

/// So many jobs wait, and what most of those wait for that an event lets go on.
QString waiting(int jobs, const QMap<ErrorCode, int> &holds)
{
    QString said = Say::tr("%n waiting", "jobs, in the status line", jobs);
    const auto commonest = std::max_element(holds.cbegin(), holds.cend());
    if (commonest == holds.cend())
        return said;
    const QString reason = holdReason(commonest.key());
    return *commonest == jobs
        ? Say::tr("%1 (%2)", "jobs that wait, reason").arg(said, reason)
        : Say::tr("%1 (%2: %3)", "jobs that wait, the commonest reason, how many of them")
              .arg(said, reason, QLocale().toString(*commonest));
}

/// What somebody wants to know without looking at the list, in the order of interest.
QStringList parts(const Figures &figures)
{
    using enum JobState;
    const auto in = [&](JobState state) { return figures.states.at(std::size_t(state)); };
    QStringList said;
    if (const int n = in(Transferring) + in(Connecting))
        said += Say::tr("%n transferring", "jobs, in the status line", n);
    if (const int n = in(Queued)-figures.heldInQueue)
        said += Say::tr("%n queued", "jobs, in the status line", n);
    if (const int n = in(TransientError) + figures.heldInQueue)
        said += waiting(n, figures.holds);
    if (const int n = in(Suspended))
        said += Say::tr("%n paused", "jobs, in the status line", n);
    if (const int n = figures.needPerson)
        said += Say::tr("%n waiting for you", "jobs, in the status line", n);
    if (const int n = in(Error)-figures.needPerson)
        said += Say::tr("%n failed", "jobs, in the status line", n);
    if (figures.rate > 0)
        said += humane::rate(figures.rate);
    return said;
}

/// The first of `lines` as something short to recognise it by.
QString first(const QStringList &lines)
{
    return isolated(oneLine(redactedLine(lines.value(0)), kLongestLink));
}

} // namespace

std::array<QString, 5> columnTitles()
{
    return {Say::tr("Name", "column"), Say::tr("State", "column"), Say::tr("Progress", "column"),
            Say::tr("Speed", "column"), Say::tr("Time left", "column")};
}

QString state(const Job &job, Moment now)
{
    return stateWords(job, now).word;
}

QString progress(const Job &job)
{
    if (!job.bytesTotal && job.bytesTransferred == 0)
        return {};
    if (job.state == JobState::Acknowledged || !job.bytesTotal)
        return humane::size(job.bytesTransferred);
    const int percent = humane::percent(job.bytesTransferred, job.bytesTotal).value_or(0);
    return Say::tr("%1 % of %2", "percent of size")
        .arg(QLocale().toString(percent), humane::size(*job.bytesTotal));
}

QString rate(const Job &job)
{
    return isMoving(job.state) && job.rate > 0 ? humane::rate(job.rate) : QString();
}

QString timeLeft(const Job &job)
{
    if (job.state != JobState::Transferring)
        return {};
    return humane::timeLeft(secondsLeft(job.bytesTransferred, job.bytesTotal, job.rate));
}

QString tip(const Job &job, Moment now)
{
    return Say::tr("%1\nTo %2", "sentence, folder")
        .arg(stateWords(job, now).sentence, isolated(job.folder));
}

QString sentence(const Job &job, Moment now)
{
    const QString word = stateWords(job, now).word;
    const auto percent = humane::percent(job.bytesTransferred, job.bytesTotal);
    if (isFinal(job.state) || !percent)
        return Say::tr("%1, %2", "name, state").arg(oneLine(job.name), word);
    const QString done = QLocale().toString(*percent);
    const auto left = secondsLeft(job.bytesTransferred, job.bytesTotal, job.rate);
    if (!isMoving(job.state) || !left)
        return Say::tr("%1, %2, %3 percent", "name, state, number")
            .arg(oneLine(job.name), word, done);
    return Say::tr("%1, %2, %3 percent, %4 left", "name, state, number, duration")
        .arg(oneLine(job.name), word, done, humane::timeLeft(left));
}

QString statusLine(const Figures &figures)
{
    return parts(figures).join(Say::tr(" · ", "between the parts of the status line"));
}

QString trayTip(const Figures &figures)
{
    const QStringList said = parts(figures);
    if (said.isEmpty())
        return Say::tr("Lighterman: nothing to do");
    return Say::tr("Lighterman: %1", "the argument is a list of figures")
        .arg(said.join(Say::tr(", ", "between the parts of the tray's tip")));
}

Notice link(LinkState state, const lighterman::Error &error)
{
    switch (state) {
    case LinkState::Connecting:
    case LinkState::Connected:
        return {};
    case LinkState::Lost:
        return {Say::tr("The transfer service does not answer any more. It is looked for again by "
                        "itself; the list shows how things stood last."),
                Say::tr("&Try again")};
    case LinkState::Failed:
        break;
    }
    // Anybody can see that it does not answer; every other reason is worth a sentence.
    const QString why = error.code == ErrorCode::AgentUnreachable
        ? Say::tr("Nothing is transferred until it does.")
        : explained(error.code);
    return {Say::tr("The transfer service is not running. %1").arg(why), Say::tr("&Start it")};
}

QString noList(const lighterman::Error &why)
{
    return Say::tr("There is no list of transfers. %1").arg(explained(why.code));
}

QString linkStatus(LinkState state)
{
    switch (state) {
    case LinkState::Connecting:
        return Say::tr("Looking for the transfer service…");
    case LinkState::Lost:
        return Say::tr("Not connected, trying again");
    case LinkState::Failed:
        return Say::tr("Not connected");
    case LinkState::Connected:
        break;
    }
    return {};
}

QString explained(ErrorCode code)
{
    const QString remedy = errorRemedy(code);
    return remedy.isEmpty()
        ? errorText(code)
        : Say::tr("%1 %2", "what went wrong, what one may do").arg(errorText(code), remedy);
}

QString refused(const QString &job, const lighterman::Error &error)
{
    return Say::tr("%1: %2", "name of a transfer, what went wrong")
        .arg(isolated(job), explained(error.code));
}

Notice notAdded(const QStringList &links, const lighterman::Error &error)
{
    const int more = int(links.size()) - 1;
    const QString why = explained(error.code);
    return {
        more == 0
            ? Say::tr("%1 was not added: %2").arg(first(links), why)
            : Say::tr("%1 and %n more were not added: %2", nullptr, more).arg(first(links), why),
        Say::tr("&Edit…")};
}

Notice badLines(const QStringList &lines, ErrorCode why)
{
    const int more = int(lines.size()) - 1;
    return {more == 0 ? Say::tr("“%1” was not added: %2").arg(first(lines), explained(why))
                      : Say::tr("“%1” and %n more were not added: %2", nullptr, more)
                            .arg(first(lines), explained(why)),
            Say::tr("&Edit…")};
}

QString wrongLines(const QStringList &lines, ErrorCode why)
{
    const int more = int(lines.size()) - 1;
    return more == 0
        ? Say::tr("“%1”: %2", "line, what is wrong with it").arg(first(lines), explained(why))
        : Say::tr("“%1” and %n more: %2", "lines, what is wrong with the first", more)
              .arg(first(lines), explained(why));
}

QString addedWith(const lighterman::Error &remark, const QString &link, int jobs)
{
    const QString what = sentenceOf(remark);
    return jobs <= 1
        ? Say::tr("%1 was added, but: %2", "link, sentence").arg(first({link}), what)
        : Say::tr("%1 and %n more were added, but: %2", nullptr, jobs - 1).arg(first({link}), what);
}

Notice signIn(bool isPageKnown)
{
    return {Say::tr("%1 Transfers go on by themselves after that.", "why they wait")
                .arg(errorText(ErrorCode::CaptivePortal)),
            isPageKnown ? Say::tr("Open sign-in &page") : Say::tr("Chec&k now")};
}

Notice removal(int count, const QString &name)
{
    const QString text = count == 1
        ? Say::tr("Remove %1? What has arrived of it is deleted.").arg(isolated(name))
        : Say::tr("Remove %n transfers? What has arrived of them is deleted.", nullptr, count);
    return {text, Say::tr("&Remove")};
}

QString isolated(const QString &text)
{
    constexpr QChar kFirstStrongIsolate(0x2068);
    constexpr QChar kPopDirectionalIsolate(0x2069);
    return kFirstStrongIsolate + oneLine(text) + kPopDirectionalIsolate;
}

} // namespace lighterman::present
