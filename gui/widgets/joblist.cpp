// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/joblist.h"

#include "gui/widgets/progressdelegate.h"

#include <QAction>
#include <QGuiApplication>
#include <QHeaderView>
#include <QIcon>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QStackedLayout>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>

namespace lighterman {

using namespace std::chrono_literals;

namespace {

constexpr int kSmallestRow = 32; // logical pixels: large enough to hit
constexpr int kEmptyIcon = 64;
constexpr int kEmptySpacing = 12;

/// Widths of the columns, in characters; nothing is ever measured from the rows.
constexpr std::array kWidths{48, 32, 26, 14, 18};

} // namespace

JobList::JobList(JobFilter &jobs, QAction &add, QWidget *parent)
    : QWidget(parent)
    , m_jobs(jobs)
    , m_pages(new QStackedLayout(this))
    , m_empty(new QWidget(this))
    , m_emptyText(new QLabel(m_empty))
    , m_view(new QTableView(this))
    , m_menu(new QMenu(this))
{
    m_menu->setToolTipsVisible(true);
    buildEmptyPage(add);
    buildView();
    m_pages->addWidget(m_empty);
    m_pages->addWidget(m_view);
    m_seconds.setInterval(1s);
    connect(&m_seconds, &QTimer::timeout, this, &JobList::tick);
    connect(&m_jobs, &QAbstractItemModel::rowsInserted, this, &JobList::showFittingPage);
    connect(&m_jobs, &QAbstractItemModel::rowsRemoved, this, &JobList::showFittingPage);
    connect(&m_jobs, &QAbstractItemModel::modelReset, this, &JobList::showFittingPage);
    connect(&m_jobs, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex &from, const QModelIndex &to) {
                if (from.column() <= JobTableModel::State && to.column() >= JobTableModel::State)
                    emit selectionChanged();
            });
    showFittingPage();
}

void JobList::buildEmptyPage(QAction &add)
{
    auto *icon = new QLabel(m_empty);
    icon->setPixmap(QGuiApplication::windowIcon().pixmap(kEmptyIcon));
    icon->setAlignment(Qt::AlignCenter);
    icon->setAccessibleName(tr("Lighterman"));
    m_emptyText->setAlignment(Qt::AlignCenter);
    m_emptyText->setWordWrap(true);
    m_emptyText->setText(tr("No transfers yet. Drop a link here or press Ctrl+N."));
    auto *button = new QPushButton(add.icon(), add.text(), m_empty);
    connect(button, &QPushButton::clicked, &add, &QAction::trigger);

    auto *column = new QVBoxLayout(m_empty);
    column->setSpacing(kEmptySpacing);
    column->addStretch();
    column->addWidget(icon);
    column->addWidget(m_emptyText);
    column->addWidget(button, 0, Qt::AlignCenter);
    column->addStretch();
}

void JobList::buildView()
{
    m_view->setModel(&m_jobs);
    m_view->setAccessibleName(tr("Transfers"));
    m_view->setItemDelegate(new JobDelegate(m_view));
    m_view->setItemDelegateForColumn(JobTableModel::Progress, new ProgressDelegate(m_view));
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setShowGrid(false);
    m_view->setAlternatingRowColors(true);
    m_view->setWordWrap(false);
    m_view->setTextElideMode(Qt::ElideMiddle);
    m_view->setTabKeyNavigation(false); // Tab leaves the list, as everywhere else
    m_view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setFrameShape(QFrame::NoFrame);

    buildHeaders();

    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_view, &QWidget::customContextMenuRequested, this,
            [this](const QPoint &at) { m_menu->popup(m_view->viewport()->mapToGlobal(at)); });
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &JobList::selectionChanged);
    connect(m_view, &QAbstractItemView::activated, this,
            [this](const QModelIndex &index) { emit activated(m_jobs.job(index)); });
}

void JobList::buildHeaders()
{
    const QFontMetrics metrics = m_view->fontMetrics();
    QHeaderView *rows = m_view->verticalHeader();
    rows->hide();
    rows->setSectionResizeMode(QHeaderView::Fixed);
    rows->setMinimumSectionSize(1);
    rows->setDefaultSectionSize(std::max(kSmallestRow, metrics.height() * 9 / 5));

    QHeaderView *columns = m_view->horizontalHeader();
    columns->setSectionResizeMode(QHeaderView::Interactive);
    columns->setStretchLastSection(true);
    columns->setHighlightSections(false);
    columns->setDefaultAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    for (int column = 0; column < JobTableModel::ColumnCount; ++column)
        m_view->setColumnWidth(column,
                               metrics.averageCharWidth() * kWidths.at(std::size_t(column)));
    columns->setSortIndicator(-1, Qt::AscendingOrder); // in the order in which they were added
    columns->setSortIndicatorClearable(true);
    m_view->setSortingEnabled(true);
}

std::vector<Job> JobList::selected() const
{
    const QModelIndexList rows = m_view->selectionModel()->selectedRows();
    std::vector<Job> jobs;
    jobs.reserve(std::size_t(rows.size()));
    for (const QModelIndex &row : rows)
        jobs.push_back(m_jobs.job(row));
    return jobs;
}

void JobList::setCommands(const QList<QAction *> &commands)
{
    for (QAction *command : commands) {
        if (!command) {
            m_menu->addSeparator();
            continue;
        }
        m_menu->addAction(command);
        m_view->addAction(command);
    }
}

void JobList::setCounting(bool counting)
{
    m_counting = counting;
    updateTimer();
}

void JobList::setEmptyText(const QString &text)
{
    m_emptyText->setText(text);
}

QByteArray JobList::saveColumns() const
{
    return m_view->horizontalHeader()->saveState();
}

void JobList::restoreColumns(const QByteArray &columns)
{
    m_view->horizontalHeader()->restoreState(columns);
}

void JobList::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    updateTimer();
}

void JobList::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    updateTimer();
}

void JobList::showFittingPage()
{
    QWidget *page = m_jobs.rowCount() == 0 ? m_empty : m_view;
    if (m_pages->currentWidget() != page)
        m_pages->setCurrentWidget(page);
}

void JobList::tick()
{
    QWidget *port = m_view->viewport();
    port->update(m_view->columnViewportPosition(JobTableModel::State), 0,
                 m_view->columnWidth(JobTableModel::State), port->height());
}

void JobList::updateTimer()
{
    if (!m_counting || !isVisible())
        m_seconds.stop();
    else if (!m_seconds.isActive())
        m_seconds.start();
}

} // namespace lighterman
