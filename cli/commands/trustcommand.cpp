// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/trustcommand.h"

#include "cli/commands/arguments.h"
#include "cli/commands/jobjson.h"
#include "cli/commands/signinjson.h"
#include "cli/commands/table.h"
#include "common/base/humane.h"
#include "common/base/redact.h"

#include <QUrl>

namespace lighterman::cli {

using namespace Qt::StringLiterals;

namespace {

constexpr int kHttps = 443;
constexpr qsizetype kLongestName = 200; // UTF-16 units

/// As readServer() reads it.
QString nameOf(const QString &host, int port)
{
    const QString name = oneLine(host, kLongestName);
    return (name.contains(u':') ? u"[%1]:%2"_s : u"%1:%2"_s).arg(name).arg(port);
}

} // namespace

void describeTrust(CLI::App &app, TrustOptions &options, Invocation &invocation)
{
    const auto make = [&] {
        invocation.make = [options](AgentLink &link, Console &console) {
            return std::make_unique<TrustCommand>(link, console, options);
        };
    };
    CLI::App &trust = arguments::command(
        app, "trust", "The servers whose certificates you have accepted.", "lighterman trust list");
    trust.require_subcommand(1);
    arguments::command(trust, "list",
                       "Shows the certificates that you have accepted although nobody vouches for\n"
                       "them, each for one host and port. With --json an array of {\"host\", "
                       "\"port\",\n\"fingerprint\", \"since\"}.",
                       "lighterman trust list")
        .callback(make);
    CLI::App &remove = arguments::command(
        trust, "remove",
        "Takes back that you have accepted a certificate: what is under way from that server\n"
        "stops, and who meets it again asks you.",
        "lighterman trust remove files.example\n  lighterman trust remove '[2001:db8::1]:8443'");
    arguments::value(remove, "HOST[:PORT]", options.server, "The server, with port 443 by default")
        .required()
        ->type_name("");
    remove.callback(make);
}

Result<NamedServer> readServer(const QString &text)
{
    const bool isBareAddress = text.count(u':') > 1 && !text.startsWith(u'[');
    QUrl url;
    url.setScheme(u"https"_s);
    url.setAuthority(isBareAddress ? u"[%1]"_s.arg(text) : text, QUrl::StrictMode);
    const int port = url.port(kHttps);
    if (!url.isValid() || url.host().isEmpty() || !url.userInfo().isEmpty() || port < 1)
        return fail(ErrorCode::InvalidArgument,
                    u"\"%1\" is not HOST or HOST:PORT"_s.arg(oneLine(text, kLongestName)));
    return NamedServer{url.host().toLower(), port};
}

TrustCommand::TrustCommand(AgentLink &link, Console &console, TrustOptions options)
    : Command(link, console)
    , m_options(std::move(options))
{
}

void TrustCommand::start()
{
    if (m_options.server.isNull()) {
        link().connectToAgent();
        ask<protocol::ListTrusted>({}, [this](const protocol::TrustedList &list) { show(list); });
        return;
    }
    const auto server = readServer(m_options.server);
    if (!server) {
        failWith(server.error());
        return;
    }
    link().connectToAgent();
    withdraw(*server);
}

/// Fingerprints are never cut: half of one says nothing.
void TrustCommand::show(const protocol::TrustedList &list)
{
    QJsonArray array;
    std::vector<QStringList> rows{{u"Server"_s, u"Accepted"_s, u"SHA-256"_s}};
    for (const TrustedCertificate &one : list.certificates) {
        array.append(toJson(one));
        rows.push_back({nameOf(one.host, one.port), humane::dateAndTime(one.since),
                        fingerprintInWords(one.fingerprint)});
    }
    if (rows.size() == 1)
        console().note(u"no certificate is accepted"_s);
    else
        console().print(tableLines(rows, 0, 0).join(u'\n'));
    if (const auto more = list.total - qsizetype(list.certificates.size()); more > 0)
        console().note(u"and %1 more, once some of these are removed"_s.arg(more));
    console().printJson(QJsonDocument(array));
    finish(ExitStatus::Done);
}

void TrustCommand::withdraw(const NamedServer &server)
{
    const auto settled = [this, server](const Result<protocol::Done> &outcome) {
        const QString name = nameOf(server.host, server.port);
        if (!outcome && outcome.error().code != ErrorCode::NotFound) {
            failWith(outcome.error());
        } else if (!outcome) { // no job is what is not found
            console().note(u"no certificate is accepted for %1: lighterman trust list shows those "
                           "that are"_s.arg(name));
            console().printJson(QJsonDocument(errorDocument(outcome.error())));
            finish(ExitStatus::Failed);
        } else {
            console().print(
                u"No longer trusted: %1. Who meets its certificate again asks you."_s.arg(name));
            console().printJson(
                QJsonDocument(QJsonObject{{u"host"_s, server.host}, {u"port"_s, server.port}}));
            finish(ExitStatus::Done);
        }
    };
    link().ask<protocol::WithdrawTrust>({server.host, server.port}, this, settled);
}

} // namespace lighterman::cli
