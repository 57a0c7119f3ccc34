// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/model/jobspec.h"
#include "common/model/settings.h"

#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;

/// What networks may cost, in our words and in those of BITS.
class TestTransferPolicy : public QObject
{
    Q_OBJECT

private slots:
    void names_data()
    {
        QTest::addColumn<QString>("written");
        QTest::addColumn<QString>("policy"); // empty: refused
        const auto row = [](const char *written, const char *policy) {
            QTest::newRow(written) << QString::fromLatin1(written) << QString::fromLatin1(policy);
        };
        row("always", "always");
        row("not-roaming", "not-roaming");
        row("unmetered", "unmetered");
        row("Unmetered", "unmetered");
        row("NotRoaming", "not-roaming");
        row("NOT_ROAMING", "not-roaming");
        row("NoSurcharge", "not-roaming");
        row("Standard", "not-roaming");
        row("Unrestricted", "unmetered");
        row("BITS_COST_STATE_TRANSFER_ALWAYS", "always");
        row("BITS_COST_STATE_TRANSFER_UNRESTRICTED", "unmetered");
        row("never", "");
        row("", "");
        row("BITS_COST_STATE_TRANSFER_", "");
    }
    void names()
    {
        QFETCH(const QString, written);
        QFETCH(const QString, policy);
        const auto read = readTransferPolicy(written);
        QCOMPARE(read.has_value(), !policy.isEmpty());
        if (read) {
            QCOMPARE(QString(wireName(*read)), policy);
            QCOMPARE(transferPolicyFromWire(policy), *read);
        } else {
            QCOMPARE(read.error().code, ErrorCode::InvalidArgument);
        }
    }

    void onlyOwnNamesTravel()
    {
        QVERIFY(!transferPolicyFromWire(u"Standard"));
        QVERIFY(!transferPolicyFromWire(u"NOT_ROAMING"));
    }

    void asAPropertyOfAJob()
    {
        JobSettings settings;
        QCOMPARE(*jobSetting(settings, u"transfer-policy"), u"default"_s);
        QVERIFY(setJobSetting(settings, u"transfer-policy", u"Unrestricted"));
        QCOMPARE(settings.transferPolicy, TransferPolicy::Unmetered);
        QCOMPARE(*jobSetting(settings, u"transfer-policy"), u"unmetered"_s);
        QVERIFY(setJobSetting(settings, u"transfer-policy", u"default"));
        QVERIFY(!settings.transferPolicy);
        const auto refused = setJobSetting(settings, u"transfer-policy", u"cheap");
        QVERIFY(!refused);
        QVERIFY(refused.error().detail.contains(u"not-roaming"_s));
    }

    void asASettingOfTheAgent()
    {
        Settings settings;
        QCOMPARE(*setting(settings, u"transfer-policy"), u"always"_s); // as in BITS
        QVERIFY(setSetting(settings, u"transfer-policy", u"not_roaming"));
        QCOMPARE(settings.transferPolicy, TransferPolicy::NotRoaming);
        QVERIFY(!setSetting(settings, u"transfer-policy", u"default"));
    }
};

QTEST_GUILESS_MAIN(TestTransferPolicy)
#include "tst_transferpolicy.moc"
