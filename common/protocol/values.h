// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/job.h"
#include "common/model/sourcechange.h"
#include "common/protocol/field.h"
#include "common/protocol/fileranges.h"
#include "common/protocol/keyvalue.h"

// Field lists of the values inside messages; each travels as a map.
namespace lighterman::protocol {

using namespace Qt::StringLiterals;

template <>
struct ValueFields<Checksum>
{
    static constexpr auto fields()
    {
        return std::tuple{Field{"algorithm"_L1, &Checksum::algorithm},
                          Field{"digest"_L1, &Checksum::digest}};
    }
};

template <>
struct ValueFields<Check>
{
    static constexpr auto fields()
    {
        return std::tuple{Field{"against"_L1, &Check::against},
                          Field{"from-server"_L1, &Check::isFromServer},
                          Field{"passed"_L1, &Check::passed}};
    }
};

template <>
struct ValueFields<Header>
{
    static constexpr auto fields()
    {
        return std::tuple{Field{"name"_L1, &Header::name}, Field{"value"_L1, &Header::value}};
    }
};

template <>
struct ValueFields<NotifyCommand>
{
    static constexpr auto fields()
    {
        return std::tuple{Field{"program"_L1, &NotifyCommand::program},
                          Field{"arguments"_L1, &NotifyCommand::arguments}};
    }
};

template <>
struct ValueFields<JobSettings>
{
    static constexpr auto fields()
    {
        return std::tuple{Field{"priority"_L1, &JobSettings::priority},
                          Field{"manual-complete"_L1, &JobSettings::manualComplete},
                          LaterField{"keep-running"_L1, &JobSettings::keepRunning},
                          Field{"retry-delay"_L1, &JobSettings::retryDelay},
                          Field{"no-progress-timeout"_L1, &JobSettings::noProgressTimeout},
                          Field{"checksum"_L1, &JobSettings::checksum},
                          Field{"headers"_L1, &JobSettings::headers},
                          Field{"notify-command"_L1, &JobSettings::notifyCommand},
                          Field{"transfer-policy"_L1, &JobSettings::transferPolicy},
                          Field{"max-rate"_L1, &JobSettings::maxRate},
                          LaterField{"allow-insecure-basic"_L1, &JobSettings::allowInsecureBasic},
                          LaterField{"preemptive"_L1, &JobSettings::preemptive},
                          LaterField{"proxy"_L1, &JobSettings::proxy},
                          LaterField{"client-certificate"_L1, &JobSettings::clientCertificate}};
    }
};

template <>
struct ValueFields<SourceChange>
{
    static constexpr auto fields()
    {
        return std::tuple{Field{"file"_L1, &SourceChange::file},
                          Field{"prefix"_L1, &SourceChange::prefix},
                          Field{"to"_L1, &SourceChange::to}};
    }
};

template <>
struct ValueFields<FileSpec>
{
    static constexpr auto fields()
    {
        return std::tuple{Field{"url"_L1, &FileSpec::url}, Field{"path"_L1, &FileSpec::path},
                          Field{"ranges"_L1, &FileSpec::ranges}};
    }
};

template <>
struct ValueFields<JobSpec>
{
    static constexpr auto fields()
    {
        return std::tuple{
            Field{"name"_L1, &JobSpec::name},           Field{"type"_L1, &JobSpec::type},
            Field{"folder"_L1, &JobSpec::folder},       Field{"files"_L1, &JobSpec::files},
            Field{"suspended"_L1, &JobSpec::suspended}, Field{"settings"_L1, &JobSpec::settings}};
    }
};

template <>
struct ValueFields<Cause>
{
    static constexpr auto fields()
    {
        return std::tuple{Field{"code"_L1, &Cause::code}, Field{"since"_L1, &Cause::since},
                          Field{"next"_L1, &Cause::next}, Field{"expires"_L1, &Cause::expires},
                          Field{"link"_L1, &Cause::link}};
    }
};

template <>
struct ValueFields<Error>
{
    static constexpr auto fields()
    {
        return std::tuple{Field{"code"_L1, &Error::code}, Field{"detail"_L1, &Error::detail},
                          Field{"context"_L1, &Error::context}, Field{"file"_L1, &Error::file},
                          Field{"retry-after"_L1, &Error::retryAfter}};
    }
};

template <>
struct ValueFields<LogEntry>
{
    static constexpr auto fields()
    {
        return std::tuple{Field{"at"_L1, &LogEntry::at}, Field{"text"_L1, &LogEntry::text}};
    }
};

} // namespace lighterman::protocol
