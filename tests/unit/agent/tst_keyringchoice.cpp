// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/secrets/keyringchoice.h"

#include <QTest>

#include <map>

using namespace lighterman;

Q_DECLARE_METATYPE(KeyringKind)

/// Which keyring QtKeychain uses in which session.
class TestKeyringChoice : public QObject
{
    Q_OBJECT

private slots:
    void itIsForetold_data()
    {
        QTest::addColumn<QByteArray>("variables"); // NAME=value, in one line
        QTest::addColumn<KeyringKind>("expected");

        const auto row = [](const char *variables, KeyringKind expected) {
            QTest::newRow(variables) << QByteArray(variables) << expected;
        };
        row("", KeyringKind::SecretService);
        row("XDG_CURRENT_DESKTOP=GNOME KDE_SESSION_VERSION=5", KeyringKind::SecretService);
        row("XDG_CURRENT_DESKTOP=KDE KDE_SESSION_VERSION=5", KeyringKind::Wallet5);
        row("XDG_CURRENT_DESKTOP=KDE KDE_SESSION_VERSION=6", KeyringKind::Wallet6);
        row("XDG_CURRENT_DESKTOP=KDE KDE_SESSION_VERSION=4", KeyringKind::Unknown);
        row("XDG_CURRENT_DESKTOP=KDE", KeyringKind::SecretService);
        row("XDG_CURRENT_DESKTOP=XFCE KDE_FULL_SESSION=true KDE_SESSION_VERSION=5",
            KeyringKind::SecretService);
        row("XDG_CURRENT_DESKTOP=sway DESKTOP_SESSION=kde KDE_SESSION_VERSION=5",
            KeyringKind::Wallet5);
        row("DESKTOP_SESSION=kde4 KDE_SESSION_VERSION=5", KeyringKind::Unknown);
        row("DESKTOP_SESSION=xubuntu KDE_FULL_SESSION=true KDE_SESSION_VERSION=5",
            KeyringKind::SecretService);
        row("DESKTOP_SESSION=plasma KDE_FULL_SESSION=true KDE_SESSION_VERSION=5",
            KeyringKind::Wallet5);
        row("GNOME_DESKTOP_SESSION_ID=1 KDE_FULL_SESSION=true KDE_SESSION_VERSION=5",
            KeyringKind::SecretService);
    }
    void itIsForetold()
    {
        QFETCH(const QByteArray, variables);
        QFETCH(const KeyringKind, expected);
        std::map<QByteArray, QByteArray> environment;
        const QList<QByteArray> words = variables.split(' ');
        for (const QByteArray &word : words)
            environment[word.left(word.indexOf('='))] = word.mid(word.indexOf('=') + 1);
        const auto look = [&environment](const char *name) { return environment[name]; };

        QCOMPARE(keyringKind(look, true), expected);
        // One that knows nothing of it takes it for any desktop.
        QCOMPARE(keyringKind(look, false),
                 expected == KeyringKind::Wallet6 ? KeyringKind::SecretService : expected);
    }
};

QTEST_APPLESS_MAIN(TestKeyringChoice)
#include "tst_keyringchoice.moc"
