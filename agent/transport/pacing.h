// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/ports.h"
#include "agent/transport/bucket.h"

#include <functional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace lighterman {

class Pace;

/// Holds the connections of all jobs to their limits by having them read no faster: what is not
/// read fills the buffers up to the server, which then sends no faster either. Connections of one
/// job share its limit, and those of all background jobs the common one. Knows no clock; lives on
/// the transport's thread.
class Pacing
{
public:
    using Time = Bucket::Time;
    /// How often go() is to be called while isNeeded().
    static constexpr std::chrono::milliseconds kEvery{50};

    /// Counts for as long as the job has connections.
    void setPace(const JobId &job, const JobPace &pace, Time now);
    void setSharedLimit(RateLimit limit, Time now);

    /// Whether anybody has a limit, so that go() has to be called.
    [[nodiscard]] bool isNeeded() const;
    /// As it was told last.
    [[nodiscard]] JobPace paceOf(const JobId &job) const;
    /// The tightest limit that the job has, be it its own or the common one.
    [[nodiscard]] RateLimit limitOf(const JobId &job) const;
    /// Gives those who wait what has gathered since: of the common limit equal shares to each job,
    /// and of those to each of its connections. Who leaves some of it leaves it to the others.
    void go(Time now);

private:
    friend class Pace; // the two are one thing, in two halves
    struct Group
    {
        JobPace pace;
        Bucket own;
        std::size_t paces = 0;
        std::size_t due = 0; ///< of them, when the shares were last weighed
    };
    Group &join(Pace &pace, const JobId &job);
    void leave(Pace &pace, const JobId &job);
    [[nodiscard]] qint64 left(const Group &group) const;
    void spend(Group &group, qint64 bytes);
    void weigh();
    [[nodiscard]] qint64 shareOf(const Pace &pace) const;
    void handOut();

    std::unordered_map<JobId, Group, HashId> m_groups; // addresses stay
    Bucket m_shared;
    std::vector<Pace *> m_paces; // not owned; who comes first is another one each time
};

/// One connection's part in it.
class Pace final
{
public:
    /// `goOn` is called, from Pacing::go(), when it has had to wait and may read again. `pacing` is
    /// not owned and outlives it.
    Pace(Pacing &pacing, const JobId &job, std::function<void()> goOn);
    ~Pace();
    Pace(const Pace &) = delete;
    Pace &operator=(const Pace &) = delete;

    /// How many bytes may be read now, at most `wanted`. With 0 it waits from now on.
    [[nodiscard]] qint64 allowed(qint64 wanted);
    void spend(qint64 bytes);
    /// There is nothing to read any more.
    void stopWaiting() { m_isWaiting = false; }
    /// Whether it waits: it is our own doing then that nothing is read.
    [[nodiscard]] bool isWaiting() const { return m_isWaiting; }
    /// Whether it has waited since this was asked last.
    [[nodiscard]] bool hasWaited() { return std::exchange(m_hasWaited, m_isWaiting); }

private:
    friend class Pacing;

    Pacing &m_pacing;
    JobId m_job;
    Pacing::Group &m_group;
    std::function<void()> m_goOn;
    std::optional<qint64> m_share; // while go() calls
    bool m_isDue = false;          // its turn is still to come in go()
    bool m_isWaiting = false;
    bool m_hasWaited = false;
};

} // namespace lighterman
