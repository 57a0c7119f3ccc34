// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/error.h"
#include "common/model/ids.h"
#include "common/protocol/field.h"

namespace lighterman::protocol {

using namespace Qt::StringLiterals;

/// The new job is safe.
struct Added
{
    static constexpr auto kind = "added"_L1;
    JobId job;
    std::optional<Error> remark = {}; ///< what a success has to say: disk-full
    static constexpr auto fields()
    {
        return std::tuple{Field{"job"_L1, &Added::job}, Field{"remark"_L1, &Added::remark}};
    }
};

} // namespace lighterman::protocol
