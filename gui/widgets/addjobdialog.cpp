// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/addjobdialog.h"

#include "gui/models/linklist.h"
#include "gui/text/present.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStyle>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr int kWidth = 64; // characters
constexpr int kLines = 6;

/// `folder` with a leading ~ replaced, and without needless slashes.
QString absolute(const QString &folder)
{
    const QString trimmed = folder.trimmed();
    if (trimmed == u"~"_s || trimmed.startsWith(u"~/"_s))
        return QDir::cleanPath(QDir::homePath() + trimmed.sliced(1));
    return trimmed.isEmpty() ? trimmed : QDir::cleanPath(trimmed);
}

} // namespace

AddJobDialog::AddJobDialog(const QString &folder, QWidget *parent)
    : QDialog(parent)
    , m_links(new QPlainTextEdit(this))
    , m_folder(new QLineEdit(folder, this))
    , m_browse(new QPushButton(tr("&Browse…"), this))
    , m_suspended(new QCheckBox(tr("Start &paused"), this))
    , m_error(new QLabel(this))
{
    setWindowTitle(tr("Add links"));
    build();
    connect(m_browse, &QPushButton::clicked, this, &AddJobDialog::browse);
    connect(m_links, &QPlainTextEdit::textChanged, m_error, &QWidget::hide);
    connect(m_folder, &QLineEdit::textChanged, m_error, &QWidget::hide);
}

void AddJobDialog::build()
{
    const QFontMetrics metrics = fontMetrics();
    m_links->setTabChangesFocus(true);
    m_links->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_links->setPlaceholderText(tr("https://… – one link a line"));
    m_links->setAccessibleName(tr("Links, one a line"));
    m_links->setMinimumSize(metrics.averageCharWidth() * kWidth, metrics.lineSpacing() * kLines);
    m_folder->setAccessibleName(tr("Destination folder"));
    m_folder->setPlaceholderText(tr("The usual folder"));
    m_browse->setAccessibleName(tr("Browse for the destination folder"));
    m_error->setWordWrap(true);
    m_error->setTextFormat(Qt::PlainText);
    m_error->hide();

    auto *folder = new QHBoxLayout;
    folder->addWidget(m_folder, 1);
    folder->addWidget(m_browse);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    auto *add = buttons->addButton(tr("&Add"), QDialogButtonBox::AcceptRole);
    add->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &AddJobDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &AddJobDialog::reject);

    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("&Links:"), m_links);
    form->addRow(tr("&To folder:"), folder);
    form->addRow(QString(), m_suspended);
    qobject_cast<QLabel *>(form->labelForField(folder))->setBuddy(m_folder);
    auto *column = new QVBoxLayout(this);
    column->addLayout(form);
    column->addWidget(m_error);
    column->addWidget(buttons);
}

void AddJobDialog::offer(const QString &links)
{
    const QString typed = m_links->toPlainText().trimmed();
    if (typed.isEmpty() || !isVisible())
        m_links->setPlainText(links);
    else if (!links.isEmpty() && !typed.contains(links))
        m_links->setPlainText(typed + u'\n' + links);
    m_links->moveCursor(QTextCursor::End);
    m_links->setFocus();
    show();
    raise();
    activateWindow();
}

void AddJobDialog::accept()
{
    const LinkList list = readLinks(m_links->toPlainText());
    if (!list.bad.isEmpty()) {
        complain(present::wrongLines(list.bad, list.why), m_links);
        return;
    }
    if (list.links.empty()) {
        complain(tr("Type or paste at least one link."), m_links);
        return;
    }
    if (!m_folder->text().isEmpty() && !QDir::isAbsolutePath(absolute(m_folder->text()))) {
        complain(tr("The folder must begin with / or ~."), m_folder);
        return;
    }
    const Result<std::vector<JobSpec>> asked = specs();
    if (!asked) {
        complain(present::explained(asked.error().code), m_links);
        return;
    }
    emit jobsAsked(*asked);
    m_links->clear();
    QDialog::accept();
}

Result<std::vector<JobSpec>> AddJobDialog::specs() const
{
    std::vector<JobSpec> specs;
    for (const QUrl &url : readLinks(m_links->toPlainText()).links) {
        JobSpec spec;
        spec.folder = absolute(m_folder->text());
        spec.files.push_back({url, {}});
        spec.suspended = m_suspended->isChecked();
        if (const Result<void> good = validate(spec); !good)
            return tl::unexpected(good.error());
        specs.push_back(std::move(spec));
    }
    return specs;
}

void AddJobDialog::browse()
{
    auto *chooser = new QFileDialog(this, tr("Destination folder"), absolute(m_folder->text()));
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setFileMode(QFileDialog::Directory);
    chooser->setOption(QFileDialog::ShowDirsOnly);
    connect(chooser, &QFileDialog::fileSelected, m_folder, &QLineEdit::setText);
    chooser->open();
}

void AddJobDialog::complain(const QString &text, QWidget *where)
{
    m_error->setText(text);
    m_error->show();
    where->setFocus();
}

} // namespace lighterman
