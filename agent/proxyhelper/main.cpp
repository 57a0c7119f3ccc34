// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/proxyhelper/bounds.h"
#include "agent/proxyhelper/lastword.h"
#include "agent/proxyhelper/question.h"
#include "agent/proxyhelper/scriptwatch.h"
#include "agent/proxyhelper/settings.h"

#include <QCoreApplication>
#include <QFile>

#include <cstdio>

namespace lighterman {
namespace {

constexpr auto kUsage
    = "Usage: lighterman-proxy-helper\n"
      "Answers one question about proxies: JSON on its input, JSON on its output.\n"
      "lighterman-agent starts it; it is of no use to people.\n";

Result<Question> readInput()
{
    QFile input;
    if (!input.open(stdin, QIODevice::ReadOnly))
        return fail(ErrorCode::InvalidArgument, input.errorString());
    QByteArray text;
    while (text.size() <= kLargestQuestion) {
        const QByteArray more = input.read(kLargestQuestion + 1 - text.size());
        if (more.isEmpty())
            break;
        text += more;
    }
    return readQuestion(text);
}

[[noreturn]] void answer(const SettingsQuestion &question)
{
    endWith(settingsLine(settingsFor(question.url, QProcessEnvironment::systemEnvironment())));
}

[[noreturn]] void answer(const ScriptQuestion &question)
{
    qputenv("QV4_FORCE_INTERPRETER", "1");          // no memory that can be written and run
    qputenv("RES_OPTIONS", "timeout:2 attempts:1"); // s, for each name server
    answerCrashes();
    ScriptRunner runner(LookUps(), question.addresses, QDateTime::currentDateTime());
    const ScriptWatch watch(runner);
    boundScript();
    const auto said = runner.run(question);
    if (const QString verdict = watch.verdict(); !verdict.isEmpty())
        endWith(scriptLine(tl::unexpected(verdict)));
    endWith(scriptLine(said));
}

} // namespace
} // namespace lighterman

int main(int argc, char **argv)
{
    using namespace lighterman;
    if (argc > 1) {
        std::fputs(kUsage, stderr);
        return 2;
    }
    hideMemory();
    const QCoreApplication app(argc, argv);
    const auto question = readInput();
    if (!question)
        endWith(refusalLine(question.error()));
    if (const auto *const script = std::get_if<ScriptQuestion>(&*question))
        answer(*script);
    if (const auto *const settings = std::get_if<SettingsQuestion>(&*question))
        answer(*settings);
    return 1; // not reached: there are no other questions
}
