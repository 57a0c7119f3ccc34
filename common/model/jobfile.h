// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/jobspec.h"

namespace lighterman {

/// What is needed to go on with a part file and to know that it still fits.
struct ResumePoint
{
    qint64 synced = 0;            ///< bytes known to survive a power cut
    QByteArray etag = {};         ///< strong entity tag, with its quotes; empty when there is none
    QByteArray lastModified = {}; ///< as the server wrote it
    /// Names boot, mount and file. While it is unchanged, bytes past `synced` are trusted too, for
    /// then only a process ended, and what it had written is in the page cache (docs/adr).
    QByteArray continuity = {};
    /// Which bytes are here, as the transport wrote it down; empty while they are the first ones of
    /// the file, without a hole between them.
    QByteArray pieces = {};
    /// Bytes of the file on the server, where only ranges of it are fetched.
    std::optional<qint64> sourceSize = {};
    /// What is here came from another link: all that is known has to agree before it goes on.
    bool isElsewhere = false;
    /// What the server says that the whole file hashes to (RFC 9530, RFC 3230).
    std::optional<Checksum> digest = {};
    bool operator==(const ResumePoint &) const = default;
};

/// A whole file was hashed, and this came out.
struct Check
{
    Checksum against = {};
    bool isFromServer = false; ///< else it was the person who gave it
    bool passed = false;
    bool operator==(const Check &) const = default;
};

/// One file of a job.
struct JobFile
{
    int index = 0;
    QUrl url = {};
    QString path = {};     ///< final path; empty until the name is known
    QString partPath = {}; ///< where the bytes are; empty until there are any
    qint64 bytesTransferred = 0;
    std::optional<qint64> bytesTotal = {};
    bool transferred = false;           ///< every byte is here and synced, still under partPath
    bool completed = false;             ///< renamed: usable under path
    std::optional<bool> resumable = {}; ///< unknown until the server has answered
    ResumePoint resume = {};
    ByteRanges ranges = {};          ///< all figures are of the local file, which has nothing else
    std::optional<Check> check = {}; ///< the last one, of the bytes that are here
    bool operator==(const JobFile &) const = default;

    /// Every byte is in the part file, but the file as a whole is not what it should be: none of
    /// them counts, and they are kept until a person has decided.
    [[nodiscard]] bool isRefused() const { return check && !check->passed; }
};

} // namespace lighterman
