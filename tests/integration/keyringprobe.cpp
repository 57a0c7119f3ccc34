// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
// keyringprobe [DEADLINE]: the keyring as the agent has it, for a test to lead. DEADLINE is in
// milliseconds. Each line of standard input is `ID VERB [KEY [HEX]]`, each line of standard output
// `ID ANSWER [HEX]`, or `changed`.
#include "agent/secrets/desktopkeyring.h"

#include <QCoreApplication>
#include <QSocketNotifier>
#include <QStringList>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <unistd.h>

namespace {

using namespace lighterman;
using namespace Qt::StringLiterals;

void say(const QString &line)
{
    std::fputs(qUtf8Printable(line + u'\n'), stdout);
    std::fflush(stdout);
}

QString codeOf(const Error &error)
{
    return wireName(error.code);
}

class Probe
{
public:
    explicit Probe(KeyringOptions options)
        : m_keyring(std::make_unique<DesktopKeyring>(options))
    {
        m_keyring->whenChanged([] { say(u"changed"_s); });
    }

    /// Does what the line says; false at the end.
    bool obey(const QStringList &words)
    {
        const QString &id = words[0];
        const QString verb = words.value(1);
        const QString key = words.value(2);
        const auto done = [id](const Result<void> &how) {
            say(id + u' ' + (how ? u"done"_s : codeOf(how.error())));
        };
        if (verb == "read"_L1)
            m_keyring->read(key, [id](Result<std::optional<Secret>> found) {
                say(id + u' ' + wordsOf(found));
            });
        else if (verb == "write"_L1)
            m_keyring->write(key, Secret(QByteArray::fromHex(words.value(3).toLatin1())),
                             [id](const Result<Kept> &kept) { say(id + u' ' + wordOf(kept)); });
        else if (verb == "remove"_L1)
            m_keyring->remove(key, done);
        else if (verb == "unlock"_L1)
            m_keyring->unlock(done);
        else if (verb == "look"_L1)
            m_keyring->look([id](const KeyringFacts &facts) {
                say(id + u' ' + wireName(facts.state) + u' ' + facts.name);
            });
        else if (verb == "ping"_L1)
            say(id + u" pong"_s);
        return verb != "end"_L1;
    }

    /// Whether only threads that wait for others are left.
    bool end()
    {
        const bool isHeldUp = m_keyring->isHeldUp();
        m_keyring.reset();
        return isHeldUp;
    }

private:
    static QString wordsOf(const Result<std::optional<Secret>> &found)
    {
        if (!found)
            return codeOf(found.error());
        if (!*found)
            return u"nothing"_s;
        return u"found "_s + QString::fromLatin1((*found)->reveal().toByteArray().toHex());
    }
    static QString wordOf(const Result<Kept> &kept)
    {
        if (!kept)
            return codeOf(kept.error());
        return *kept == Kept::Keyring ? u"keyring"_s : u"memory"_s;
    }

    std::unique_ptr<DesktopKeyring> m_keyring;
};

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    KeyringOptions options;
    if (argc > 1)
        options.deadline = std::chrono::milliseconds(QCoreApplication::arguments().at(1).toInt());
    Probe probe(options);
    QByteArray input;
    QSocketNotifier notifier(STDIN_FILENO, QSocketNotifier::Read);
    QObject::connect(&notifier, &QSocketNotifier::activated, &app, [&] {
        QByteArray chunk(65536, Qt::Uninitialized);
        const auto count = ::read(STDIN_FILENO, chunk.data(), std::size_t(chunk.size()));
        if (count <= 0) {
            notifier.setEnabled(false);
            QCoreApplication::quit();
            return;
        }
        input += chunk.first(count);
        for (qsizetype end = input.indexOf('\n'); end >= 0; end = input.indexOf('\n')) {
            const QString line = QString::fromUtf8(input.first(end));
            input.remove(0, end + 1);
            if (!probe.obey(line.split(u' ')))
                QCoreApplication::quit();
        }
    });
    QCoreApplication::exec();
    if (probe.end())
        std::_Exit(0);
    return 0;
}
