// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/configcommand.h"

#include "cli/commands/arguments.h"
#include "cli/commands/setcommand.h"
#include "cli/commands/table.h"
#include "common/base/redact.h"
#include "common/model/settings.h"

#include <QJsonObject>

#include <algorithm>

namespace lighterman::cli {

using namespace Qt::StringLiterals;
using protocol::KeyValue;

namespace {

QJsonValue typed(const QString &value)
{
    if (value == "true"_L1 || value == "false"_L1)
        return value == "true"_L1;
    bool isNumber = false;
    const qint64 number = value.toLongLong(&isNumber);
    return isNumber ? QJsonValue(number) : QJsonValue(value);
}

QString helpOf(const QString &key)
{
    const auto keys = settingKeys();
    const auto found = std::ranges::find(keys, key, &SettingInfo::key);
    return found == keys.end() ? QString() : found->help;
}

QJsonObject objectOf(const std::vector<KeyValue> &values)
{
    QJsonObject object;
    for (const auto &[key, value] : values)
        object.insert(key, typed(value));
    return object;
}

CLI::App &verb(CLI::App &config, ConfigOptions &options, Invocation &invocation,
               ConfigOptions::Verb verb)
{
    struct Words
    {
        const char *name;
        const char *help;
        const char *example;
    };
    constexpr std::array<Words, 3> kWords{
        Words{"list", "Lists the settings of the transfer service with their meaning.",
              "lighterman config list"},
        Words{"get", "Prints one setting. With --json: {\"KEY\": value}.",
              "lighterman config get background-slots"},
        Words{"set", "Changes settings, all or none of them.",
              "lighterman config set background-slots=5\n"
              "  lighterman config set download-folder /data/downloads"},
    };
    const Words &words = kWords.at(std::size_t(verb));
    CLI::App &app = arguments::command(config, words.name, words.help, words.example);
    app.callback([&options, &invocation, verb] {
        options.verb = verb;
        invocation.make = [options](AgentLink &link, Console &console) {
            return std::make_unique<ConfigCommand>(link, console, options);
        };
    });
    return app;
}

} // namespace

void describeConfig(CLI::App &app, ConfigOptions &options, Invocation &invocation)
{
    using Verb = ConfigOptions::Verb;
    CLI::App &config = arguments::command(app, "config", "Settings of the transfer service.",
                                          "lighterman config list");
    config.require_subcommand(1);
    verb(config, options, invocation, Verb::List);
    CLI::App &get = verb(config, options, invocation, Verb::Get);
    arguments::value(get, "KEY", options.key, "Name of the setting").required()->type_name("");
    CLI::App &set = verb(config, options, invocation, Verb::Set);
    arguments::rest(set, "KEY=VALUE", options.words, "New values; KEY VALUE for a single one")
        .required()
        ->type_name("");
}

ConfigCommand::ConfigCommand(AgentLink &link, Console &console, ConfigOptions options)
    : Command(link, console)
    , m_options(std::move(options))
{
}

void ConfigCommand::start()
{
    if (const auto checked = check(); !checked) {
        failWith(checked.error());
        return;
    }
    link().connectToAgent();
    ask();
}

Result<std::vector<KeyValue>> ConfigCommand::valuesToSet() const
{
    const QStringList &words = m_options.words;
    if (words.size() == 2 && !words.first().contains(u'='))
        return std::vector{KeyValue{words.first(), words.last()}};
    return readKeyValues(words);
}

/// Refuses what the agent would refuse, before anything is asked.
Result<void> ConfigCommand::check()
{
    Settings scratch;
    if (m_options.verb == ConfigOptions::Verb::Get)
        return setting(scratch, m_options.key).map([](const QString &) {});
    if (m_options.verb == ConfigOptions::Verb::List)
        return {};
    const auto values = valuesToSet();
    if (!values)
        return tl::unexpected(values.error());
    for (const auto &[key, value] : *values) {
        if (auto set = setSetting(scratch, key, value); !set)
            return set;
    }
    m_values = *values;
    return {};
}

void ConfigCommand::ask()
{
    if (m_options.verb == ConfigOptions::Verb::Set) {
        Command::ask<protocol::SetConfig>({m_values}, [this](const protocol::Done &) {
            console().printJson(QJsonDocument(objectOf(m_values)));
            finish(ExitStatus::Done);
        });
        return;
    }
    Command::ask<protocol::ListConfig>({}, [this](const protocol::Config &config) {
        if (m_options.verb == ConfigOptions::Verb::List)
            list(config);
        else
            get(config);
    });
}

void ConfigCommand::list(const protocol::Config &config)
{
    std::vector<QStringList> rows{{u"KEY"_s, u"VALUE"_s, u"MEANING"_s}};
    for (const auto &[key, value] : config.values)
        rows.push_back({key, oneLine(value), helpOf(key)});
    console().printJson(QJsonDocument(objectOf(config.values)));
    console().print(tableLines(rows, console().columns(), 1).join(u'\n'));
    finish(ExitStatus::Done);
}

void ConfigCommand::get(const protocol::Config &config)
{
    const auto found = std::ranges::find(config.values, m_options.key, &KeyValue::key);
    if (found == config.values.end()) {
        failWith(fail(ErrorCode::UnknownPropertyId,
                      u"the service has no setting \"%1\""_s.arg(m_options.key))
                     .value());
        return;
    }
    console().printJson(QJsonDocument(objectOf({*found})));
    console().print(oneLine(found->value));
    finish(ExitStatus::Done);
}

} // namespace lighterman::cli
