// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/proxyhelper/scriptrunner.h"

#include "agent/proxyhelper/answer.h"
#include "agent/proxyhelper/pacprelude.h"

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

/// "line 3: TypeError: …". May run code of the script.
QString sentenceOf(const QJSValue &thrown)
{
    const QJSValue line = thrown.property(u"lineNumber"_s);
    const QString text = thrown.toString();
    if (!thrown.isError() || !line.isNumber())
        return detailOf(text);
    return detailOf(u"line %1: %2"_s.arg(line.toInt()).arg(text.left(kLargestAnswer)));
}

/// Behind the script, and a part of it: what const and let have made is not seen from elsewhere.
constexpr auto kFind = "\n;typeof FindProxyForURLEx === 'function' ? FindProxyForURLEx"
                       " : typeof FindProxyForURL === 'function' ? FindProxyForURL : undefined"_L1;

} // namespace

ScriptRunner::ScriptRunner(LookUps lookUps, const QStringList &addresses, const QDateTime &now)
    : m_functions(std::move(lookUps), addresses, now)
{
    QJSEngine::setObjectOwnership(&m_functions, QJSEngine::CppOwnership);
    QJSValue prelude = m_engine.evaluate(pacPrelude(), u"prelude"_s);
    m_call = prelude.callWithInstance(m_engine.globalObject(), {m_engine.newQObject(&m_functions)});
}

tl::expected<QString, QString> ScriptRunner::run(const ScriptQuestion &question)
{
    if (!m_call.isCallable())
        return tl::unexpected(u"the functions of PAC could not be made: "_s + m_call.toString());
    QStringList trace;
    const QJSValue find = m_engine.evaluate(question.script + kFind, u"script"_s, 1, &trace);
    if (!trace.isEmpty() || find.isError())
        return tl::unexpected(sentenceOf(find));
    if (!find.isCallable())
        return tl::unexpected(u"there is no function FindProxyForURL"_s);
    return ask(find, question);
}

tl::expected<QString, QString> ScriptRunner::ask(const QJSValue &find,
                                                 const ScriptQuestion &question)
{
    const QJSValue result = m_call.call({find, question.url, question.host});
    if (!result.hasOwnProperty(u"said"_s)) {
        const bool isThrown = result.hasOwnProperty(u"thrown"_s);
        return tl::unexpected(sentenceOf(isThrown ? result.property(u"thrown"_s) : result));
    }
    const QJSValue said = result.property(u"said"_s);
    if (!said.isString())
        return tl::unexpected(u"FindProxyForURL returned no string"_s);
    // The length first: a string may be put together only when its characters are asked for.
    if (result.property(u"length"_s).toNumber() > kLongestAnswer)
        return tl::unexpected(u"FindProxyForURL returned more than 32768 characters"_s);
    return said.toString();
}

} // namespace lighterman
