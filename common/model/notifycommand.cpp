// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/model/notifycommand.h"

#include "common/model/jobspec.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

Result<QStringList> wordsOfArray(QStringView text)
{
    const QJsonDocument document = QJsonDocument::fromJson(text.toUtf8());
    const QJsonArray array = document.array();
    const auto isText = [](const QJsonValue &value) { return value.isString(); };
    if (array.isEmpty() || !std::all_of(array.begin(), array.end(), isText))
        return fail(ErrorCode::InvalidArgument,
                    u"an array of texts is needed, like [\"/path/of/program\", \"argument\"]"_s);
    QStringList words;
    for (const auto &value : array)
        words += value.toString();
    return words;
}

} // namespace

NotifyCommand NotifyCommand::fromWords(const QStringList &words)
{
    return {words.value(0), {words.begin() + std::min<qsizetype>(1, words.size()), words.end()}};
}

Result<NotifyCommand> NotifyCommand::parse(QStringView text)
{
    const auto words = text.startsWith(u'[') ? wordsOfArray(text) : QStringList{text.toString()};
    return words.and_then([](const QStringList &read) -> Result<NotifyCommand> {
        NotifyCommand command = fromWords(read);
        return validate(command).map([&] { return command; });
    });
}

QString NotifyCommand::toString() const
{
    const QJsonDocument document(QJsonArray::fromStringList(words()));
    return QString::fromUtf8(document.toJson(QJsonDocument::Compact));
}

QStringList NotifyCommand::words() const
{
    return QStringList{program} + QStringList(arguments.begin(), arguments.end());
}

Result<void> validate(const NotifyCommand &command)
{
    if (!command.program.startsWith(u'/') || command.program.endsWith(u'/'))
        return fail(ErrorCode::InvalidArgument,
                    u"the full path of the program is needed, like /usr/bin/notify-send"_s);
    qsizetype length = 0;
    for (const QString &argument : command.arguments)
        length += argument.size() + 1;
    if (length > kMaxNotifyArguments)
        return fail(ErrorCode::StringTooLong,
                    u"the arguments have more than %1 characters"_s.arg(kMaxNotifyArguments));
    if (command.program.toUtf8().size() > kMaxPath)
        return fail(ErrorCode::StringTooLong,
                    u"the path of the program has more than %1 bytes"_s.arg(kMaxPath));
    if (command.words().join(u' ').contains(QChar(0)))
        return fail(ErrorCode::InvalidArgument, u"there is a NUL in it"_s);
    return {};
}

} // namespace lighterman
