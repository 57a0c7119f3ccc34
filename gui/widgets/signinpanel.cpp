// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/signinpanel.h"

#include "common/model/credentials.h"
#include "gui/text/signinwords.h"
#include "gui/widgets/secretedit.h"

#include <QAccessible>
#include <QCheckBox>
#include <QComboBox>
#include <QDateTime>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

#include <chrono>
#include <utility>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr int kWidth = 72; // characters
constexpr int kNames = 5;  // lines

Moment now()
{
    return QDateTime::currentMSecsSinceEpoch();
}

/// A label for what may come from a server, or is long.
QLabel *line(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

void say(QLabel *label, const QString &text)
{
    label->setText(text);
    label->setVisible(!text.isEmpty());
}

/// Red enough to warn, and far enough from the window's own colour to be read.
void warn(QLabel *label, bool warns)
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

} // namespace

SignInPanel::SignInPanel(QWidget *parent)
    : QDialog(parent)
    , m_asks(line(this))
    , m_selfName(line(this))
    , m_lock(new QLabel(this))
    , m_wayThere(line(this))
    , m_userLabel(new QLabel(tr("&User name:"), this))
    , m_user(new QLineEdit(this))
    , m_secretLabel(new QLabel(this))
    , m_secret(new SecretEdit(this))
    , m_show(new QToolButton(this))
    , m_remember(new QCheckBox(this))
    , m_reason(line(this))
    , m_for(new QComboBox(this))
    , m_scheme(new QLabel(this))
    , m_outcome(line(this))
    , m_waiting(new QToolButton(this))
    , m_names(new QListWidget(this))
    , m_signIn(new QPushButton(tr("Sign &in"), this))
    , m_notNow(new QPushButton(tr("&Not now"), this))
{
    build();
    m_pauseOver.setSingleShot(true);
    connect(&m_pauseOver, &QTimer::timeout, this, &SignInPanel::refresh);
    connect(m_show, &QToolButton::toggled, m_secret, &SecretEdit::setShown);
    connect(m_waiting, &QToolButton::toggled, this, [this](bool shown) {
        m_waiting->setArrowType(shown ? Qt::DownArrow : Qt::RightArrow);
        m_names->setVisible(shown);
        fit();
    });
    connect(m_signIn, &QPushButton::clicked, this, &SignInPanel::accept);
    connect(m_notNow, &QPushButton::clicked, this, &SignInPanel::reject);
    for (QLineEdit *edit : {m_user, static_cast<QLineEdit *>(m_secret)})
        connect(edit, &QLineEdit::textEdited, this, [this] { complain({}); });
}

SignInPanel::~SignInPanel() = default;

void SignInPanel::build()
{
    auto *column = new QVBoxLayout(this);
    buildHead(*column);
    auto *form = new QFormLayout;
    buildForm(*form);
    column->addLayout(form);
    column->addWidget(m_outcome);
    column->addWidget(m_waiting);
    column->addWidget(m_names);
    auto *buttons = new QDialogButtonBox(this);
    buttons->addButton(m_signIn, QDialogButtonBox::ActionRole);
    buttons->addButton(m_notNow, QDialogButtonBox::ActionRole);
    column->addWidget(buttons);
    m_signIn->setDefault(true);
    m_notNow->setAutoDefault(false);
    m_waiting->setCheckable(true);
    m_waiting->setAutoRaise(true);
    m_waiting->setArrowType(Qt::RightArrow);
    m_waiting->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_names->setAccessibleName(tr("Transfers that wait"));
    m_names->setMaximumHeight(kNames * fontMetrics().lineSpacing());
    m_names->hide();
    setMinimumWidth(kWidth * fontMetrics().averageCharWidth());
}

void SignInPanel::buildHead(QLayout &column)
{
    QFont bold = m_asks->font();
    bold.setBold(true);
    m_asks->setFont(bold);
    m_lock->setAccessibleName(tr("Connection"));
    auto *way = new QWidget(this);
    auto *row = new QHBoxLayout(way);
    row->setContentsMargins({});
    row->addWidget(m_lock);
    row->addWidget(m_wayThere, 1);
    column.addWidget(m_asks);
    column.addWidget(m_selfName);
    column.addWidget(way);
}

void SignInPanel::buildForm(QFormLayout &form)
{
    m_user->setAccessibleName(tr("User name"));
    m_userLabel->setBuddy(m_user);
    m_secretLabel->setBuddy(m_secret);
    m_for->setAccessibleName(tr("Whom the answer is for"));
    m_for->addItems({QString(), QString()}); // described with each question
    auto *forLabel = new QLabel(tr("&For:"), this);
    forLabel->setBuddy(m_for);
    QFont small = m_scheme->font();
    constexpr qreal kSmaller = 0.85;
    small.setPointSizeF(small.pointSizeF() * kSmaller);
    m_scheme->setFont(small);
    m_reason->setFont(small);
    form.addRow(m_userLabel, m_user);
    form.addRow(m_secretLabel, buildSecretRow());
    form.addRow(QString(), m_remember);
    form.addRow(QString(), m_reason);
    form.addRow(forLabel, m_for);
    form.addRow(QString(), m_scheme);
}

QWidget *SignInPanel::buildSecretRow()
{
    m_show->setText(tr("Sho&w"));
    m_show->setToolTip(tr("Show what is typed"));
    m_show->setAccessibleName(tr("Show what is typed"));
    m_show->setCheckable(true);
    m_show->setFocusPolicy(Qt::TabFocus); // a click leaves the cursor in the line
    auto *cell = new QWidget(this);
    auto *row = new QHBoxLayout(cell);
    row->setContentsMargins({});
    row->addWidget(m_secret, 1);
    row->addWidget(m_show);
    return cell;
}

void SignInPanel::ask(const protocol::QuestionRow &row)
{
    const bool isOther = isHidden() || row.question.number != m_row.question.number;
    m_row = row;
    if (isOther) {
        m_secret->drop();
        m_show->setChecked(false);
        m_isSent = false;
        m_complaint.clear();
        m_user->setText(row.question.space.account);
        m_for->setCurrentIndex(0);
        m_remember->setChecked(true);
        m_waiting->setChecked(false);
    }
    describe();
    refresh();
    if (isOther)
        focusFirstEmpty();
    show();
    fit();
    raise();
    activateWindow();
}

void SignInPanel::describe()
{
    const ProtectionSpace &space = m_row.question.space;
    const bool isToken = space.scheme == AuthScheme::Bearer;
    setWindowTitle(present::asks(space));
    say(m_asks, present::asks(space));
    say(m_selfName, present::selfName(space));
    const present::WayThere way = present::wayThere(space);
    const int size = style()->pixelMetric(QStyle::PM_SmallIconSize);
    const QIcon unsafe = style()->standardIcon(QStyle::SP_MessageBoxWarning);
    const QIcon safe = QIcon::fromTheme(u"object-locked"_s, QIcon::fromTheme(u"security-high"_s));
    m_lock->setPixmap((way.isEncrypted ? safe : unsafe).pixmap(size));
    m_lock->setVisible(!way.isEncrypted || !safe.isNull());
    say(m_wayThere, way.text);
    warn(m_wayThere, !way.isEncrypted);
    m_userLabel->setVisible(!isToken);
    m_user->setVisible(!isToken);
    m_secretLabel->setText(isToken ? tr("&Token:") : tr("&Password:"));
    m_secret->setAccessibleName(isToken ? tr("Token") : tr("Password"));
    m_for->setItemText(0, present::forHost(space));
    m_for->setItemText(1, present::forWaiting(m_row.jobsTotal));
    m_scheme->setText(tr("Sign-in method: %1").arg(present::schemeName(space.scheme)));
}

void SignInPanel::follow(const protocol::QuestionRow &row)
{
    if (row == m_row)
        return;
    m_row = row;
    describe();
    refresh();
}

void SignInPanel::setWaiting(const Waiting &waiting)
{
    const QString text = present::waitingLine(m_row.jobsTotal, waiting.bytes);
    m_waiting->setText(text);
    m_waiting->setAccessibleName(text);
    m_names->clear();
    m_names->addItems(waiting.names);
}

void SignInPanel::setKeyring(const KeyringFacts &keyring)
{
    m_keyring = keyring;
    refresh();
}

void SignInPanel::setReachable(bool isReachable)
{
    m_isReachable = isReachable;
    refresh();
}

bool SignInPanel::isBusy() const
{
    return m_isSent || m_row.question.isTried;
}

void SignInPanel::refresh()
{
    const Moment at = now();
    const auto pause = present::pausedUntil(m_row.question, at);
    if (pause)
        m_pauseOver.start(std::chrono::milliseconds(*pause - at + 1));
    const bool mayType = !isBusy();
    for (QWidget *field : {static_cast<QWidget *>(m_user), static_cast<QWidget *>(m_secret),
                           static_cast<QWidget *>(m_for)})
        field->setEnabled(mayType);
    const present::RememberBox box = present::rememberBox(m_keyring);
    m_remember->setText(box.text);
    m_remember->setEnabled(box.isOffered && mayType);
    m_remember->setAccessibleDescription(box.reason);
    say(m_reason, box.reason);
    m_signIn->setEnabled(mayType && !pause && m_isReachable);
    showOutcome();
    fit();
}

/// Read aloud when it is news.
void SignInPanel::showOutcome()
{
    Question shown = m_row.question;
    shown.isTried = isBusy();
    QString text = m_complaint.isEmpty() ? present::outcome(shown, now()) : m_complaint;
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

/// Lines that are broken need more room than a layout demands by itself.
void SignInPanel::fit()
{
    layout()->activate();
    const int wanted = layout()->totalHeightForWidth(width());
    if (wanted > height())
        resize(width(), wanted);
}

void SignInPanel::complain(const QString &text)
{
    if (std::exchange(m_complaint, text) != text)
        refresh();
}

void SignInPanel::focusFirstEmpty()
{
    const bool asksUser = m_row.question.space.scheme != AuthScheme::Bearer;
    QLineEdit *first = asksUser && m_user->text().isEmpty() ? m_user : m_secret;
    first->setFocus();
}

void SignInPanel::settle(const Error &error)
{
    m_isSent = false;
    complain(present::notTried(error));
    refresh();
    focusFirstEmpty();
}

void SignInPanel::finish()
{
    m_secret->drop();
    m_pauseOver.stop();
    m_isSent = false;
    hide();
}

void SignInPanel::accept()
{
    if (!m_signIn->isEnabled())
        return;
    const ProtectionSpace &space = m_row.question.space;
    const bool asksUser = space.scheme != AuthScheme::Bearer;
    if (asksUser && m_user->text().isEmpty()) {
        complain(tr("Type the user name."));
        m_user->setFocus();
        return;
    }
    const Credentials typed{space.target, space.scheme, asksUser ? m_user->text() : QString(),
                            m_secret->typed()};
    if (const auto valid = validate(typed); !valid) {
        complain(present::explained(valid.error().code));
        m_secret->setFocus();
        return;
    }
    m_secret->drop();
    m_isSent = true;
    complain({});
    refresh();
    const bool isKept = present::rememberBox(m_keyring).isOffered && m_remember->isChecked();
    emit answered({m_row.question.number, typed.user, protocol::SharedSecret(typed.secret.copy()),
                   m_for->currentIndex() == 0, isKept});
}

/// While an answer is tried there is nothing to put off: then it only goes out of the way.
void SignInPanel::reject()
{
    const int number = m_row.question.number;
    const bool asksStill = !isBusy() && m_isReachable;
    finish();
    if (asksStill)
        emit putOff(number);
}

} // namespace lighterman
