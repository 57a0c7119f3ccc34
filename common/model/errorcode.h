// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/errorcontext.h"

#include <QString>

#include <optional>

namespace lighterman {

/// What went wrong, or why a job does not move. The value of a code that BITS has is its HRESULT;
/// codes of our own are small numbers and have no hex. HTTP statuses are httpError(status).
enum class ErrorCode : quint32 {
    None = 0,
    // Causes: nothing is wrong, but the job does not move.
    WaitingForTurn,     ///< queued behind other jobs
    SuspendedByPerson,  ///< paused
    WaitingForComplete, ///< transferred, and to be completed by hand
    OwnerLoggedOff,     ///< moves again when the owner logs on
    Inactive,           ///< cancelled: nothing had happened to it for too long
    // Ours beyond BITS.
    InvalidUrl,
    UnsupportedScheme,
    TimedOut,
    TlsFailed,
    CertificateUntrusted, ///< of an unknown issuer, its own issuer, or not sound
    CertificateOtherHost, ///< sound, but made out to another name
    CertificateExpired,
    CertificateNotYetValid,
    CertificateRevoked,
    ClockWrong, ///< so that no certificate can be judged
    TooManyRedirects,
    InsecureRedirect,
    ContentEncoded, ///< the server compressed what must come as it is
    PageInsteadOfFile,
    CaptivePortal, ///< the network shows its sign-in page in place of everything
    DiskFull,
    FolderMissing,
    NotAFolder,
    FileExists,
    LocalFileError,
    AgentUnreachable,
    AgentRunning,
    AmbiguousJob,
    ProtocolError,
    StoreNewer,
    StoreFailed,
    SettingsFailed,
    NotifyNotRunnable, ///< there is no such program, or it may not be run
    NotifyFailed,
    NotifyTimedOut,
    NoLinkMatches, ///< success: no link of the job begins with the prefix that was to change
    FileSizeLimit, ///< of a file system or of this process
    KeyringLocked,
    KeyringMissing,   ///< this session has no service that keeps secrets
    KeyringFailed,    ///< it did not answer in time, or not with sense
    InsecureBasic,    ///< a password would go over the line for all to read
    TicketNeeded,     ///< of Kerberos: there is none, or it has ended
    SignInPaused,     ///< too many answers were not accepted
    HeadersMissing,   ///< their values were not in the keyring any more
    ServerUnproven,   ///< the server was to prove that it knows the password, too, and did not
    PassphraseNeeded, ///< of the key of a client certificate
    ClientCertificateRejected, ///< the server does not take the one that it was shown
    ClientCertificateMissing,  ///< there is none of that name
    ClientCertificateUnusable, ///< there is one, without a key that fits, or that TLS cannot use
    Internal,
    PartialComplete = 0x00200017,     ///< success: only finished files were kept
    UnableToDeleteFiles = 0x0020001A, ///< success: some part files are left
    NotFound = 0x80200001,
    InvalidState = 0x80200002,
    Empty = 0x80200003,
    DestinationLocked = 0x8020000D, ///< another program has the file or its folder to itself
    NetworkDisconnected = 0x80200010,
    MissingFileSize = 0x80200011,
    InsufficientRangeSupport = 0x80200013,
    InvalidServerResponse = 0x8020001B,
    TooManyFiles = 0x8020001C,
    TooLarge = 0x80200020,
    StringTooLong = 0x80200021,
    NoProgress = 0x80200024,
    UserNameTooLarge = 0x80200025,
    PasswordTooLarge = 0x80200026,
    InvalidAuthTarget = 0x80200027,
    InvalidAuthScheme = 0x80200028,
    FileNotFound = 0x80200029, ///< the part file, which was here before
    InvalidRange = 0x8020002B,
    OverlappingRanges = 0x8020002C,
    ConnectFailure = 0x8020002D,
    ConnectionClosed = 0x8020002E,
    BlockedByPolicy = 0x8020003E,
    InvalidProxyInfo = 0x8020003F,
    InvalidHashAlgorithm = 0x80200041,
    TooManyJobsPerUser = 0x80200049,
    TooManyFilesInJob = 0x80200051,
    TooManyRangesInFile = 0x80200052,
    ValidationFailed = 0x80200053,
    MaxDownloadTimeout = 0x80200054,
    TokenRequired = 0x80200056,
    UnknownPropertyId = 0x80200057,   ///< there is no setting of that name
    BlockedByCostPolicy = 0x80200059, ///< the network costs more than the job may
    MaxDownloadSizeInvalidValue = 0x80200063,
    MaxDownloadSizeLimitReached = 0x80200064,
    StandbyMode = 0x80200065, ///< the machine sleeps, or has just done so
    BlockedByBatteryPolicy = 0x80200067,
    DatabaseCorrupt = 0x8020006C,
    RemoteFileChanged = 0x80200073,
    AccessDenied = 0x80070005,
    InvalidArgument = 0x80070057,
    NameNotResolved = 0x80072EE7,
    ClientCertificateNeeded = 0x80072F0C, ///< the server asks for one, and the job has none
};

/// The code of HTTP status `status`: `http-404`, 0x80190194. What is not 100 to 599, as servers may
/// write, is invalid-server-response, and tried again (reference of BITS, section 3.5).
[[nodiscard]] constexpr ErrorCode httpError(int status)
{
    return status >= 100 && status <= 599 ? ErrorCode(0x80190000U + quint32(status))
                                          : ErrorCode::InvalidServerResponse;
}
/// The HTTP status behind `code`, if it has one.
[[nodiscard]] std::optional<int> httpStatus(ErrorCode code);

/// How an error ends.
enum class ErrorKind : quint8 {
    Fatal,         ///< a person must act
    Transient,     ///< tried again after a delay
    EventReleased, ///< never tried again by time, but by the event that ends the trouble
};

/// Kebab-case, stable: `network-disconnected`, `http-404`.
[[nodiscard]] QString wireName(ErrorCode code);
[[nodiscard]] std::optional<ErrorCode> errorCodeFromWire(QStringView name);
/// `0x80200010`; nothing for codes that BITS does not have.
[[nodiscard]] std::optional<QString> hexOf(ErrorCode code);
/// Fatal or transient, by the rules of BITS (its sections 3.4 and 3.5) and DESIGN section 5.
[[nodiscard]] ErrorKind kindOf(ErrorCode code);
/// What happened: one English sentence for people; translations use it as their key.
[[nodiscard]] QString textOf(ErrorCode code);
/// What happens next or what a person can do: one or two English sentences.
[[nodiscard]] QString remedyOf(ErrorCode code);

} // namespace lighterman
