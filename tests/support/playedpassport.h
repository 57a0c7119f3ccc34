// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/signin.h"

#include <QObject>

#include <map>

namespace lighterman {

/// A nexus and a login server of Passport that answer from the event loop.
class PlayedPassport final : public AuthMessenger
{
public:
    std::unique_ptr<Pending> send(const AuthMessage &message, Heard done) override
    {
        sent.push_back(message);
        auto pending = std::make_unique<Answering>();
        const auto reply = answerTo(message);
        QMetaObject::invokeMethod(
            &pending->context, [done = std::move(done), reply] { done(reply); },
            Qt::QueuedConnection);
        return pending;
    }

    /// What is answered by every server to whatever it is asked, in place of what follows.
    std::map<QString, Result<AuthMessageReply>> instead = {}; // by host
    QByteArray urls = "DARealm=Test.Net,DALogin=login.test/login2.srf,ConfigVersion=3";
    QByteArray realm = "Test.NET";
    QByteArray signIn = "sign-in=ann%40test.net,pwd=a%2Cb%25%C3%BC";
    QByteArray custom = "ts=-2";
    QByteArray returnTo = "https://files.test/f.bin";
    QByteArray configVersion = "3";
    QByteArray refusal = "failed";
    int redirects = 0; ///< before a sign-in is answered

    std::vector<AuthMessage> sent = {};
    int logins = 0;

private:
    struct Answering : Pending
    {
        QObject context;
    };

    Result<AuthMessageReply> answerTo(const AuthMessage &message)
    {
        if (const auto found = instead.find(message.url.host()); found != instead.end())
            return found->second;
        if (message.url.host() == u"nexus.test")
            return AuthMessageReply{200, {{"passporturls", urls}}};
        if (message.cookie == "PPAuth=k")
            return success();
        if (!message.authorization.contains("sign-in="))
            return failure(refusal);
        if (redirects > 0) {
            --redirects;
            return AuthMessageReply{
                302,
                {{"authentication-info", "Passport1.4 da-status=redir"},
                 {"location", "https://login" + QByteArray::number(redirects) + ".test/l3.srf"}}};
        }
        ++logins;
        const bool isRight = message.authorization.startsWith("Passport1.4 " + signIn + ',')
            && message.authorization.contains("," + custom + ",id=7,ct=1700000000,kpp=0");
        return isRight ? success() : failure(refusal + ",prompt");
    }

    [[nodiscard]] AuthMessageReply success() const
    {
        return {
            200,
            {{"authentication-info",
              "Passport1.4 da-status=success,tname=PPAuth,from-PP='t=9f*!,&p=x$$',ru=" + returnTo},
             {"set-cookie", "PPAuth=k; Secure; HttpOnly\nOther=; Max-Age=0"},
             {"passportconfig", "ConfigVersion=" + configVersion}}};
    }

    [[nodiscard]] AuthMessageReply failure(const QByteArray &status) const
    {
        return {401,
                {{"www-authenticate",
                  "Passport1.4 da-status=" + status + ",srealm=" + realm + "," + custom
                      + ",cbtxt=Sign%20in"}}};
    }
};

} // namespace lighterman
