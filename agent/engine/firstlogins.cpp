// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/firstlogins.h"

#include <utility>

namespace lighterman {

namespace {

/// A server that has not said anything by then may never do so, or the request is not tried again
/// before long: the next one goes. Less than the time after which a transfer counts as stalled.
constexpr std::chrono::seconds kLongest{30};

} // namespace

FirstLogins::FirstLogins(Alarm &alarm, Release release)
    : m_alarm(alarm)
    , m_release(std::move(release))
{
}

bool FirstLogins::mayGo(const QString &account, const Place &place, SignInAsking asking)
{
    if (asking.follows == account)
        return true;
    const auto [login, isNew] = m_logins.try_emplace(account, Login{place});
    if (!isNew && login->second.place != place) {
        login->second.waiting.push_back(std::move(asking));
        return false;
    }
    login->second.limit = m_alarm.after(kLongest, [this, place] { end(place, false); });
    return true;
}

void FirstLogins::end(const Place &place, bool isLetIn)
{
    end([&place](const Place &one) { return one == place; }, isLetIn);
}

void FirstLogins::endAll(const QByteArray &job)
{
    end([&job](const Place &one) { return one.first == job; }, false);
}

void FirstLogins::end(const std::function<bool(const Place &)> &isMeant, bool isLetIn)
{
    std::vector<SignInAsking> released;
    for (auto it = m_logins.begin(); it != m_logins.end();) {
        auto &[account, login] = *it;
        if (!isMeant(login.place)) {
            ++it;
            continue;
        }
        for (SignInAsking &asking : login.waiting) {
            if (isLetIn)
                asking.follows = account;
            released.push_back(std::move(asking));
        }
        it = m_logins.erase(it);
    }
    for (const SignInAsking &asking : released)
        m_release(asking);
}

} // namespace lighterman
