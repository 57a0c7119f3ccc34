// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/job.h"

#include <QUrl>

namespace lighterman {

/// The five groups of states that a person must tell apart at a glance, and how a job can end.
enum class StateGroup : quint8 {
    Moving,
    Resting,  ///< queued, paused, or waiting to be completed by hand
    Waiting,  ///< clears itself: never a reason to disturb anybody
    NeedsYou, ///< only a person can answer
    Done,
    Failed, ///< failed or called off
};

/// What to say about a job.
struct StateWords
{
    StateGroup group = StateGroup::Resting;
    QString word;     ///< `Transferring`, `Paused`, `Trying again in 0:48`
    QString sentence; ///< what happens, then what happens next or what one may do
    bool operator==(const StateWords &) const = default;
};

/// The one table of words for states: window, tray and command line say the same. The texts are
/// English unless a translator is installed (context "states"; the sentences of textOf and remedyOf
/// are looked up in context "errors").
[[nodiscard]] StateWords stateWords(const Job &job, Moment now);

/// The warning that `job` is about to be cancelled for inactivity; empty when it is not.
[[nodiscard]] QString expiryOf(const Job &job);

/// True when the job stands still until a person gives a password, an identity or a yes.
[[nodiscard]] bool needsPerson(const Job &job);

/// What holds the job until an event ends that, where one more try would change nothing: a gate, a
/// full disk. Nothing for a job that waits for its turn or its next try.
[[nodiscard]] std::optional<ErrorCode> holdOf(const Job &job);
/// Such a hold in a few words, for several jobs: `no network`. Empty for any other code.
[[nodiscard]] QString holdReason(ErrorCode hold);

/// True while the word of the job counts seconds: `Trying again in 0:48`.
[[nodiscard]] bool hasCountdown(const Job &job);

/// The page to sign in to the network that holds `job`; empty when something else holds it, or
/// when no page is known. Whoever runs the network chooses it, so it is never anything but http or
/// https.
[[nodiscard]] QUrl signInPageOf(const Job &job);

/// textOf and remedyOf in the language of the program.
[[nodiscard]] QString errorText(ErrorCode code);
[[nodiscard]] QString errorRemedy(ErrorCode code);
/// What one may do about the error of `job`, which it has: a job that was given up or paused is not
/// tried again by itself, whatever its error would be elsewhere, and one whose files are all here
/// is completed, not resumed. In the language of the program, and in English.
[[nodiscard]] QString errorRemedy(const Job &job);
[[nodiscard]] QString remedyOf(const Job &job);

/// Text, file, detail and remedy of `error` in one line, without control characters.
[[nodiscard]] QString sentenceOf(const Error &error);
/// The same with another remedy, which may be empty.
[[nodiscard]] QString sentenceOf(const Error &error, const QString &remedy);

} // namespace lighterman
