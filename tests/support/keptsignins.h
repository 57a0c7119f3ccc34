// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/account.h"

#include <algorithm>

namespace lighterman::testing {

/// What a store keeps of signing in, as loadSignIns() hands it out.
struct KeptSignIns : StoredSignIns
{
    void keep(const SpaceAccount &account)
    {
        dropAccount(account.space);
        accounts.push_back(account);
    }
    void dropAccount(const ProtectionSpace &space)
    {
        std::erase_if(accounts, [&](const SpaceAccount &a) { return a.space == space; });
    }
    void keep(const Question &question)
    {
        dropQuestion(question.number);
        Question kept = question;
        kept.jobs.clear();
        kept.isTried = false;
        questions.push_back(kept);
        std::ranges::sort(questions, {}, &Question::number);
        lastNumber = std::max(lastNumber, question.number);
    }
    void keep(const TrustedCertificate &certificate)
    {
        dropCertificate(certificate.host, certificate.port);
        certificates.push_back(certificate);
    }
    void dropCertificate(const QString &host, int port)
    {
        std::erase_if(certificates, [&](const TrustedCertificate &c) {
            return c.host == host && c.port == port;
        });
    }
    void dropQuestion(int number)
    {
        std::erase_if(questions, [&](const Question &q) { return q.number == number; });
    }
};

} // namespace lighterman::testing
