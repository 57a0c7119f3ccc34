// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/model/job.h"

#include "common/model/wirenames.h"

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array kVerbs{"suspend"_L1, "resume"_L1, "cancel"_L1, "complete"_L1};
constexpr std::array kMoves{"first"_L1, "last"_L1, "up"_L1, "down"_L1};

} // namespace

QLatin1StringView wireName(JobVerb verb)
{
    return kVerbs.at(std::size_t(verb));
}

std::optional<JobVerb> jobVerbFromWire(QStringView name)
{
    return fromWire<JobVerb>(kVerbs, name);
}

QLatin1StringView wireName(QueueMove move)
{
    return kMoves.at(std::size_t(move));
}

Result<QueueMove> queueMoveFromWire(QStringView name)
{
    if (const auto move = fromWire<QueueMove>(kMoves, name))
        return *move;
    return fail(ErrorCode::InvalidArgument, u"queue: first, last, up or down is needed"_s);
}

Result<void> readUseAnyway(QStringView value)
{
    if (value != "once"_L1)
        return fail(ErrorCode::InvalidArgument, u"use-anyway: once is needed"_s);
    return {};
}

bool isLegal(JobVerb verb, JobState state)
{
    switch (verb) {
    case JobVerb::Suspend:
        return state == JobState::Suspended || next(state, JobEvent::Suspend);
    case JobVerb::Resume:
        return state == JobState::Queued || isMoving(state) || next(state, JobEvent::Resume);
    case JobVerb::Cancel:
        return next(state, JobEvent::Cancel).has_value();
    case JobVerb::Complete:
        return next(state, JobEvent::Complete).has_value();
    }
    return false;
}

} // namespace lighterman
