// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/job.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QMap>
#include <QTimer>
#include <QUrl>

#include <array>
#include <functional>
#include <memory>
#include <vector>

namespace lighterman {

/// The jobs of a list in figures.
struct JobTally
{
    std::array<int, kJobStates> states{}; ///< how many jobs are in each state
    qint64 rate = 0;                      ///< bytes per second of all jobs together
    int needPerson = 0;                   ///< failed ones that go on once a person has answered
    int countdowns = 0;                   ///< jobs whose words change while time goes by
    int heldInQueue = 0;                  ///< queued ones that wait for more than their turn
    QMap<ErrorCode, int> holds = {};      ///< how many jobs wait for the end of what
    bool operator==(const JobTally &) const = default;
};

/// The jobs as a table, sized for 100 000 rows: constant time a change, and the views hear of
/// changes at most four times a second, in as few ranges as the changed rows allow, with only the
/// columns that look different. Jobs stand in the order in which they were added.
class JobTableModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, State, Progress, Rate, TimeLeft, ColumnCount };
    enum Role {
        PercentRole = Qt::UserRole, ///< 0 to 100; nothing while the total is unknown
        MovingRole,                 ///< true while the job holds a slot
    };

    /// How a job is put into words. The model has none of its own.
    struct Words
    {
        std::array<QString, ColumnCount> titles;
        std::function<QString(const Job &, Column)> cell;
        std::function<QString(const Job &)> tip;      ///< what happens, and what happens next
        std::function<QString(const Job &)> sentence; ///< the whole row, to be read aloud
    };

    explicit JobTableModel(Words words, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

    [[nodiscard]] const Job &job(int row) const { return *m_jobs[std::size_t(row)]; }
    [[nodiscard]] int rowOf(const JobId &id) const { return m_rowOf.value(id, -1); }
    [[nodiscard]] const JobTally &tally() const { return m_tally; }
    /// Where one signs in to the network that holds jobs; of several pages always the same one.
    /// Empty when no job waits for that, or none knows a page. tallyChanged() follows changes.
    [[nodiscard]] QUrl signInPage() const;

    /// The list as a whole. What is in both stays where it is, with its selection.
    void replace(const QHash<JobId, Job> &jobs);
    /// These jobs are new or different, those are gone.
    void apply(const std::vector<Job> &jobs, const std::vector<JobId> &removed);

signals:
    /// Follows every change of tally(), as seldom as the views hear of changes.
    void tallyChanged();

private:
    struct Change
    {
        int row;
        int firstColumn;
        int lastColumn;
    };

    void update(int row, const Job &job);
    void append(std::vector<Job> jobs);
    void remove(const std::vector<JobId> &ids);
    void takeOut(int first, int last);
    void indexRows();
    void count(const Job &job, int sign);
    void countHold(const Job &job, int sign);
    void publish();
    void publishSoon();

    Words m_words;
    /// Pointers, so that taking a row out of the middle moves little memory.
    std::vector<std::unique_ptr<Job>> m_jobs;
    QHash<JobId, int> m_rowOf;
    std::vector<Change> m_changes; ///< not yet told to the views
    JobTally m_tally;
    QMap<QUrl, int> m_signInPages; ///< how many jobs would open which
    QTimer m_publish;
};

} // namespace lighterman
