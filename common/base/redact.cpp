// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/base/redact.h"

#include <QRegularExpression>
#include <QUrlQuery>

#include <algorithm>
#include <array>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kStars = "***"_L1;

/// Parts of names that mark the value beside them as secret.
constexpr std::array kSecretWords{"auth"_L1,    "token"_L1,     "secret"_L1,    "password"_L1,
                                  "passwd"_L1,  "signature"_L1, "apikey"_L1,    "api-key"_L1,
                                  "api_key"_L1, "cookie"_L1,    "credential"_L1};
constexpr std::array kSecretNames{"sig"_L1, "key"_L1, "pwd"_L1, "pass"_L1, "sid"_L1};

bool soundsSecret(const QString &name)
{
    return std::ranges::any_of(kSecretWords,
                               [&](auto word) { return name.contains(word, Qt::CaseInsensitive); })
        || std::ranges::any_of(kSecretNames, [&](auto word) {
               return name.compare(word, Qt::CaseInsensitive) == 0;
           });
}

bool isUnprintable(QChar c)
{
    switch (c.category()) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Other_Surrogate:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return !c.isSurrogate();
    default:
        return false;
    }
}

} // namespace

QString redacted(const QUrl &url)
{
    QUrl shown = url;
    shown.setUserInfo({});
    if (shown.hasQuery()) {
        QUrlQuery query(shown);
        auto items = query.queryItems(QUrl::FullyEncoded);
        for (auto &[key, value] : items) {
            if (soundsSecret(key))
                value = kStars;
        }
        query.setQueryItems(items);
        shown.setQuery(query);
    }
    return oneLine(shown.toString(QUrl::FullyEncoded), 2200);
}

QString redactedLine(const QString &line)
{
    const QUrl url(line, QUrl::StrictMode);
    if (url.isValid() && !url.isRelative())
        return redacted(url);
    static const QRegularExpression userInfo(u"//[^/?#\\s]*@"_s);
    return oneLine(QString(line).replace(userInfo, u"//"_s));
}

QString invalidity(const QUrl &url)
{
    // Qt adds the link and its parts, password and all.
    return oneLine(url.errorString().section(u"; source was"_s, 0, 0));
}

QString redactedHeader(const QByteArray &name, const QByteArray &value)
{
    const QString key = oneLine(QString::fromLatin1(name));
    return key + u": "_s
        + (soundsSecret(key) ? QString(kStars) : oneLine(QString::fromLatin1(value)));
}

QString oneLine(QStringView text, qsizetype limit)
{
    QString line;
    for (const QChar c : text.first(std::min(limit, text.size())))
        line += isUnprintable(c) ? QChar(QChar::ReplacementCharacter) : c;
    return text.size() > limit ? line + u'…' : line;
}

} // namespace lighterman
