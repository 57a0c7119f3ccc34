// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/store/signinblob.h"

#include <algorithm>
#include <map>
#include <utility>

namespace lighterman::storage {

/// Host and port.
using ServerPlace = std::pair<QString, int>;

/// Accounts, questions and certificates that wait for a transaction: of each only what was said
/// last.
class SignInChanges
{
public:
    /// By their keys; absent: to be dropped.
    using Accounts = std::map<QByteArray, std::optional<SpaceAccount>>;
    using Questions = std::map<int, std::optional<Question>>;
    using Certificates = std::map<ServerPlace, std::optional<TrustedCertificate>>;

    void keep(const SpaceAccount &account) { m_accounts[toBlob(account.space)] = account; }
    void drop(const ProtectionSpace &space) { m_accounts[toBlob(space)].reset(); }
    void keep(const Question &question)
    {
        m_questions[question.number] = question;
        m_lastNumber = std::max(m_lastNumber, question.number);
    }
    void keep(const TrustedCertificate &certificate)
    {
        m_certificates[{certificate.host, certificate.port}] = certificate;
    }
    void drop(int question) { m_questions[question].reset(); }
    void drop(const ServerPlace &server) { m_certificates[server].reset(); }

    [[nodiscard]] bool isEmpty() const
    {
        return m_accounts.empty() && m_questions.empty() && m_certificates.empty();
    }
    [[nodiscard]] const Certificates &certificates() const { return m_certificates; }
    [[nodiscard]] const Accounts &accounts() const { return m_accounts; }
    [[nodiscard]] const Questions &questions() const { return m_questions; }
    /// The highest that was kept, whatever has become of it; 0: none.
    [[nodiscard]] int lastNumber() const { return m_lastNumber; }

private:
    Accounts m_accounts;
    Questions m_questions;
    Certificates m_certificates;
    int m_lastNumber = 0;
};

} // namespace lighterman::storage
