// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/model/errortable.h"

#include <array>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

using enum ErrorKind;
using Code = ErrorCode;

// UTF-8 beyond ASCII would not survive QLatin1StringView: keep the sentences in ASCII.
constexpr std::array kRows{
    ErrorRow{Code::None, "none"_L1, Fatal, "Nothing is wrong."_L1, ""_L1},
    ErrorRow{Code::WaitingForTurn, "waiting-for-turn"_L1, EventReleased, "Waits for its turn."_L1,
             "Starts by itself when a slot is free."_L1},
    ErrorRow{Code::SuspendedByPerson, "suspended"_L1, EventReleased, "Paused."_L1,
             "Resume it to go on."_L1},
    ErrorRow{Code::WaitingForComplete, "waiting-for-complete"_L1, EventReleased,
             "All files are here, hidden until the job is completed."_L1,
             "Complete it to make the files appear."_L1},
    ErrorRow{
        Code::OwnerLoggedOff, "owner-logged-off"_L1, EventReleased,
        "The owner is not logged on."_L1,
        "Goes on by itself at the next logon. To go on now, without the keyring: lighterman set "
        "JOB keep-running=true"_L1},
    ErrorRow{Code::Inactive, "inactive"_L1, EventReleased,
             "Nothing had happened to it for too long."_L1,
             "Add the link again if you still want it; inactivity-days says how long that is."_L1},
    ErrorRow{Code::InvalidUrl, "invalid-url"_L1, Fatal, "This is not a complete link."_L1,
             "Give a link such as https://host/file, with spaces written as %20."_L1},
    ErrorRow{Code::UnsupportedScheme, "unsupported-scheme"_L1, Fatal,
             "This kind of link cannot be transferred."_L1, "Use an http or https link."_L1},
    ErrorRow{Code::TimedOut, "timed-out"_L1, Transient, "The server stopped sending."_L1,
             "It is tried again by itself."_L1},
    ErrorRow{Code::TlsFailed, "tls-failed"_L1, Fatal,
             "No secure connection to the server could be made."_L1,
             "Check the address and this computer's clock, then resume."_L1},
    ErrorRow{
        Code::CertificateUntrusted, "certificate-untrusted"_L1, Fatal,
        "The server's certificate is not trusted."_L1,
        "Ask who runs the server; resume once its certificate is in order. Where you may trust "
        "it all the same, lighterman questions shows it."_L1},
    ErrorRow{Code::CertificateOtherHost, "certificate-other-host"_L1, Fatal,
             "The server's certificate is made out to another name."_L1,
             "Check the name in the link: lighterman set JOB url=LINK corrects it. If it is right, "
             "ask who runs the server; lighterman questions shows the certificate."_L1},
    ErrorRow{Code::CertificateExpired, "certificate-expired"_L1, Fatal,
             "The server's certificate has expired."_L1,
             "Check this computer's clock. If it is right, tell whoever runs the server; resume "
             "once there is a new certificate. lighterman questions shows this one."_L1},
    ErrorRow{
        Code::CertificateNotYetValid, "certificate-not-yet-valid"_L1, Fatal,
        "The server's certificate is not valid yet."_L1,
        "Check this computer's clock, then resume. If it is right, ask who runs the server."_L1},
    ErrorRow{Code::CertificateRevoked, "certificate-revoked"_L1, Fatal,
             "The server's certificate has been revoked."_L1,
             "Somebody else may pose as the server. Ask who runs it; resume once there is a new "
             "certificate."_L1},
    ErrorRow{Code::ClockWrong, "clock-wrong"_L1, Fatal,
             "This computer's clock is wrong, so no certificate can be judged."_L1,
             "Set date and time, then resume: timedatectl set-ntp true keeps them right."_L1},
    ErrorRow{Code::TooManyRedirects, "too-many-redirects"_L1, Fatal,
             "The link leads from one address to the next without end."_L1,
             "Get a new link from the site."_L1},
    ErrorRow{Code::InsecureRedirect, "insecure-redirect"_L1, Fatal,
             "The server leads from a secure address to an insecure one."_L1,
             "It was not followed. Get a secure link from the site."_L1},
    ErrorRow{Code::ContentEncoded, "content-encoded"_L1, Fatal,
             "The server sends the file compressed although it was asked not to."_L1,
             "Use another mirror, or tell whoever runs the server."_L1},
    ErrorRow{Code::PageInsteadOfFile, "page-instead-of-file"_L1, Fatal,
             "The server sends a web page in place of the rest of the file."_L1,
             "Open the link in a browser: it may need a sign-in or may have expired. "
             "What has arrived is kept; resume when the link works."_L1},
    ErrorRow{Code::CaptivePortal, "captive-portal"_L1, EventReleased,
             "This network wants you to sign in before it lets anything through."_L1,
             "Open its sign-in page in a browser: it goes on by itself after that. If there is no "
             "such page, the link leads to a web page itself: resume the job to get that, two "
             "minutes or more after joining the network."_L1},
    ErrorRow{Code::DiskFull, "disk-full"_L1, EventReleased,
             "There is not enough space on the disk."_L1,
             "Free some space: it goes on by itself."_L1},
    ErrorRow{Code::FolderMissing, "folder-missing"_L1, Fatal,
             "The destination folder does not exist."_L1,
             "Create the folder, then resume; or add the link anew with another one."_L1},
    ErrorRow{Code::NotAFolder, "not-a-folder"_L1, Fatal,
             "The destination is a file, not a folder."_L1,
             "Make a folder of that name, then resume; or add the link anew with another one."_L1},
    ErrorRow{Code::FileExists, "file-exists"_L1, Fatal, "A file of this name is there already."_L1,
             "Move it away or choose another name, then resume."_L1},
    ErrorRow{Code::LocalFileError, "local-file-error"_L1, Fatal,
             "The file could not be written."_L1, "Check the disk and the folder, then resume."_L1},
    ErrorRow{Code::AgentUnreachable, "agent-unreachable"_L1, Transient,
             "The transfer service does not answer."_L1, "Start it with: lighterman agent run"_L1},
    ErrorRow{Code::AgentRunning, "agent-running"_L1, Fatal,
             "Another transfer service is at work already."_L1,
             "Use that one, or stop it first with: lighterman agent stop"_L1},
    ErrorRow{Code::AmbiguousJob, "ambiguous-job"_L1, Fatal, "More than one job matches."_L1,
             "Give more of the id; lighterman list shows it."_L1},
    ErrorRow{Code::ProtocolError, "protocol-error"_L1, Fatal,
             "The two programs do not understand each other."_L1,
             "Restart the transfer service so that both are of the same version."_L1},
    ErrorRow{Code::StoreNewer, "store-newer"_L1, Fatal,
             "The list of jobs was written by a newer version of this program."_L1,
             "Update the program; the list is left untouched."_L1},
    ErrorRow{Code::StoreFailed, "store-failed"_L1, Transient,
             "The list of jobs could not be saved."_L1,
             "Check the disk that holds your home folder."_L1},
    ErrorRow{Code::SettingsFailed, "settings-failed"_L1, Fatal,
             "The settings could not be saved."_L1,
             "Check the folder of the settings, then set them again."_L1},
    ErrorRow{Code::NotifyNotRunnable, "notify-not-runnable"_L1, Transient,
             "The notify command cannot be run."_L1,
             "Give the full path of a program that is there and that you may run."_L1},
    ErrorRow{Code::NotifyFailed, "notify-failed"_L1, Transient,
             "The notify command ended with an error."_L1, "It is run again by itself."_L1},
    ErrorRow{Code::NotifyTimedOut, "notify-timed-out"_L1, Transient,
             "The notify command took too long and was stopped."_L1,
             "Have it end sooner, or raise the setting notify-timeout."_L1},
    ErrorRow{Code::NoLinkMatches, "no-link-matches"_L1, Fatal,
             "No link of the job begins like that, so nothing was changed."_L1,
             "lighterman info shows the links; upper and lower case differ."_L1},
    ErrorRow{Code::FileSizeLimit, "file-size-limit"_L1, Fatal,
             "The disk cannot hold a file of this size."_L1,
             "Choose a folder on another disk: FAT, as on many memory sticks, ends at 4 GiB."_L1},
    ErrorRow{Code::Internal, "internal"_L1, Fatal, "Something went wrong that should not have."_L1,
             "Resume to try again, and please report it with the job's log."_L1},
    ErrorRow{Code::PartialComplete, "partial-complete"_L1, Fatal,
             "Only the files that had arrived were kept."_L1,
             "The unfinished ones were deleted."_L1},
    ErrorRow{Code::UnableToDeleteFiles, "unable-to-delete-files"_L1, Fatal,
             "Some unfinished files could not be deleted."_L1, "Delete them by hand."_L1},
    ErrorRow{Code::NotFound, "not-found"_L1, Fatal, "There is no such job."_L1,
             "lighterman list shows all jobs."_L1},
    ErrorRow{Code::InvalidState, "invalid-state"_L1, Fatal,
             "This cannot be done in the job's present state."_L1,
             "lighterman info shows the state."_L1},
    ErrorRow{Code::Empty, "empty"_L1, Fatal, "The job has no files."_L1, "Add a link."_L1},
    ErrorRow{Code::DestinationLocked, "destination-locked"_L1, EventReleased,
             "Another program has the file or its folder to itself."_L1,
             "Close it there: it goes on by itself."_L1},
    ErrorRow{Code::NetworkDisconnected, "network-disconnected"_L1, EventReleased,
             "There is no network."_L1,
             "Goes on by itself when the network is back. If it is there all the same, have it "
             "tried: lighterman check-now"_L1},
    ErrorRow{Code::MissingFileSize, "missing-file-size"_L1, Fatal,
             "The server does not say how large the file is."_L1, "Get another link."_L1},
    ErrorRow{Code::InsufficientRangeSupport, "insufficient-range-support"_L1, Fatal,
             "The server cannot send part of a file."_L1, "Get the whole file instead."_L1},
    ErrorRow{Code::InvalidServerResponse, "invalid-server-response"_L1, Transient,
             "The server's answer makes no sense."_L1, "It is tried again by itself."_L1},
    ErrorRow{Code::TooManyFiles, "too-many-files"_L1, Fatal, "An upload has exactly one file."_L1,
             "Make one job for each file."_L1},
    ErrorRow{Code::TooLarge, "too-large"_L1, Fatal, "This is larger than allowed."_L1,
             "Make it smaller."_L1},
    ErrorRow{Code::StringTooLong, "string-too-long"_L1, Fatal, "A text is longer than allowed."_L1,
             "Links have at most 2200 characters, names 256."_L1},
    ErrorRow{Code::NoProgress, "no-progress"_L1, Fatal, "Nothing has arrived for too long."_L1,
             "Check the link, then resume the job or cancel it."_L1},
    ErrorRow{Code::FileNotFound, "file-not-found"_L1, Fatal,
             "What had arrived is not on the disk any more."_L1,
             "Resume the job to download it again."_L1},
    ErrorRow{
        Code::InvalidRange, "invalid-range"_L1, Fatal, "The part asked for is not in the file."_L1,
        "The ranges of a job cannot be changed: add the link anew with ranges of the file."_L1},
    ErrorRow{Code::OverlappingRanges, "overlapping-ranges"_L1, Fatal, "Two ranges overlap."_L1,
             "Add the link with ranges that do not overlap."_L1},
    ErrorRow{Code::ConnectFailure, "connect-failure"_L1, Transient,
             "No connection to the server could be made."_L1, "It is tried again by itself."_L1},
    ErrorRow{Code::ConnectionClosed, "connection-closed"_L1, Transient,
             "The server closed the connection too early."_L1, "It is tried again by itself."_L1},
    ErrorRow{
        Code::BlockedByPolicy, "blocked-by-policy"_L1, EventReleased,
        "Background transfers are not allowed at this time."_L1,
        "Goes on by itself when max-rate, schedule and schedule-rate (lighterman config) allow it. "
        "To go on now: lighterman set JOB priority=foreground"_L1},
    ErrorRow{Code::InvalidProxyInfo, "invalid-proxy-info"_L1, Fatal,
             "The proxy setting cannot be used."_L1, "Correct the proxy, then resume."_L1},
    ErrorRow{
        Code::InvalidHashAlgorithm, "invalid-hash-algorithm"_L1, Fatal,
        "This kind of checksum is not known."_L1,
        "Use md5, sha1, sha224, sha256, sha384, sha512 or blake2b, a colon, and the digits."_L1},
    ErrorRow{
        Code::TooManyJobsPerUser, "too-many-jobs-per-user"_L1, Fatal,
        "There are as many unfinished jobs as are allowed."_L1,
        "Complete or cancel some, or raise the limit with: lighterman config set max-jobs=N"_L1},
    ErrorRow{Code::TooManyFilesInJob, "too-many-files-in-job"_L1, Fatal,
             "A job cannot hold that many files."_L1,
             "Make several jobs; or raise the limit, to 10000 at most, with: lighterman config set "
             "max-files-per-job=N"_L1},
    ErrorRow{Code::TooManyRangesInFile, "too-many-ranges-in-file"_L1, Fatal,
             "A file cannot have that many ranges."_L1,
             "Ask for fewer, or raise the limit with: lighterman config set "
             "max-ranges-per-file=N"_L1},
    ErrorRow{
        Code::ValidationFailed, "validation-failed"_L1, Fatal,
        "The file that arrived does not match its checksum."_L1,
        "It is kept, hidden. Resume to download it again. Or give the right checksum (lighterman"
        " set JOB checksum=ALGORITHM:DIGITS, or none to take it as it is) and resume: what is"
        " here is then checked again. Cancel to delete it."_L1},
    ErrorRow{Code::MaxDownloadTimeout, "max-download-timeout"_L1, Fatal,
             "The transfer took longer than the job allows."_L1, "Resume to give it more time."_L1},
    ErrorRow{Code::UnknownPropertyId, "unknown-property-id"_L1, Fatal,
             "There is no such setting."_L1,
             "lighterman config list shows those of the service, lighterman set --help those of a "
             "job."_L1},
    ErrorRow{Code::BlockedByCostPolicy, "blocked-by-cost-policy"_L1, EventReleased,
             "This network is metered or roaming, and the job's transfer policy keeps off it."_L1,
             "Goes on by itself on another network. To use this one for the job, once: lighterman "
             "set JOB use-anyway=once"_L1},
    ErrorRow{Code::MaxDownloadSizeInvalidValue, "max-download-size-invalid-value"_L1, Fatal,
             "This is no size that downloads can be limited to."_L1,
             "Give a whole number of bytes, or 0 for no limit."_L1},
    ErrorRow{Code::MaxDownloadSizeLimitReached, "max-download-size-limit-reached"_L1, Fatal,
             "The download is larger than allowed."_L1,
             "Raise the limit with: lighterman config set max-download-size=BYTES (0 for none); "
             "then resume."_L1},
    ErrorRow{Code::TokenRequired, "token-required"_L1, Fatal,
             "The identity lent to this job is gone."_L1,
             "Lend it again, or clear it, then resume."_L1},
    ErrorRow{Code::StandbyMode, "standby-mode"_L1, EventReleased,
             "This computer is asleep, or has just woken up."_L1,
             "Goes on by itself soon after waking."_L1},
    ErrorRow{
        Code::BlockedByBatteryPolicy, "blocked-by-battery-policy"_L1, EventReleased,
        "The battery is low, and this is a background job."_L1,
        "Goes on by itself once the computer has power again. To go on now: lighterman set JOB "
        "priority=foreground; for another floor: lighterman config set battery-floor=PERCENT"_L1},
    ErrorRow{Code::DatabaseCorrupt, "database-corrupt"_L1, Fatal, "The list of jobs is damaged."_L1,
             "The damaged file was set aside and a backup is used."_L1},
    ErrorRow{Code::RemoteFileChanged, "remote-file-changed"_L1, Transient,
             "The file on the server has changed."_L1, "It is fetched again from the start."_L1},
    ErrorRow{Code::AccessDenied, "access-denied"_L1, Fatal, "This is not allowed."_L1,
             "Choose a folder that you may write to, or ask whoever may."_L1},
    ErrorRow{Code::InvalidArgument, "invalid-argument"_L1, Fatal, "A value is not valid."_L1,
             "Check what was given."_L1},
    ErrorRow{Code::UserNameTooLarge, "username-too-large"_L1, Fatal,
             "The user name is too long."_L1, "It has at most 300 characters."_L1},
    ErrorRow{Code::PasswordTooLarge, "password-too-large"_L1, Fatal, "The password is too long."_L1,
             "It has at most 65,535 characters."_L1},
    ErrorRow{Code::InvalidAuthTarget, "invalid-auth-target"_L1, Fatal,
             "There is nobody of that kind to sign in to."_L1,
             "Give server, proxy or client-key."_L1},
    ErrorRow{Code::InvalidAuthScheme, "invalid-auth-scheme"_L1, Fatal,
             "There is no such way to sign in there."_L1,
             "Give basic, digest, ntlm, negotiate, bearer or, for servers alone, passport; or "
             "passphrase, for client-key alone."_L1},
    ErrorRow{Code::KeyringLocked, "keyring-locked"_L1, EventReleased, "The keyring is locked."_L1,
             "Unlock it: the job goes on by itself."_L1},
    ErrorRow{Code::KeyringMissing, "keyring-missing"_L1, Fatal,
             "This session has no keyring that could keep a password."_L1,
             "Passwords are kept until the agent ends. Install and start one, such as GNOME "
             "Keyring or KWallet, for longer."_L1},
    ErrorRow{Code::KeyringFailed, "keyring-failed"_L1, Transient,
             "The keyring does not answer as it should."_L1,
             "It is asked again by itself. If that goes on, start the keyring anew."_L1},
    ErrorRow{Code::InsecureBasic, "insecure-basic"_L1, Fatal,
             "The server wants a password that everybody on the way could read."_L1,
             "Use an https link. To send it all the same: lighterman set JOB "
             "allow-insecure-basic=true, then resume."_L1},
    ErrorRow{Code::TicketNeeded, "ticket-needed"_L1, Fatal,
             "There is no Kerberos ticket that counts there."_L1,
             "Get one (kinit), then resume."_L1},
    ErrorRow{Code::SignInPaused, "sign-in-paused"_L1, Fatal,
             "Three answers were not accepted, and no other one is taken for a while."_L1,
             "Make sure of what you type, and answer again five minutes after the last one."_L1},
    ErrorRow{
        Code::HeadersMissing, "headers-missing"_L1, Fatal,
        "The headers of the job are not in the keyring any more."_L1,
        "They may be secrets, and are kept nowhere else. Give it all of them again: lighterman "
        "set JOB headers='NAME: VALUE', then resume."_L1},
    ErrorRow{Code::ServerUnproven, "server-unproven"_L1, Fatal,
             "The server could not prove that it knows the password, too."_L1,
             "It may not be the one that it says it is. Ask whoever runs it before you resume."_L1},
    ErrorRow{Code::PassphraseNeeded, "passphrase-needed"_L1, Fatal,
             "The key of the client certificate is locked with a passphrase."_L1,
             "lighterman questions lists what is asked, and lighterman answer N answers it: the "
             "jobs that wait for it go on."_L1},
    ErrorRow{Code::ClientCertificateNeeded, "client-certificate-needed"_L1, Fatal,
             "The server wants a certificate that shows who asks, and the job has none."_L1,
             "Give it one: lighterman questions, then lighterman answer N --client-certificate "
             "FILE. For this job alone: lighterman set JOB client-certificate=FILE, then "
             "resume."_L1},
    ErrorRow{Code::ClientCertificateRejected, "client-certificate-rejected"_L1, Fatal,
             "The server does not accept the client certificate of the job."_L1,
             "It may have expired, or be for another server. Give it another one: lighterman "
             "questions, then lighterman answer N --client-certificate FILE"_L1},
    ErrorRow{Code::ClientCertificateMissing, "client-certificate-missing"_L1, Fatal,
             "The client certificate of the job is not there, or may not be read."_L1,
             "Put it back, let yourself read it, or name another one: lighterman set JOB "
             "client-certificate=FILE. Then resume."_L1},
    ErrorRow{Code::ClientCertificateUnusable, "client-certificate-unusable"_L1, Fatal,
             "The client certificate of the job cannot be used."_L1,
             "A PEM or PKCS#12 file with the certificate and its key is needed: lighterman set "
             "JOB client-certificate=FILE, then resume."_L1},
    ErrorRow{Code::NameNotResolved, "name-not-resolved"_L1, Transient,
             "The server's name is not known."_L1,
             "Check the link. It is tried again by itself."_L1},
    ErrorRow{httpError(400), "http-400"_L1, Fatal, "The server does not understand the link."_L1,
             "Check the link: lighterman set JOB url=LINK corrects it. Then resume."_L1},
    ErrorRow{httpError(401), "http-401"_L1, Fatal, "The server wants to know who asks."_L1,
             "lighterman questions lists what is asked, and lighterman answer N answers it: the "
             "jobs that wait for it go on."_L1},
    ErrorRow{httpError(403), "http-403"_L1, Fatal, "The server refuses to hand out this file."_L1,
             "Check the link or get a new one, for it may have expired. Where signing in would "
             "help and nobody asks for it: lighterman credentials set JOB --target server --user "
             "NAME, lighterman set JOB preemptive=true, then resume."_L1},
    ErrorRow{httpError(404), "http-404"_L1, Fatal, "The file is not on the server."_L1,
             "Check the link, then resume the job or cancel it."_L1},
    ErrorRow{httpError(407), "http-407"_L1, Fatal, "The proxy wants to know who asks."_L1,
             "lighterman questions lists what is asked, and lighterman answer N answers it: the "
             "jobs that wait for it go on."_L1},
    ErrorRow{httpError(408), "http-408"_L1, Transient,
             "The server waited too long for the request."_L1, "It is tried again by itself."_L1},
    ErrorRow{httpError(409), "http-409"_L1, Transient,
             "The file on the server is in a state in which it is not handed out."_L1,
             "It is tried again by itself."_L1},
    ErrorRow{httpError(410), "http-410"_L1, Fatal, "The file is no longer on the server."_L1,
             "Get a new link, or cancel the job."_L1},
    ErrorRow{httpError(414), "http-414"_L1, Fatal, "The link is too long for the server."_L1,
             "Get a shorter link from the site: lighterman set JOB url=LINK puts it in place. "
             "Then resume."_L1},
    ErrorRow{httpError(416), "http-416"_L1, Fatal,
             "The server has no such part of the file, though all of it was asked for."_L1,
             "Resume to try again, or use another mirror: lighterman set JOB url=LINK"_L1},
    ErrorRow{httpError(429), "http-429"_L1, Transient, "The server asks to slow down."_L1,
             "It is tried again by itself."_L1},
    ErrorRow{httpError(500), "http-500"_L1, Transient, "Something went wrong on the server."_L1,
             "It is tried again by itself."_L1},
    ErrorRow{
        httpError(501), "http-501"_L1, Fatal, "The server cannot do what it was asked for."_L1,
        "Use another mirror (lighterman set JOB url=LINK), or tell whoever runs the server."_L1},
    ErrorRow{httpError(502), "http-502"_L1, Transient,
             "The server got no sound answer from another one behind it."_L1,
             "It is tried again by itself."_L1},
    ErrorRow{httpError(503), "http-503"_L1, Transient, "The server is busy."_L1,
             "It is tried again by itself."_L1},
    ErrorRow{httpError(504), "http-504"_L1, Transient,
             "The server got no answer in time from another one behind it."_L1,
             "It is tried again by itself."_L1},
    ErrorRow{
        httpError(505), "http-505"_L1, Fatal, "The server does not speak this version of HTTP."_L1,
        "Use another mirror (lighterman set JOB url=LINK), or tell whoever runs the server."_L1},
};

} // namespace

std::span<const ErrorRow> errorTable()
{
    return kRows;
}

} // namespace lighterman
