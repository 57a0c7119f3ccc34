// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/proxyhelper/scriptwatch.h"

#include "agent/proxyhelper/answer.h"
#include "agent/proxyhelper/bounds.h"
#include "agent/proxyhelper/lastword.h"

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr int kLook = 10; // ms between looks at the memory

} // namespace

ScriptWatch::ScriptWatch(ScriptRunner &runner)
    : m_runner(runner)
    , m_before(privateMemory())
    , m_thread([this] { watch(); })
{
}

ScriptWatch::~ScriptWatch()
{
    m_done.release();
    m_thread.join();
}

QString ScriptWatch::verdict() const
{
    return sentenceOf(m_why);
}

void ScriptWatch::watch()
{
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + kTime;
    Why why = Why::Runs;
    while (why == Why::Runs) {
        if (m_done.tryAcquire(1, kLook))
            return;
        if (Clock::now() >= end)
            why = Why::Time;
        else if (privateMemory() - m_before > kMemory)
            why = Why::Memory;
    }
    m_why = why;
    m_runner.interrupt();
    if (!m_done.tryAcquire(1, int(kGrace.count())))
        endWith(scriptLine(tl::unexpected(sentenceOf(why))));
}

QString ScriptWatch::sentenceOf(Why why)
{
    switch (why) {
    case Why::Runs:
        break;
    case Why::Time:
        return u"the script did not come to an end within 5 seconds"_s;
    case Why::Memory:
        return u"the script took more than 128 MiB of memory"_s;
    }
    return {};
}

} // namespace lighterman
