// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/secrets/keyringrequests.h"

#include <QTest>

#include <deque>

using namespace lighterman;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Somebody who asks, and the keyring is the test.
struct Asker
{
    explicit Asker(KeyringOptions options = {})
        : requests(
            options, [this](KeyringTask task) { sent.push_back(std::move(task)); },
            [this](KeyringTaskId id) { calledOff.push_back(id); })
    {
    }

    void read(const QString &key)
    {
        requests.ask({0, KeyringVerb::Read, key},
                     Keyring::Found([this](Result<std::optional<Secret>> found) {
                         if (!found)
                             said << (wireName(found.error().code));
                         else
                             said << (*found ? QString::fromUtf8((*found)->reveal())
                                             : u"nothing"_s);
                     }));
    }
    void write(const QString &key, const QByteArray &secret)
    {
        requests.ask({0, KeyringVerb::Write, key, Secret(secret)},
                     Keyring::Stored([this](const Result<Kept> &kept) {
                         if (!kept)
                             said << (wireName(kept.error().code));
                         else
                             said << (*kept == Kept::Keyring ? u"keyring"_s : u"memory"_s);
                     }));
    }
    void ask(KeyringVerb verb, const QString &key = {})
    {
        requests.ask({0, verb, key}, Keyring::Done([this](const Result<void> &how) {
                         said << (how ? u"done"_s : wireName(how.error().code));
                     }));
    }
    void look()
    {
        requests.ask({0, KeyringVerb::Look}, Keyring::Looked([this](const KeyringFacts &facts) {
                         said << wireName(facts.state) + u' ' + facts.name;
                     }));
    }
    /// The answer to the oldest question.
    void answer(KeyringEnd end, const QByteArray &secret = {})
    {
        KeyringTask task = std::move(sent.front());
        sent.pop_front();
        const bool isHandedBack = end == KeyringEnd::Missing;
        requests.answer({task.id, end, isHandedBack ? std::move(task.secret) : Secret(secret)});
    }
    QStringList heard() { return std::exchange(said, {}); }

    std::deque<KeyringTask> sent;
    std::vector<KeyringTaskId> calledOff;
    QStringList said;
    KeyringRequests requests;
};

} // namespace

/// What becomes of the keyring's answers, and of those that do not come.
class TestKeyringRequests : public QObject
{
    Q_OBJECT

private slots:
    void howItStands()
    {
        Asker asker;
        asker.write(u"k"_s, "kept in memory");
        asker.answer(KeyringEnd::Missing);
        QCOMPARE(asker.heard(), QStringList{u"memory"_s});
        for (const KeyringEnd end : {KeyringEnd::Done, KeyringEnd::Nothing, KeyringEnd::Missing,
                                     KeyringEnd::Locked, KeyringEnd::Failed}) {
            asker.look();
            asker.requests.answer({asker.sent.front().id, end, {}, {}, u"K"_s});
            asker.sent.clear();
        }
        QCOMPARE(
            asker.heard(),
            (QStringList{u"open K"_s, u"open K"_s, u"missing K"_s, u"locked K"_s, u"failed K"_s}));
    }

    void fourAnswersAreKeptApart()
    {
        Asker asker;
        for (const KeyringEnd end : {KeyringEnd::Done, KeyringEnd::Nothing, KeyringEnd::Missing,
                                     KeyringEnd::Locked, KeyringEnd::Failed}) {
            asker.read(u"k"_s);
            asker.answer(end, "tide");
        }
        QCOMPARE(asker.heard(),
                 QStringList({u"tide"_s, u"nothing"_s, u"nothing"_s, u"keyring-locked"_s,
                              u"keyring-failed"_s}));
        for (const KeyringEnd end : {KeyringEnd::Done, KeyringEnd::Nothing, KeyringEnd::Missing,
                                     KeyringEnd::Locked, KeyringEnd::Failed}) {
            asker.ask(KeyringVerb::Remove, u"k"_s);
            asker.answer(end);
        }
        QCOMPARE(asker.heard(),
                 QStringList(
                     {u"done"_s, u"done"_s, u"done"_s, u"keyring-locked"_s, u"keyring-failed"_s}));
        for (const KeyringEnd end : {KeyringEnd::Done, KeyringEnd::Missing, KeyringEnd::Locked}) {
            asker.ask(KeyringVerb::Unlock);
            asker.answer(end);
        }
        QCOMPARE(asker.heard(),
                 QStringList({u"done"_s, u"keyring-missing"_s, u"keyring-locked"_s}));
    }

    void memoryHasWhatNoKeyringTook()
    {
        Asker asker;
        asker.write(u"k"_s, "ebb");
        asker.answer(KeyringEnd::Missing);
        asker.read(u"k"_s);
        asker.read(u"k"_s);
        QCOMPARE(asker.heard(), QStringList(u"memory"_s)); // the rest later
        QTRY_COMPARE(asker.said, QStringList({u"ebb"_s, u"ebb"_s}));
        QVERIFY(asker.sent.empty());
        asker.heard();

        // What the keyring refuses is kept nowhere, and what it takes is kept there alone.
        asker.write(u"k"_s, "flood");
        asker.answer(KeyringEnd::Locked);
        asker.write(u"k"_s, "flood");
        asker.answer(KeyringEnd::Done);
        asker.read(u"k"_s);
        asker.answer(KeyringEnd::Done, "flood");
        QCOMPARE(asker.heard(), QStringList({u"keyring-locked"_s, u"keyring"_s, u"flood"_s}));
    }

    void whatIsRemovedIsNotInMemory()
    {
        Asker asker;
        asker.write(u"k"_s, "ebb");
        asker.answer(KeyringEnd::Missing);
        asker.ask(KeyringVerb::Remove, u"k"_s);
        asker.answer(KeyringEnd::Locked);
        asker.read(u"k"_s);
        asker.answer(KeyringEnd::Nothing);
        QCOMPARE(asker.heard(), QStringList({u"memory"_s, u"keyring-locked"_s, u"nothing"_s}));
    }

    void whatTakesTooLongHasFailedOnce()
    {
        Asker asker({20ms, 1h});
        asker.write(u"k"_s, "ebb");
        asker.ask(KeyringVerb::Unlock); // somebody thinks of a password
        QTRY_COMPARE(asker.said, QStringList(u"keyring-failed"_s));
        QCOMPARE(asker.calledOff, std::vector<KeyringTaskId>{1});
        asker.answer(KeyringEnd::Done);
        QCOMPARE(asker.heard(), QStringList(u"keyring-failed"_s));
        asker.answer(KeyringEnd::Done);
        QCOMPARE(asker.heard(), QStringList(u"done"_s));
    }

    void nobodyElseWaitsForOneThatIsSilent()
    {
        Asker asker({20ms, 1h});
        int changes = 0;
        asker.requests.whenChanged([&] { ++changes; });
        asker.read(u"k"_s);
        QTRY_COMPARE(asker.said, QStringList(u"keyring-failed"_s));
        asker.heard();
        asker.sent.clear();
        asker.read(u"k"_s);
        asker.write(u"k"_s, "ebb");
        asker.ask(KeyringVerb::Remove, u"k"_s);
        asker.ask(KeyringVerb::Unlock); // which is for the person
        QVERIFY(asker.said.isEmpty());  // later
        QCoreApplication::processEvents();
        QCOMPARE(asker.heard(), QStringList(3, u"keyring-failed"_s));
        QCOMPARE(asker.sent.size(), 1U);
        QCOMPARE(asker.calledOff, std::vector<KeyringTaskId>{1});
        asker.answer(KeyringEnd::Locked);
        QCOMPARE(asker.heard(), QStringList(u"keyring-locked"_s));

        asker.requests.tellOfChange();
        QCOMPARE(changes, 1);
        asker.read(u"k"_s);
        asker.answer(KeyringEnd::Done, "ebb");
        QCOMPARE(asker.heard(), QStringList(u"ebb"_s));
    }

    void whoIsForgottenHearsNothing()
    {
        Asker asker({20ms, 20ms});
        int changes = 0;
        asker.requests.whenChanged([&changes] { ++changes; });
        asker.requests.tellOfChange();
        asker.read(u"k"_s);
        asker.requests.forgetAll();
        asker.requests.tellOfChange();
        asker.answer(KeyringEnd::Done, "tide");
        QCOMPARE(asker.heard(), QStringList());
        QCOMPARE(changes, 1);
    }
};

QTEST_GUILESS_MAIN(TestKeyringRequests)
#include "tst_keyringrequests.moc"
