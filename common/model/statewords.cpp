// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/model/statewords.h"

#include "common/base/humane.h"
#include "common/base/redact.h"
#include "common/model/progress.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <array>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("states", text);
}

struct ErrorWord
{
    ErrorCode code;
    StateGroup group;
    const char *word;
};

/// Failures that have a word of their own; all others are "Failed".
constexpr std::array kErrorWords{
    ErrorWord{httpError(401), StateGroup::NeedsYou,
              QT_TRANSLATE_NOOP("states", "Needs your password")},
    ErrorWord{httpError(407), StateGroup::NeedsYou,
              QT_TRANSLATE_NOOP("states", "Needs your proxy password")},
    ErrorWord{ErrorCode::InsecureBasic, StateGroup::NeedsYou,
              QT_TRANSLATE_NOOP("states", "Password could be read")},
    ErrorWord{ErrorCode::TicketNeeded, StateGroup::NeedsYou,
              QT_TRANSLATE_NOOP("states", "Needs a Kerberos ticket")},
    ErrorWord{ErrorCode::ServerUnproven, StateGroup::NeedsYou,
              QT_TRANSLATE_NOOP("states", "Server not proven")},
    ErrorWord{ErrorCode::PassphraseNeeded, StateGroup::NeedsYou,
              QT_TRANSLATE_NOOP("states", "Needs your passphrase")},
    ErrorWord{ErrorCode::ClientCertificateNeeded, StateGroup::NeedsYou,
              QT_TRANSLATE_NOOP("states", "Needs your certificate")},
    ErrorWord{ErrorCode::ClientCertificateRejected, StateGroup::NeedsYou,
              QT_TRANSLATE_NOOP("states", "Certificate not accepted")},
    ErrorWord{ErrorCode::ClientCertificateMissing, StateGroup::NeedsYou,
              QT_TRANSLATE_NOOP("states", "Certificate not found")},
    ErrorWord{ErrorCode::ClientCertificateUnusable, StateGroup::NeedsYou,
              QT_TRANSLATE_NOOP("states", "Certificate not usable")},
    ErrorWord{ErrorCode::HeadersMissing, StateGroup::NeedsYou,
              QT_TRANSLATE_NOOP("states", "Needs its headers")},
    ErrorWord{ErrorCode::CertificateUntrusted, StateGroup::NeedsYou,
              QT_TRANSLATE_NOOP("states", "Certificate not trusted")},
    ErrorWord{ErrorCode::CertificateOtherHost, StateGroup::NeedsYou,
              QT_TRANSLATE_NOOP("states", "Certificate not trusted")},
    ErrorWord{ErrorCode::CertificateExpired, StateGroup::NeedsYou,
              QT_TRANSLATE_NOOP("states", "Certificate expired")},
    ErrorWord{ErrorCode::CertificateNotYetValid, StateGroup::NeedsYou,
              QT_TRANSLATE_NOOP("states", "Certificate not valid yet")},
    ErrorWord{ErrorCode::CertificateRevoked, StateGroup::NeedsYou,
              QT_TRANSLATE_NOOP("states", "Certificate revoked")},
    ErrorWord{ErrorCode::ClockWrong, StateGroup::NeedsYou,
              QT_TRANSLATE_NOOP("states", "Clock wrong")},
    ErrorWord{ErrorCode::TokenRequired, StateGroup::NeedsYou,
              QT_TRANSLATE_NOOP("states", "Needs an identity")},
    ErrorWord{ErrorCode::PageInsteadOfFile, StateGroup::Failed,
              QT_TRANSLATE_NOOP("states", "Page instead of file")},
    ErrorWord{ErrorCode::FileExists, StateGroup::Failed,
              QT_TRANSLATE_NOOP("states", "Name exists")},
};

struct WaitWord
{
    ErrorCode code;
    const char *word;
    const char *reason; ///< of several jobs, after their number
};

/// What ends by an event, not by one more try: the gates, and what is like them. Words that must
/// be true of every transfer policy, for the lists do not know those of the jobs.
constexpr std::array kWaitWords{
    WaitWord{ErrorCode::NetworkDisconnected, QT_TRANSLATE_NOOP("states", "Waiting for network"),
             QT_TRANSLATE_NOOP("states", "no network")},
    WaitWord{ErrorCode::CaptivePortal, QT_TRANSLATE_NOOP("states", "Sign in to the network"),
             QT_TRANSLATE_NOOP("states", "the network wants a sign-in")},
    WaitWord{ErrorCode::DiskFull, QT_TRANSLATE_NOOP("states", "Disk full"),
             QT_TRANSLATE_NOOP("states", "disk full")},
    WaitWord{ErrorCode::DestinationLocked, QT_TRANSLATE_NOOP("states", "File in use elsewhere"),
             QT_TRANSLATE_NOOP("states", "file in use elsewhere")},
    WaitWord{ErrorCode::BlockedByCostPolicy,
             QT_TRANSLATE_NOOP("states", "Waiting for cheaper network"),
             QT_TRANSLATE_NOOP("states", "the network may cost money")},
    WaitWord{ErrorCode::BlockedByPolicy, QT_TRANSLATE_NOOP("states", "Not allowed now"),
             QT_TRANSLATE_NOOP("states", "not allowed now")},
    WaitWord{ErrorCode::BlockedByBatteryPolicy,
             QT_TRANSLATE_NOOP("states", "Waiting for mains power"),
             QT_TRANSLATE_NOOP("states", "battery low")},
    WaitWord{ErrorCode::StandbyMode, QT_TRANSLATE_NOOP("states", "Waiting after sleep"),
             QT_TRANSLATE_NOOP("states", "this computer was asleep")},
    WaitWord{ErrorCode::OwnerLoggedOff, QT_TRANSLATE_NOOP("states", "Waiting for logon"),
             QT_TRANSLATE_NOOP("states", "not logged on")},
    WaitWord{ErrorCode::KeyringLocked, QT_TRANSLATE_NOOP("states", "Keyring is locked"),
             QT_TRANSLATE_NOOP("states", "the keyring is locked")},
};

template <typename Word, std::size_t N>
const Word *find(const std::array<Word, N> &words, ErrorCode code)
{
    const auto found = std::ranges::find(words, code, &Word::code);
    return found == words.end() ? nullptr : &*found;
}

constexpr qsizetype kLongestDetail = 2000; // UTF-16 units

/// For errors that heal by themselves, where nobody waits for that.
constexpr const char *kGivenUpRemedy
    = QT_TRANSLATE_NOOP("errors", "It was given up. Resume it to try again.");
constexpr const char *kPausedRemedy = QT_TRANSLATE_NOOP("errors", "Resume it to try again.");
/// For what keeps whole files from their names: there is nothing to resume.
constexpr const char *kUnnamedRemedy
    = QT_TRANSLATE_NOOP("errors", "Mend that, then complete the job to make the files appear.");

/// What one may do about the error of `job` where that is not what the error says; or null.
const char *ownRemedy(const Job &job)
{
    if (isFinal(job.state)) // nothing can be done about it, and nothing happens any more
        return "";
    if (job.state == JobState::Transferred)
        return kUnnamedRemedy;
    if (kindOf(job.error->code) == ErrorKind::Fatal)
        return nullptr;
    if (job.state == JobState::Error)
        return kGivenUpRemedy;
    return job.state == JobState::Suspended ? kPausedRemedy : nullptr;
}

QString joined(const QString &text, const QString &remedy)
{
    return remedy.isEmpty() ? text : text + u' ' + remedy;
}

QString explain(ErrorCode code)
{
    return joined(errorText(code), errorRemedy(code));
}

ErrorCode troubleOf(const Job &job)
{
    if (job.error)
        return job.error->code;
    return job.cause ? job.cause->code : ErrorCode::Internal;
}

QString transferringSentence(const Job &job)
{
    QStringList parts;
    if (const auto percent = humane::percent(job.bytesTransferred, job.bytesTotal))
        parts += u"%1 %"_s.arg(*percent);
    else
        parts += humane::size(job.bytesTransferred);
    parts += humane::rate(job.rate);
    if (const auto left = secondsLeft(job.bytesTransferred, job.bytesTotal, job.rate))
        parts += tr("%1 left").arg(humane::timeLeft(left));
    return parts.join(u" \u00b7 "_s);
}

/// Why the job waits, where another try would change nothing; or null.
const WaitWord *waitOf(const Job &job)
{
    if (job.state == JobState::Queued)
        return job.cause ? find(kWaitWords, job.cause->code) : nullptr;
    if (job.state != JobState::TransientError)
        return nullptr;
    return find(kWaitWords, job.cause ? job.cause->code : troubleOf(job));
}

/// Hours end when they end, to the minute; everything else is looked at again at that time.
QString nextOf(const Cause &cause, Moment now)
{
    constexpr Moment kMinute = 60'000;
    if (cause.code == ErrorCode::BlockedByPolicy)
        return tr("until %1").arg(humane::when(*cause.next, now));
    const Moment left = *cause.next - now;
    return left < kMinute ? tr("next try in %1").arg(humane::countdown((left + 999) / 1000))
                          : tr("next try: %1").arg(humane::when(*cause.next, now));
}

/// Since when it waits, and when it goes on, as far as that is known.
QString timesOf(const Cause &cause, Moment now)
{
    if (cause.since == 0)
        return {};
    const QString since = humane::when(cause.since, now);
    // A full disk is looked at far more often than it is tried.
    if (!cause.next || *cause.next <= now || cause.code == ErrorCode::DiskFull)
        return tr("Waiting since %1.").arg(since);
    return tr("Waiting since %1, %2.").arg(since, nextOf(cause, now));
}

StateWords heldWords(const Job &job, const WaitWord &wait, Moment now)
{
    QString sentence = errorText(wait.code);
    if (job.cause)
        sentence = joined(sentence, timesOf(*job.cause, now));
    return {StateGroup::Waiting, tr(wait.word), joined(sentence, errorRemedy(wait.code))};
}

StateWords queuedWords(const Job &job, Moment now)
{
    if (const WaitWord *wait = waitOf(job))
        return heldWords(job, *wait, now);
    return {StateGroup::Resting, tr("Queued"),
            explain(job.cause ? job.cause->code : ErrorCode::WaitingForTurn)};
}

QString pausedSentence(const Job &job, Moment now)
{
    if (!job.cause)
        return explain(ErrorCode::SuspendedByPerson);
    return tr("Paused since %1.").arg(humane::when(job.cause->since, now)) + u' '
        + errorRemedy(ErrorCode::SuspendedByPerson);
}

StateWords waitingWords(const Job &job, Moment now)
{
    if (const WaitWord *wait = waitOf(job))
        return heldWords(job, *wait, now);
    const QString sentence = explain(job.cause ? job.cause->code : troubleOf(job));
    if (!job.cause || !job.cause->next || *job.cause->next <= now)
        return {StateGroup::Waiting, tr("Trying again soon"), sentence};
    const qint64 seconds = (*job.cause->next - now + 999) / 1000;
    return {StateGroup::Waiting, tr("Trying again in %1").arg(humane::countdown(seconds)),
            sentence};
}

StateWords failedWords(const Job &job)
{
    const ErrorCode why = troubleOf(job);
    const QString sentence = job.error ? joined(errorText(why), errorRemedy(job)) : explain(why);
    if (const ErrorWord *word = find(kErrorWords, why))
        return {word->group, tr(word->word), sentence};
    return {StateGroup::Failed, tr("Failed"), sentence};
}

StateWords transferredWords(const Job &job)
{
    const QString sentence = job.error ? joined(errorText(job.error->code), errorRemedy(job))
                                       : explain(ErrorCode::WaitingForComplete);
    return {StateGroup::Resting, tr("Transferred"), sentence};
}

StateWords doneWords(const Job &job, Moment now)
{
    QString sentence = humane::size(job.bytesTransferred);
    if (job.completed)
        sentence += u" \u00b7 "_s + tr("finished %1").arg(humane::when(*job.completed, now));
    return {StateGroup::Done, tr("Done"), sentence};
}

} // namespace

namespace {

StateWords wordsOfState(const Job &job, Moment now)
{
    switch (job.state) {
    case JobState::Queued:
        return queuedWords(job, now);
    case JobState::Connecting:
        return {StateGroup::Moving, tr("Connecting"), tr("Asks the server.")};
    case JobState::Transferring:
        return {StateGroup::Moving, tr("Transferring"), transferringSentence(job)};
    case JobState::Suspended:
        return {StateGroup::Resting, tr("Paused"), pausedSentence(job, now)};
    case JobState::Error:
        return failedWords(job);
    case JobState::TransientError:
        return waitingWords(job, now);
    case JobState::Transferred:
        return transferredWords(job);
    case JobState::Acknowledged:
        return doneWords(job, now);
    case JobState::Cancelled:
        return {StateGroup::Failed, tr("Cancelled"),
                job.cause ? explain(job.cause->code) : tr("Called off.")};
    }
    return {};
}

} // namespace

StateWords stateWords(const Job &job, Moment now)
{
    StateWords words = wordsOfState(job, now);
    if (job.cause && job.cause->expires)
        words.sentence = joined(words.sentence, expiryOf(job));
    return words;
}

QString expiryOf(const Job &job)
{
    if (!job.cause || !job.cause->expires)
        return {};
    return tr("Nothing has happened for long: cancelled on %1 unless you resume or change it.")
        .arg(humane::dateAndTime(*job.cause->expires));
}

bool needsPerson(const Job &job)
{
    if (job.state != JobState::Error)
        return false;
    const ErrorWord *word = find(kErrorWords, troubleOf(job));
    return word && word->group == StateGroup::NeedsYou;
}

std::optional<ErrorCode> holdOf(const Job &job)
{
    const WaitWord *wait = waitOf(job);
    return wait ? std::optional(wait->code) : std::nullopt;
}

QString holdReason(ErrorCode hold)
{
    const WaitWord *wait = find(kWaitWords, hold);
    return wait ? tr(wait->reason) : QString();
}

bool hasCountdown(const Job &job)
{
    return job.state == JobState::TransientError && job.cause && job.cause->next && !waitOf(job);
}

QUrl signInPageOf(const Job &job)
{
    if (holdOf(job) != ErrorCode::CaptivePortal || !job.cause || !job.cause->link)
        return {};
    const QUrl page(*job.cause->link, QUrl::StrictMode);
    const bool isWeb = page.scheme() == "http"_L1 || page.scheme() == "https"_L1;
    return isWeb && !page.host().isEmpty() ? page : QUrl();
}

QString errorText(ErrorCode code)
{
    return QCoreApplication::translate("errors", textOf(code).toUtf8().constData());
}

QString errorRemedy(ErrorCode code)
{
    return QCoreApplication::translate("errors", remedyOf(code).toUtf8().constData());
}

QString errorRemedy(const Job &job)
{
    const char *own = ownRemedy(job);
    if (!own)
        return errorRemedy(job.error->code);
    return *own ? QCoreApplication::translate("errors", own) : QString();
}

QString remedyOf(const Job &job)
{
    const char *own = ownRemedy(job);
    return own ? QString::fromUtf8(own) : remedyOf(job.error->code);
}

QString sentenceOf(const Error &error)
{
    return sentenceOf(error, errorRemedy(error.code));
}

QString sentenceOf(const Error &error, const QString &remedy)
{
    QString sentence = errorText(error.code);
    QStringList details;
    for (const QString &detail : {error.file, error.detail}) {
        if (!detail.isEmpty())
            details += oneLine(detail, kLongestDetail);
    }
    if (!details.isEmpty())
        sentence += u" ("_s + details.join(u": "_s) + u')';
    return joined(sentence, remedy);
}

} // namespace lighterman
