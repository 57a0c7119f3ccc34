// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/questionpanel.h"

#include "gui/text/questionwords.h"

#include <QAccessible>
#include <QDialogButtonBox>
#include <QKeyEvent>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

namespace lighterman {

namespace {

constexpr int kWidth = 72; // characters
constexpr int kNames = 5;  // lines

/// Unfolds with Return as well, which would go to the button that answers.
class Fold final : public QToolButton
{
public:
    explicit Fold(QWidget *parent)
        : QToolButton(parent)
    {
        setCheckable(true);
        setAutoRaise(true);
        setFocusPolicy(Qt::StrongFocus); // TabFocus, as tool buttons have it, is not always reached
        setArrowType(Qt::RightArrow);
        setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        connect(this, &QToolButton::toggled, this,
                [this](bool isOpen) { setArrowType(isOpen ? Qt::DownArrow : Qt::RightArrow); });
    }

protected:
    void keyPressEvent(QKeyEvent *event) override
    {
        if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
            click();
        else
            QToolButton::keyPressEvent(event);
    }
};

} // namespace

QuestionPanel::QuestionPanel(QWidget *parent)
    : QDialog(parent)
    , m_column(new QVBoxLayout(this))
    , m_heading(line(this))
    , m_outcome(line(this))
    , m_waiting(fold(this))
    , m_names(new QListWidget(this))
    , m_notNow(new QPushButton(tr("&Not now"), this))
{
    QFont bold = m_heading->font();
    bold.setBold(true);
    m_heading->setFont(bold);
    m_column->addWidget(m_heading);
    buildWaiting();
    connect(m_notNow, &QPushButton::clicked, this, &QuestionPanel::reject);
    setMinimumWidth(kWidth * fontMetrics().averageCharWidth());
}

QuestionPanel::~QuestionPanel() = default;

void QuestionPanel::buildWaiting()
{
    m_names->setAccessibleName(tr("Transfers that wait"));
    m_names->setMaximumHeight(kNames * fontMetrics().lineSpacing());
    m_names->hide();
    connect(m_waiting, &QToolButton::toggled, this, [this](bool shown) {
        m_names->setVisible(shown);
        fit(!shown);
    });
}

void QuestionPanel::addEnd(QWidget *last, QPushButton *answer)
{
    m_column->addWidget(m_outcome);
    m_column->addWidget(m_waiting);
    m_column->addWidget(m_names);
    auto *buttons = new QDialogButtonBox(this);
    setTabOrder(last, m_waiting);
    setTabOrder(m_waiting, m_names);
    // The box hands the focus on to its first button: behind its buttons it would lead back there.
    setTabOrder(m_names, buttons);
    buttons->addButton(answer, QDialogButtonBox::ActionRole);
    buttons->addButton(m_notNow, QDialogButtonBox::ActionRole);
    m_column->addWidget(buttons);
    answer->setDefault(true);
    setTabOrder(buttons, answer);
    setTabOrder(answer, m_notNow);
}

void QuestionPanel::ask(const protocol::QuestionRow &row)
{
    const bool isOther = isHidden() || row.question.number != m_row.question.number;
    m_row = row;
    if (isOther) {
        forget();
        m_isSent = false;
        m_complaint.clear();
        m_waiting->setChecked(false);
        begin();
    }
    describe();
    refresh();
    if (isOther)
        focusFirst();
    show();
    fit(isOther);
    raise();
    activateWindow();
}

void QuestionPanel::follow(const protocol::QuestionRow &row)
{
    if (row == m_row)
        return;
    m_row = row;
    describe();
    refresh();
}

void QuestionPanel::setWaiting(const Waiting &waiting)
{
    const QString text = present::waitingLine(m_row.jobsTotal, waiting.bytes);
    m_waiting->setText(text);
    m_waiting->setAccessibleName(text);
    m_names->clear();
    m_names->addItems(waiting.names);
}

void QuestionPanel::setReachable(bool isReachable)
{
    m_isReachable = isReachable;
    refresh();
}

void QuestionPanel::settle(const Error &error)
{
    m_isSent = false;
    complain(notTaken(error));
    refresh();
    focusFirst();
}

void QuestionPanel::finish()
{
    forget();
    m_isSent = false;
    hide();
}

/// While an answer is tried there is nothing to put off: then it only goes out of the way.
void QuestionPanel::reject()
{
    const int number = m_row.question.number;
    const bool asksStill = !isBusy() && m_isReachable;
    finish();
    if (asksStill)
        emit putOff(number);
}

void QuestionPanel::setSent()
{
    m_isSent = true;
    m_complaint.clear();
    refresh();
}

void QuestionPanel::complain(const QString &text)
{
    if (std::exchange(m_complaint, text) != text)
        refresh();
}

/// Read aloud when it is news.
void QuestionPanel::showOutcome()
{
    QString text = m_complaint.isEmpty() ? outcome() : m_complaint;
    if (!m_isReachable)
        text = tr("The transfer service does not answer.");
    const bool isNews = text != m_outcome->text() && !text.isEmpty();
    say(m_outcome, text);
    warn(m_outcome, !isBusy());
    if (!isNews || isHidden())
        return;
    QAccessibleEvent event(m_outcome, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void QuestionPanel::setHeading(const QString &text)
{
    setWindowTitle(text);
    say(m_heading, text);
}

/// Lines that are broken need more room than a layout demands by itself.
void QuestionPanel::fit(bool shrinks)
{
    layout()->activate();
    const int wanted = layout()->totalHeightForWidth(width());
    if (shrinks || wanted > height())
        resize(width(), wanted);
}

QToolButton *QuestionPanel::fold(QWidget *parent)
{
    return new Fold(parent);
}

QLabel *QuestionPanel::line(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

void QuestionPanel::say(QLabel *label, const QString &text)
{
    label->setText(present::breakable(text));
    label->setVisible(!text.isEmpty());
}

void QuestionPanel::warn(QLabel *label, bool warns)
{
    constexpr int kMiddle = 128; // of lightness
    constexpr QColor kOnLight(0xb0, 0x00, 0x20);
    constexpr QColor kOnDark(0xff, 0x8a, 0x80);
    QPalette palette;
    const bool isDark = palette.color(QPalette::Window).lightness() < kMiddle;
    if (warns)
        palette.setColor(QPalette::WindowText, isDark ? kOnDark : kOnLight);
    label->setPalette(palette);
}

} // namespace lighterman
