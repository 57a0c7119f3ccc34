// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/certificatepanel.h"

#include "gui/text/certificatewords.h"

#include <QFontDatabase>
#include <QFormLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace lighterman {

CertificatePanel::CertificatePanel(QWidget *parent)
    : QuestionPanel(parent)
    , m_flaw(line(this))
    , m_risk(line(this))
    , m_unfold(fold(this))
    , m_details(new QWidget(this))
    , m_fingerprint(new QPlainTextEdit(m_details))
    , m_meaning(line(m_details))
    , m_trust(new QPushButton(m_details))
    , m_stop(new QPushButton(this))
{
    build();
    connect(m_unfold, &QToolButton::toggled, this, [this](bool shown) {
        m_details->setVisible(shown);
        fit(!shown);
    });
    connect(m_stop, &QPushButton::clicked, this, &CertificatePanel::accept);
    connect(m_trust, &QPushButton::clicked, this, [this] { decide(true); });
}

void CertificatePanel::build()
{
    column().addWidget(m_flaw);
    column().addWidget(m_risk);
    say(m_risk, present::certificateRisk());
    m_unfold->setText(tr("&Details"));
    column().addWidget(m_unfold);
    buildDetails();
    column().addWidget(m_details);
    addEnd(m_trust, m_stop);
}

void CertificatePanel::buildDetails()
{
    auto *rows = new QVBoxLayout(m_details);
    rows->setContentsMargins({});
    auto *form = new QFormLayout;
    m_names = addFact(*form, tr("Made out to:"));
    m_issuer = addFact(*form, tr("Issued by:"));
    m_from = addFact(*form, tr("Valid from:"));
    m_to = addFact(*form, tr("Valid until:"));
    buildFingerprint();
    form->addRow(new QLabel(tr("SHA-256:"), m_details));
    form->addRow(m_fingerprint); // all of the width
    rows->addLayout(form);
    say(m_meaning, present::trustMeaning());
    rows->addWidget(m_meaning);
    rows->addWidget(m_trust, 0, Qt::AlignLeading);
    m_details->hide();
}

QLabel *CertificatePanel::addFact(QFormLayout &form, const QString &name)
{
    QLabel *fact = line(m_details);
    fact->setTextInteractionFlags(Qt::TextSelectableByMouse);
    form.addRow(name, fact);
    return fact;
}

/// A line edit would not break it, and a label would have something invisible to be copied with it.
void CertificatePanel::buildFingerprint()
{
    m_fingerprint->setReadOnly(true);
    m_fingerprint->setTextInteractionFlags(Qt::TextSelectableByMouse
                                           | Qt::TextSelectableByKeyboard);
    m_fingerprint->setTabChangesFocus(true);
    m_fingerprint->setWordWrapMode(QTextOption::WrapAnywhere);
    m_fingerprint->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_fingerprint->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_fingerprint->setAccessibleName(tr("SHA-256 fingerprint"));
}

void CertificatePanel::sizeFingerprint()
{
    constexpr qsizetype kLines = 2;
    QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    fixed.setPointSizeF(font().pointSizeF());
    m_fingerprint->setFont(fixed);
    const QFontMetricsF metrics(fixed);
    const QString half(kFingerprintBytes / kLines * 3, u'0'); // two digits and a colon each
    const qreal edge
        = 2 * (m_fingerprint->frameWidth() + m_fingerprint->document()->documentMargin());
    constexpr qreal kSlack = 0.5; // of a character: so that rounding breaks nothing earlier
    m_fingerprint->setFixedSize(
        qRound(metrics.horizontalAdvance(half) + edge + kSlack * metrics.horizontalAdvance(u'0')),
        qCeil(kLines * metrics.lineSpacing() + edge));
    const QMargins margins = column().contentsMargins();
    setMinimumWidth(
        std::max(minimumWidth(), m_fingerprint->minimumWidth() + margins.left() + margins.right()));
}

void CertificatePanel::begin()
{
    m_unfold->setChecked(false);
}

void CertificatePanel::describe()
{
    const ServerCertificate shown = question().certificate.value_or(ServerCertificate());
    const present::CertificateFacts facts = present::factsOf(shown);
    setHeading(present::certificateAsks(question()));
    const QStringList flaws{present::certificateFlaw(shown),
                            present::certificateBefore(question())};
    say(m_flaw, flaws.join(u' ').trimmed());
    say(m_names, facts.names);
    say(m_issuer, facts.issuer);
    say(m_from, facts.validFrom);
    say(m_to, facts.validTo);
    m_fingerprint->setPlainText(facts.fingerprint);
    sizeFingerprint();
    m_trust->setText(present::trustIt(question().space));
    m_stop->setText(present::stopThem(jobsTotal()));
}

void CertificatePanel::refresh()
{
    const bool mayDecide = !isBusy() && isReachable();
    const auto &shown = question().certificate;
    m_stop->setEnabled(mayDecide);
    m_trust->setEnabled(mayDecide && shown && mayBeAccepted(shown->problem));
    showOutcome();
    fit();
}

void CertificatePanel::focusFirst()
{
    m_stop->setFocus();
}

QString CertificatePanel::notTaken(const Error &error) const
{
    return present::notDone(error);
}

void CertificatePanel::accept()
{
    if (m_stop->isEnabled())
        decide(false);
}

void CertificatePanel::decide(bool isAccepted)
{
    setSent();
    emit decided({question().number, isAccepted});
}

} // namespace lighterman
