// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/models/jobfilter.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QMenu;
class QStackedLayout;
class QTableView;

namespace lighterman {

/// The list of jobs, or, while there are none, a page that says how to get one.
class JobList final : public QWidget
{
    Q_OBJECT

public:
    /// `jobs` is not owned and outlives the list. `add` is what the empty page offers.
    JobList(JobFilter &jobs, QAction &add, QWidget *parent = nullptr);

    [[nodiscard]] std::vector<Job> selected() const;
    [[nodiscard]] QTableView *view() const { return m_view; }
    /// The context menu; keys without Ctrl work while the list has the focus. Null: a separator.
    void setCommands(const QList<QAction *> &commands);
    /// True while words such as "in 0:48" are on show and must follow the time.
    void setCounting(bool counting);
    void setEmptyText(const QString &text);

    [[nodiscard]] QByteArray saveColumns() const;
    void restoreColumns(const QByteArray &columns);

signals:
    /// Other jobs are selected, or the selected ones are in another state.
    void selectionChanged();
    void activated(const lighterman::Job &job);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void buildEmptyPage(QAction &add);
    void buildView();
    void buildHeaders();
    void showFittingPage();
    void tick();
    void updateTimer();

    JobFilter &m_jobs;
    QStackedLayout *m_pages;
    QWidget *m_empty;
    QLabel *m_emptyText;
    QTableView *m_view;
    QMenu *m_menu;
    QTimer m_seconds;
    bool m_counting = false;
};

} // namespace lighterman
