// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/arguments.h"

namespace lighterman::cli::arguments {

namespace {

constexpr char kGuard = '\x01';

std::function<void(const std::vector<std::string> &)> appendTo(QStringList &to)
{
    return [&to](const std::vector<std::string> &words) {
        for (const std::string &word : words)
            to += text(word);
    };
}

} // namespace

std::vector<std::string> forParsing(const QStringList &words)
{
    std::vector<std::string> backwards;
    for (const QString &word : words.sliced(1)) {
        const bool isList = word.startsWith(u'[') && word.endsWith(u']');
        const std::string text = word.toLocal8Bit().toStdString();
        backwards.insert(backwards.begin(), isList ? text + kGuard : text);
    }
    return backwards;
}

QString text(const std::string &word)
{
    const bool isGuarded = !word.empty() && word.back() == kGuard;
    return QString::fromLocal8Bit(QByteArrayView(word).chopped(isGuarded ? 1 : 0));
}

CLI::App &command(CLI::App &parent, const char *name, const char *description, const char *example)
{
    CLI::App *app = parent.add_subcommand(name, description);
    app->fallthrough(); // --json and --socket may stand behind the command too
    app->footer(std::string("Example:\n  ") + example);
    return *app;
}

CLI::Option &value(CLI::App &app, const char *name, QString &to, const char *help)
{
    return *app.add_option_function<std::string>(
        name, [&to](const std::string &word) { to = text(word); }, help);
}

CLI::Option &rest(CLI::App &app, const char *name, QStringList &to, const char *help)
{
    return *app.add_option_function<std::vector<std::string>>(name, appendTo(to), help);
}

CLI::Option &repeated(CLI::App &app, const char *name, QStringList &to, const char *help)
{
    return *rest(app, name, to, help).expected(1)->take_all()->allow_extra_args(false);
}

CLI::Option &words(CLI::App &app, const char *name, QStringList &to, const char *help)
{
    return *rest(app, name, to, help).take_all();
}

} // namespace lighterman::cli::arguments
