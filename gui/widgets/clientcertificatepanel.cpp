// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/clientcertificatepanel.h"

#include "common/model/clientcertificate.h"
#include "gui/text/certificatewords.h"
#include "gui/text/present.h"

#include <QDir>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>

namespace lighterman {

using namespace Qt::StringLiterals;

Result<QString> clientCertificateFromTyped(const QString &typed)
{
    QString name = typed.trimmed();
    if (name.isEmpty() || name.startsWith(kByFingerprint, Qt::CaseInsensitive)
        || name.startsWith(kBySubject))
        return readClientCertificate(name);
    if (name.startsWith("file://"_L1))
        name = QUrl(name).toLocalFile();
    if (name == "~"_L1 || name.startsWith("~/"_L1))
        name.remove(0, 2);
    return readClientCertificate(QDir::cleanPath(QDir::home().absoluteFilePath(name)));
}

ClientCertificatePanel::ClientCertificatePanel(QWidget *parent)
    : QuestionPanel(parent)
    , m_then(line(this))
    , m_label(new QLabel(tr("Certificate &file:"), this))
    , m_file(new QLineEdit(this))
    , m_browse(new QPushButton(tr("&Browse…"), this))
    , m_use(new QPushButton(tr("&Use this certificate"), this))
{
    build();
    connect(m_file, &QLineEdit::textEdited, this, [this] { complain({}); });
    connect(m_browse, &QPushButton::clicked, this, &ClientCertificatePanel::browse);
    connect(m_use, &QPushButton::clicked, this, &ClientCertificatePanel::accept);
}

void ClientCertificatePanel::build()
{
    say(m_then,
        tr("Choose the file that holds yours, with its key. If there is a passphrase, you "
           "are asked for it afterwards."));
    column().addWidget(m_then);
    m_label->setBuddy(m_file);
    m_file->setAccessibleName(tr("Certificate file"));
    auto *cell = new QHBoxLayout;
    cell->addWidget(m_file, 1);
    cell->addWidget(m_browse);
    auto *form = new QFormLayout;
    form->addRow(m_label, cell);
    column().addLayout(form);
    addEnd(m_browse, m_use);
}

void ClientCertificatePanel::begin()
{
    m_file->clear();
}

void ClientCertificatePanel::describe()
{
    setHeading(present::clientCertificateAsks(question().space));
}

void ClientCertificatePanel::refresh()
{
    m_file->setEnabled(!isBusy());
    m_browse->setEnabled(!isBusy());
    m_use->setEnabled(!isBusy() && isReachable());
    showOutcome();
    fit();
}

void ClientCertificatePanel::focusFirst()
{
    m_file->setFocus();
    m_file->selectAll();
}

QString ClientCertificatePanel::notTaken(const Error &error) const
{
    return present::notDone(error);
}

/// It belongs to the panel and goes with it, and nobody waits for it.
void ClientCertificatePanel::browse()
{
    const auto typed = clientCertificateFromTyped(m_file->text());
    const QString folder = typed && typed->startsWith(u'/') ? QFileInfo(*typed).path() : QString();
    auto *dialog = new QFileDialog(this, tr("Choose a certificate"),
                                   folder.isEmpty() ? QDir::homePath() : folder);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Certificates (*.p12 *.pfx *.pem *.crt)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &file) {
        m_file->setText(file);
        m_file->setFocus();
        complain({});
    });
    m_dialog = dialog;
    dialog->open();
}

void ClientCertificatePanel::forget()
{
    if (m_dialog)
        m_dialog->reject();
}

void ClientCertificatePanel::accept()
{
    if (!m_use->isEnabled())
        return;
    const auto name = clientCertificateFromTyped(m_file->text());
    QString wrong;
    if (!name)
        wrong = present::explained(name.error().code);
    else if (name->isEmpty())
        wrong = tr("Choose a file.");
    else if (name->startsWith(u'/') && !QFileInfo(*name).isFile())
        wrong = tr("There is no such file.");
    else if (name->startsWith(u'/') && !QFileInfo(*name).isReadable())
        wrong = tr("You may not read this file.");
    complain(wrong);
    if (!wrong.isEmpty()) {
        m_file->setFocus();
        return;
    }
    setSent();
    emit chosen({question().number, *name});
}

} // namespace lighterman
