// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/model/keptheaders.h"

#include <QTest>

using namespace lighterman;

namespace {

using Headers = std::vector<Header>;

const Headers kWhole{{"Accept", "a"}, {"cookie", "b"}, {"X-Empty", ""}, {"X-Latin", "\xe4"}};

} // namespace

/// Headers are told apart by name, and put together again.
class TestKeptHeaders : public QObject
{
    Q_OBJECT

private slots:
    void whatIsHarmless()
    {
        QVERIFY(!mayBeSecret({"ACCEPT-language", "de"}));
        for (const char *name :
             {"Authorization", "PRIVATE-TOKEN", "Cookie", "X-Version", "Accepts"})
            QVERIFY2(mayBeSecret({name, "a"}), name);
        QVERIFY(!haveSecrets({}) && !haveSecrets({{"Accept", "a"}}) && haveSecrets(kWhole));
    }

    void andBackAgain()
    {
        Headers headers = withoutSecrets(kWhole);
        QCOMPARE(headers,
                 (Headers{{"Accept", "a"}, {"cookie", ""}, {"X-Empty", ""}, {"X-Latin", ""}}));
        QVERIFY(lackValues(headers) && !lackValues({{"Accept", ""}, {"Cookie", "b"}}));
        QVERIFY(fill(headers, packed(kWhole)));
        QCOMPARE(headers, kWhole);
    }

    /// A person may have given others meanwhile.
    void whatIsThereStays()
    {
        Headers headers{{"cookie", "new"}, {"X-Empty", ""}, {"X-Latin", ""}};
        QVERIFY(fill(headers, packed(kWhole)));
        QCOMPARE(headers, (Headers{{"cookie", "new"}, {"X-Empty", ""}, {"X-Latin", "\xe4"}}));
    }

    void whatDoesNotFitChangesNothing()
    {
        const Headers bare = withoutSecrets(kWhole);
        for (const Headers &other :
             {Headers{}, Headers{{"cookie", "b"}},
              Headers{{"Cookie", "b"}, {"X-Empty", ""}, {"X-Latin", ""}},
              Headers{{"cookie", "b\nc"}, {"X-Empty", ""}, {"X-Latin", "d"}},
              Headers{{"cookie", "b"}, {"X-Empty", ""}, {"X-Latin", "d"}, {"X-More", "e"}}}) {
            Headers headers = bare;
            QVERIFY(!fill(headers, packed(other)));
            QCOMPARE(headers, bare);
        }
        Headers headers = bare;
        QVERIFY(!fill(headers, Secret("junk")) && !fill(headers, {}));
    }
};

QTEST_APPLESS_MAIN(TestKeptHeaders)
#include "tst_keptheaders.moc"
