// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/roomlook.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <map>
#include <mutex>
#include <semaphore>
#include <set>

using namespace lighterman;
using namespace Qt::StringLiterals;

namespace {

/// Disks that answer, except for folders named "dead", which do so when the test ends.
struct Disks
{
    std::counting_semaphore<1000> end{0};
    std::mutex mutex;
    std::set<TransferId> seen;
    int dead = 0; ///< threads that hang

    [[nodiscard]] bool hasSeen(TransferId id)
    {
        const std::scoped_lock lock(mutex);
        return seen.contains(id);
    }
    [[nodiscard]] int hanging()
    {
        const std::scoped_lock lock(mutex);
        return dead;
    }
};

std::unique_ptr<RoomLooks> looksAt(const std::shared_ptr<Disks> &disks)
{
    return std::make_unique<RoomLooks>(
        [disks](TransferId id, const std::optional<Room> &) {
            const std::scoped_lock lock(disks->mutex);
            disks->seen.insert(id);
        },
        [disks](const QString &folder, const std::vector<ComingFile> &) -> std::optional<Room> {
            if (!folder.contains(u"dead"))
                return Room{};
            {
                const std::scoped_lock lock(disks->mutex);
                ++disks->dead;
            }
            disks->end.acquire();
            const std::scoped_lock lock(disks->mutex);
            --disks->dead;
            return std::nullopt;
        });
}

const QByteArray kMounts = "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
                           "30 22 0:40 / /media/a\\040stick rw - vfat /dev/sdb1 rw\n"
                           "31 22 0:41 / /media/a rw - nfs4 server:/ rw\n";

} // namespace

/// Looks at disks, some of which do not answer.
class TestRoomLook : public QObject
{
    Q_OBJECT

private slots:
    void theRoomInAFolder()
    {
        const QTemporaryDir folder;
        const auto here = roomAt(folder.path(), {});
        QVERIFY(here && here->free > 0 && here->missing.empty());
        const auto elsewhere = roomAt(u"/proc"_s, {});
        QVERIFY(elsewhere && elsewhere->fileSystem != here->fileSystem);
        QVERIFY(!roomAt(u"no/such/folder"_s, {}));
    }

    /// It may be a stick that was unplugged, and the folder above another disk's.
    void aFolderThatIsGoneHasNoRoom()
    {
        const QTemporaryDir folder;
        QVERIFY(!roomAt(folder.filePath(u"gone"_s), {}));
    }

    void whatIsKeptForAFileIsNotMissing()
    {
        const QTemporaryDir folder;
        QFile part(folder.filePath(u"part"_s));
        QVERIFY(part.open(QIODevice::WriteOnly));
        QVERIFY(part.write(QByteArray(100'000, 'x')) == 100'000 && part.flush());
        const auto room = roomAt(folder.path(),
                                 {{part.fileName(), 1'000'000, 0},
                                  {part.fileName(), 50'000, 0},
                                  {{}, 1000, 400},
                                  {folder.filePath(u"gone"_s), 1000, 0}});
        QVERIFY(room);
        QVERIFY2(room->missing[0] <= 900'000 && room->missing[0] > 800'000,
                 qPrintable(QString::number(room->missing[0])));
        QCOMPARE(room->missing[1], 0);
        QCOMPARE(room->missing[2], 600);
        QCOMPARE(room->missing[3], 1000);
    }

    void whichMountAPathIsOn()
    {
        QCOMPARE(mountOf("/home/me", kMounts), "/");
        QCOMPARE(mountOf("/media/a/b", kMounts), "/media/a");
        QCOMPARE(mountOf("/media/a", kMounts), "/media/a");
        QCOMPARE(mountOf("/media/ab", kMounts), "/");
        QCOMPARE(mountOf("/media/a stick/x", kMounts), "/media/a stick");
        QCOMPARE(mountOf("relative", ""), "");
    }

    void aDeadDiskHoldsUpNobodyElse()
    {
        const auto disks = std::make_shared<Disks>();
        const auto looks = looksAt(disks);
        looks->look({1, u"/proc/dead"_s}); // a mount of its own everywhere
        QTRY_COMPARE(disks->hanging(), 1);
        for (TransferId id = 2; id < 100; ++id)
            looks->look({id, u"/"_s});
        QTRY_VERIFY(disks->hasSeen(99));
        QVERIFY(!disks->hasSeen(1));
        for (TransferId id = 100; id < 120; ++id) // of the same disk: no further thread hangs
            looks->look({id, u"/proc/dead/too"_s});
        looks->look({120, u"/"_s});
        QTRY_VERIFY(disks->hasSeen(120));
        QCOMPARE(disks->hanging(), 1);
        disks->end.release(21);
        QTRY_VERIFY(disks->hasSeen(119)); // it has come back
        QVERIFY(disks->hasSeen(1));
    }

    void theEndWaitsForNoDisk()
    {
        const auto disks = std::make_shared<Disks>();
        auto looks = looksAt(disks);
        looks->look({1, u"/proc/dead"_s});
        QTRY_COMPARE(disks->hanging(), 1);
        looks.reset();
        disks->end.release();
        QTRY_COMPARE(disks->hanging(), 0);
        QVERIFY(!disks->hasSeen(1)); // nobody hears of it any more
    }
};

QTEST_GUILESS_MAIN(TestRoomLook)
#include "tst_roomlook.moc"
