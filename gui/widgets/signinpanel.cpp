// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/signinpanel.h"

#include "common/model/credentials.h"
#include "gui/text/signinwords.h"
#include "gui/widgets/secretedit.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDateTime>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

#include <chrono>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

Moment now()
{
    return QDateTime::currentMSecsSinceEpoch();
}

} // namespace

SignInPanel::SignInPanel(QWidget *parent)
    : QuestionPanel(parent)
    , m_selfName(line(this))
    , m_way(new QWidget(this))
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
    , m_signIn(new QPushButton(this))
{
    build();
    m_pauseOver.setSingleShot(true);
    connect(&m_pauseOver, &QTimer::timeout, this, &SignInPanel::refresh);
    connect(m_show, &QToolButton::toggled, m_secret, &SecretEdit::setShown);
    connect(m_signIn, &QPushButton::clicked, this, &SignInPanel::accept);
    for (QLineEdit *edit : {m_user, static_cast<QLineEdit *>(m_secret)})
        connect(edit, &QLineEdit::textEdited, this, [this] { complain({}); });
    connect(m_secret, &QLineEdit::textChanged, this, &SignInPanel::refresh);
}

/// The line outlives this, and is emptied.
SignInPanel::~SignInPanel()
{
    disconnect(m_secret, nullptr, this, nullptr);
}

void SignInPanel::build()
{
    buildHead();
    auto *form = new QFormLayout;
    buildForm(*form);
    column().addLayout(form);
    addEnd(m_for, m_signIn);
    notNow()->setAutoDefault(false);
}

void SignInPanel::buildHead()
{
    m_lock->setAccessibleName(tr("Connection"));
    auto *row = new QHBoxLayout(m_way);
    row->setContentsMargins({});
    row->addWidget(m_lock);
    row->addWidget(m_wayThere, 1);
    column().addWidget(m_selfName);
    column().addWidget(m_way);
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

void SignInPanel::begin()
{
    m_show->setChecked(false);
    const QString account = question().space.account;
    m_user->setText(account.isEmpty() ? question().refusedUser.value_or(QString()) : account);
    m_for->setCurrentIndex(0);
    m_remember->setChecked(true);
}

bool SignInPanel::asksUser() const
{
    const AuthScheme scheme = question().space.scheme;
    return scheme != AuthScheme::Bearer && scheme != AuthScheme::Passphrase;
}

void SignInPanel::describe()
{
    const ProtectionSpace &space = question().space;
    const present::SecretWords words = present::secretWords(space);
    setHeading(present::asks(space));
    say(m_selfName, present::selfName(space));
    const present::WayThere way = present::wayThere(space);
    const int size = style()->pixelMetric(QStyle::PM_SmallIconSize);
    const QIcon unsafe = style()->standardIcon(QStyle::SP_MessageBoxWarning);
    const QIcon safe = QIcon::fromTheme(u"object-locked"_s, QIcon::fromTheme(u"security-high"_s));
    m_lock->setPixmap((way.isEncrypted ? safe : unsafe).pixmap(size));
    m_lock->setVisible(!way.isEncrypted || !safe.isNull());
    say(m_wayThere, way.text);
    warn(m_wayThere, !way.isEncrypted);
    m_way->setVisible(!way.text.isEmpty());
    m_userLabel->setVisible(asksUser());
    m_user->setVisible(asksUser());
    m_secretLabel->setText(words.label);
    m_secret->setAccessibleName(words.name);
    m_signIn->setText(words.button);
    m_for->setItemText(0, present::forHost(space));
    m_for->setItemText(1, present::forWaiting(jobsTotal()));
    m_scheme->setText(tr("Sign-in method: %1").arg(present::schemeName(space.scheme)));
    m_scheme->setVisible(space.target != AuthTarget::ClientKey);
}

void SignInPanel::setKeyring(const KeyringFacts &keyring)
{
    m_keyring = keyring;
    refresh();
}

void SignInPanel::refresh()
{
    const Moment at = now();
    const auto pause = pausedUntil(question(), at);
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
    // An empty one would cost a try.
    m_signIn->setEnabled(mayType && !pause && isReachable() && !m_secret->text().isEmpty());
    showOutcome();
    fit();
}

QString SignInPanel::outcome() const
{
    Question shown = question();
    shown.isTried = isBusy();
    return present::outcome(shown, now());
}

QString SignInPanel::notTaken(const Error &error) const
{
    return present::notTried(error);
}

void SignInPanel::focusFirst()
{
    QLineEdit *first = asksUser() && m_user->text().isEmpty() ? m_user : m_secret;
    first->setFocus();
}

void SignInPanel::forget()
{
    m_secret->drop();
    m_pauseOver.stop();
}

void SignInPanel::accept()
{
    if (!m_signIn->isEnabled())
        return;
    const ProtectionSpace &space = question().space;
    if (asksUser() && m_user->text().isEmpty()) {
        complain(tr("Type the user name."));
        m_user->setFocus();
        return;
    }
    const Credentials typed{space.target, space.scheme, asksUser() ? m_user->text() : QString(),
                            m_secret->typed()};
    if (const auto valid = validate(typed); !valid) {
        const bool hasColon
            = space.scheme == AuthScheme::Basic && typed.user.contains(u':'); // RFC 7617, section 2
        complain(hasColon ? tr("A user name may not contain a colon here.")
                          : present::explained(valid.error().code));
        (hasColon ? m_user : static_cast<QLineEdit *>(m_secret))->setFocus();
        return;
    }
    m_secret->drop();
    setSent();
    const bool isKept = present::rememberBox(m_keyring).isOffered && m_remember->isChecked();
    emit answered({question().number, typed.user, protocol::SharedSecret(typed.secret.copy()),
                   m_for->currentIndex() == 0, isKept});
}

} // namespace lighterman
