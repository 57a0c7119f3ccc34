// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/question.h"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace lighterman {

/// The open questions. It only keeps the books: whose job waits for what, how often an answer was
/// not accepted, and when the next one may be given (DESIGN, section 5; UX 4.4).
class Inbox
{
public:
    /// So many answers in a row that are not accepted, and then none for kAnswerPause: most servers
    /// that lock accounts allow more.
    static constexpr int kTries = 3;

    /// One that an earlier agent has left; it is open, and none is tried. To be called before
    /// anything else.
    void recall(const Question &question);
    /// The last number that an earlier agent has given.
    void recallLast(int number) { m_last = std::max(m_last, number); }
    /// From now on `job` waits for the answer, as others may do already. The question's number.
    int ask(QuestionKind kind, const ProtectionSpace &space, const JobId &job, Moment now);
    /// Likewise, with what `about` says that it is about; the rest of it does not count.
    int ask(const Question &about, const JobId &job, Moment now);
    /// The job does not wait any more: a question that nobody waits for closes, and what was
    /// refused counts on if it is asked anew within kAnswerPause. The number of the question that
    /// has changed or closed; 0 where the job waited for none.
    int forget(const JobId &job);

    /// Somebody answers. not-found; invalid-state while another answer is being tried;
    /// sign-in-paused.
    [[nodiscard]] Result<void> answer(int number, Moment now);
    /// The answer was accepted: the question closes. The jobs that waited, the first one first.
    std::vector<JobId> accepted(int number);
    /// It was not: the question is open again, and after kTries of them nothing is taken for
    /// kAnswerPause.
    void refused(int number, Moment now);
    /// What a person gave a job in place of an answer was not accepted: that counts, too.
    void count(int number, Moment now);
    /// Somebody was let in there with what a job was given: what was refused before is no row.
    void letIn(QuestionKind kind, const ProtectionSpace &space);
    /// Whether no answer is taken at present.
    [[nodiscard]] bool isPaused(int number, Moment now) const;
    /// It could not be tried: as if it had not been given.
    void takenBack(int number);
    /// not-found.
    [[nodiscard]] Result<void> putOff(int number);

    /// Nothing where it is not open.
    [[nodiscard]] std::optional<Question> find(int number) const;
    /// The number of the one that `job` waits for; 0: none.
    [[nodiscard]] int ofJob(const JobId &job) const;
    /// Its number; 0: there is none.
    [[nodiscard]] int of(QuestionKind kind, const ProtectionSpace &space) const;
    /// By number.
    [[nodiscard]] std::vector<Question> all() const;

private:
    struct Open
    {
        Question question;            ///< without the jobs
        std::map<qint64, JobId> jobs; ///< by when they came
    };
    struct Refused
    {
        Question about; ///< with its refusals and its pause
        Moment at = 0;  ///< the last of them
    };
    struct Place
    {
        int number = 0;
        qint64 at = 0;
    };
    [[nodiscard]] Result<Question *> open(int number);
    [[nodiscard]] static Question whole(const Open &open);
    [[nodiscard]] int of(const Question &about) const;
    void takeOver(Question &fresh, Moment now) const;

    std::map<int, Open> m_open;
    std::vector<Refused> m_refused;                    ///< of late, one for each matter
    std::unordered_map<JobId, Place, HashId> m_places; ///< of the jobs that wait
    int m_last = 0;                                    ///< number given
    qint64 m_lastPlace = 0;
};

} // namespace lighterman
