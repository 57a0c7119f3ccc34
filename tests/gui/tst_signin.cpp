// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/messagebar.h"
#include "gui/widgets/secretedit.h"
#include "tests/support/guihome.h"
#include "tests/support/nameless.h"

#include <QAccessible>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDateTime>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QStatusBar>
#include <QTableView>
#include <QToolButton>

using namespace lighterman;
using namespace Qt::StringLiterals;
using testing::FakeAgent;
using testing::nameless;

namespace {

constexpr Moment kMinute = 60'000;

} // namespace

/// A person signs in, with the keyboard, and the agent is in memory.
class TestSignIn : public QObject, protected testing::GuiHome
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void barTellsWhoAsks();
    void oneBarForAll();
    void notNowIsRemembered();
    void answerByKeyboard();
    void escapeIsNotNow();
    void refusedAnswerIsAskedAgain();
    void whatWasSavedAndRefusedIsNamed();
    void threeRefusalsPause();
    void otherFailuresAreExplained();
    void wrongUserNameKeepsThePassword();
    void questionThatIsSolvedElsewhereGoes();
    void realmIsPlainText();
    void warningWhereThePasswordCanBeRead();
    void proxyAndTokenHaveTheirWords();
    void whereItIsRemembered();
    void onlyForThoseThatWait();
    void panelSaysWhoWaits();
    void lostAgentKeepsWhatWasTyped();
    void nothingTakesTheFocus();
    void jobOpensItsQuestion();
    void keyringIsUnlocked();
    void passwordIsTypedWhileTheKeyringIsLocked();
    void keyringBarStaysClosed();
    void everyControlHasAName();

private:
    /// The panel of the only question, as somebody opens it.
    void open(const Question &asked);
    [[nodiscard]] SignInPanel &panel() { return m_gui->signInFace().panel(); }
    [[nodiscard]] MessageBar &bar() { return *m_gui->window().askBar(); }
    template <typename Widget>
    [[nodiscard]] Widget *named(const QString &name)
    {
        const QList<Widget *> all = panel().findChildren<Widget *>();
        for (Widget *one : all) {
            if (one->accessibleName() == name)
                return one;
        }
        return nullptr;
    }
    [[nodiscard]] QPushButton *button(const QString &text);
    [[nodiscard]] bool says(const QString &text) { return GuiHome::says(panel(), text); }
    [[nodiscard]] std::vector<protocol::AnswerQuestion> answers() const
    {
        return m_agent->asked<protocol::AnswerQuestion>();
    }
};

void TestSignIn::initTestCase()
{
    QApplication::setQuitOnLastWindowClosed(false);
}

void TestSignIn::init()
{
    QVERIFY(begin());
}

void TestSignIn::cleanup()
{
    m_gui.reset();
}

void TestSignIn::open(const Question &asked)
{
    m_agent->putQuestions({asked});
    QTRY_VERIFY(m_gui->windowActions().signIn.isEnabled());
    QTest::keyClick(&m_gui->window(), Qt::Key_K, Qt::ControlModifier);
    QVERIFY(QTest::qWaitForWindowActive(&panel()));
    QCOMPARE(panel().number(), asked.number);
}

QPushButton *TestSignIn::button(const QString &text)
{
    const auto all = panel().findChildren<QPushButton *>();
    for (QPushButton *one : all) {
        if (one->text() == text)
            return one;
    }
    return nullptr;
}

void TestSignIn::barTellsWhoAsks()
{
    QVERIFY(bar().isHidden());
    QVERIFY(!m_gui->tray().needsAttention());
    m_agent->putQuestions({question(1, 10)});
    QTRY_VERIFY(bar().isVisible());
    QVERIFY(bar().text().contains(u"files.example.org"_s));
    QVERIFY(bar().text().endsWith(u"asks for a user name and password – 10 transfers wait"_s));
    QVERIFY(m_gui->tray().needsAttention());
    m_agent->putQuestions({});
    QTRY_VERIFY(bar().isHidden());
    QVERIFY(!m_gui->tray().needsAttention());
}

void TestSignIn::oneBarForAll()
{
    Question other = question(2, 3);
    other.space.host = u"other.example"_s;
    m_agent->putQuestions({question(1), other});
    QTRY_VERIFY(bar().isVisible());
    QVERIFY(bar().text().contains(u"(and 1 more)"_s));
    QVERIFY(bar().text().contains(u"4 transfers wait"_s));
    QTest::mouseClick(bar().button(), Qt::LeftButton);
    QTRY_COMPARE(panel().number(), 1);
    QVERIFY(bar().isVisible());
}

void TestSignIn::notNowIsRemembered()
{
    m_agent->putQuestions({question(1)});
    QTRY_VERIFY(bar().isVisible());
    QTest::mouseClick(bar().otherButton(), Qt::LeftButton);
    QTRY_VERIFY(bar().isHidden());
    QCOMPARE(m_agent->asked<protocol::PutOffQuestion>().size(), 1U);
    QVERIFY(!m_gui->tray().needsAttention());
    // And somebody can come back to it.
    QVERIFY(m_gui->windowActions().signIn.isEnabled());
    m_gui->windowActions().signIn.trigger();
    QTRY_COMPARE(panel().number(), 1);
}

void TestSignIn::answerByKeyboard()
{
    open(question(1));
    auto *user = named<QLineEdit>(u"User name"_s);
    auto *secret = named<SecretEdit>(u"Password"_s);
    QTRY_VERIFY(user->hasFocus());
    QTest::keyClicks(user, u"anna"_s);
    QTest::keyClick(user, Qt::Key_Tab);
    QVERIFY(secret->hasFocus());
    QCOMPARE(secret->echoMode(), QLineEdit::Password);
    QTest::keyClicks(secret, u"geheim"_s);
    QTest::keyClick(secret, Qt::Key_Return);
    QVERIFY(secret->text().isEmpty()); // it is under way, and nowhere else
    QVERIFY(says(u"Trying it"_s));
    QVERIFY(!button(u"Sign &in"_s)->isEnabled());
    QTRY_VERIFY(panel().isHidden());
    QCOMPARE(answers().size(), 1U);
    const protocol::AnswerQuestion answer = answers().front();
    QCOMPARE(answer.number, 1);
    QCOMPARE(answer.user, u"anna"_s);
    QCOMPARE(answer.secret.reveal(), QByteArrayView("geheim"));
    QVERIFY(answer.isForHost && answer.isRemembered);
    QTRY_VERIFY(bar().isHidden());
}

void TestSignIn::escapeIsNotNow()
{
    open(question(1));
    QTest::keyClicks(named<SecretEdit>(u"Password"_s), u"half"_s);
    QTest::keyClick(&panel(), Qt::Key_Escape);
    QTRY_VERIFY(bar().isHidden());
    QVERIFY(panel().isHidden());
    QVERIFY(m_agent->questions.front().isPutOff);
    m_gui->windowActions().signIn.trigger();
    QTRY_COMPARE(panel().number(), 1);
    QVERIFY(named<SecretEdit>(u"Password"_s)->text().isEmpty());
}

void TestSignIn::refusedAnswerIsAskedAgain()
{
    Question asked = question(1);
    asked.space.account = u"anna"_s;
    m_agent->answerRefusal = Error{httpError(401), {}, {}, {}};
    open(asked);
    auto *secret = named<SecretEdit>(u"Password"_s);
    QTRY_VERIFY(secret->hasFocus()); // the name is known
    QTest::keyClicks(secret, u"wrong"_s);
    QTest::keyClick(secret, Qt::Key_Return);
    QTRY_COMPARE(answers().size(), 1U);
    asked.refusals = 1;
    m_agent->putQuestions({asked});
    QTRY_VERIFY(says(u"Not accepted. Check Caps Lock."_s));
    QVERIFY(panel().isVisible());
    QTRY_VERIFY(secret->isEnabled() && secret->hasFocus());
    QVERIFY(secret->text().isEmpty());
    QCOMPARE(named<QLineEdit>(u"User name"_s)->text(), u"anna"_s);
    QVERIFY(!button(u"Sign &in"_s)->isEnabled()); // an empty password would cost a try
    QTest::keyClicks(secret, u"x"_s);
    QVERIFY(button(u"Sign &in"_s)->isEnabled());
}

void TestSignIn::whatWasSavedAndRefusedIsNamed()
{
    Question asked = question(1);
    asked.refusedUser = u"anna"_s;
    open(asked);
    QTRY_VERIFY(says(u"The password given before for"_s));
    QCOMPARE(named<QLineEdit>(u"User name"_s)->text(), u"anna"_s);
    QTRY_VERIFY(named<SecretEdit>(u"Password"_s)->hasFocus());
}

void TestSignIn::threeRefusalsPause()
{
    Question asked = question(1);
    asked.refusals = 3;
    const Moment until = QDateTime::currentMSecsSinceEpoch() + 4 * kMinute;
    asked.pausedUntil = until;
    open(asked);
    const QString at
        = QLocale().toString(QDateTime::fromMSecsSinceEpoch(until).time(), QLocale::ShortFormat);
    QVERIFY(says(u"Stopped to avoid locking your account"_s) && says(at));
    QTest::keyClicks(named<SecretEdit>(u"Password"_s), u"geheim"_s);
    QVERIFY(!button(u"Sign &in"_s)->isEnabled());
    QTest::keyClick(named<SecretEdit>(u"Password"_s), Qt::Key_Return);
    QVERIFY(answers().empty());
    // The pause ends while the panel is open.
    asked.pausedUntil = QDateTime::currentMSecsSinceEpoch() + 200;
    m_agent->putQuestions({asked});
    QTRY_VERIFY(button(u"Sign &in"_s)->isEnabled());
    // A clock that was set back makes nobody wait for hours.
    asked.pausedUntil = QDateTime::currentMSecsSinceEpoch() + 600 * kMinute;
    m_agent->putQuestions({asked});
    QTRY_VERIFY(m_agent->asked<protocol::ListQuestions>().size() >= 4);
    QVERIFY(button(u"Sign &in"_s)->isEnabled());
}

void TestSignIn::otherFailuresAreExplained()
{
    m_agent->answerRefusal = Error{ErrorCode::InsecureBasic, {}, {}, {}};
    open(question(1));
    QTest::keyClicks(named<QLineEdit>(u"User name"_s), u"anna"_s);
    QTest::keyClicks(named<SecretEdit>(u"Password"_s), u"x"_s);
    QTest::keyClick(&panel(), Qt::Key_Return);
    QTRY_VERIFY(says(u"Not tried: "_s));
    QVERIFY(says(u"allow-insecure-basic"_s));
    QVERIFY(named<SecretEdit>(u"Password"_s)->isEnabled());
}

/// What can never be sent is said before anything is lost.
void TestSignIn::wrongUserNameKeepsThePassword()
{
    Question asked = question(1);
    asked.space.scheme = AuthScheme::Basic;
    open(asked);
    auto *secret = named<SecretEdit>(u"Password"_s);
    auto *user = named<QLineEdit>(u"User name"_s);
    QTest::keyClicks(user, u"an:na"_s);
    QTest::keyClicks(secret, u"geheim"_s);
    QTest::keyClick(secret, Qt::Key_Return);
    QCOMPARE(secret->text(), u"geheim"_s);
    QVERIFY(answers().empty());
    QVERIFY(says(u"may not contain a colon"_s));
    user->setText(u"anna"_s);
    QTest::keyClick(secret, Qt::Key_Return);
    QVERIFY(secret->text().isEmpty());
    QTRY_COMPARE(answers().size(), 1U);
    QCOMPARE(answers().front().secret.reveal(), QByteArrayView("geheim"));
}

void TestSignIn::questionThatIsSolvedElsewhereGoes()
{
    open(question(1));
    QTest::keyClicks(named<SecretEdit>(u"Password"_s), u"half"_s);
    m_agent->putQuestions({});
    QTRY_VERIFY(panel().isHidden());
    QVERIFY(m_agent->asked<protocol::PutOffQuestion>().empty());
    QVERIFY(named<SecretEdit>(u"Password"_s)->text().isEmpty());
}

void TestSignIn::realmIsPlainText()
{
    Question asked = question(1);
    asked.space.realm = u"<b>Bank</b>\n<img src=x>"_s + QString(200, u'x');
    open(asked);
    const auto labels = panel().findChildren<QLabel *>();
    for (const QLabel *label : labels) {
        if (!label->text().contains(u"Bank"_s))
            continue;
        QCOMPARE(label->textFormat(), Qt::PlainText);
        QVERIFY(label->text().contains(u"<b>Bank</b>"_s));
        QVERIFY(label->text().size() < 110);
        QVERIFY(!label->text().contains(u'\n'));
        return;
    }
    QFAIL("the realm is not shown");
}

void TestSignIn::warningWhereThePasswordCanBeRead()
{
    Question asked = question(1);
    open(asked);
    QVERIFY(says(u"Encrypted connection"_s));
    QVERIFY(says(u"Digest"_s));
    asked.space.protocol = u"http"_s;
    asked.space.scheme = AuthScheme::Basic;
    m_agent->putQuestions({asked});
    QTRY_VERIFY(says(u"Not encrypted: the password can be read on the way."_s));
    QVERIFY(says(u"Basic"_s));
}

void TestSignIn::proxyAndTokenHaveTheirWords()
{
    Question asked = question(1);
    asked.space = {AuthTarget::Proxy, AuthScheme::Basic, u"http"_s, u"proxy.corp"_s, 3128, {}, {}};
    open(asked);
    QVERIFY(says(u"Your network’s proxy"_s) && says(u"proxy.corp:3128"_s));
    asked.space
        = {AuthTarget::Server, AuthScheme::Bearer, u"https"_s, u"api.example"_s, 443, {}, {}};
    m_agent->putQuestions({asked});
    QTRY_VERIFY(says(u"asks for a token"_s));
    QVERIFY(!named<QLineEdit>(u"User name"_s)->isVisible());
    auto *token = named<SecretEdit>(u"Token"_s);
    QVERIFY(token);
    QTest::keyClicks(token, u"abc"_s);
    QTest::keyClick(token, Qt::Key_Return);
    QTRY_COMPARE(answers().size(), 1U);
    QVERIFY(answers().front().user.isEmpty());
}

void TestSignIn::whereItIsRemembered()
{
    m_agent->keyring = {KeyringState::Open, u"KWallet"_s};
    const Question asked = question(1);
    open(asked);
    auto *box = panel().findChild<QCheckBox *>();
    QTRY_VERIFY(box->text().contains(u"KWallet"_s));
    QVERIFY(box->isEnabled() && box->isChecked());
    QTest::keyClick(&panel(), Qt::Key_Escape);

    m_agent->keyring = {KeyringState::Missing, {}};
    m_gui->windowActions().signIn.trigger();
    QTRY_VERIFY(!box->isEnabled());
    QVERIFY(says(u"This session has no keyring"_s));
    QTest::keyClicks(named<QLineEdit>(u"User name"_s), u"anna"_s);
    QTest::keyClicks(named<SecretEdit>(u"Password"_s), u"x"_s);
    QTest::keyClick(&panel(), Qt::Key_Return);
    QTRY_COMPARE(answers().size(), 1U);
    QVERIFY(!answers().front().isRemembered);
}

void TestSignIn::onlyForThoseThatWait()
{
    open(question(1, 2));
    auto *whom = panel().findChild<QComboBox *>();
    QCOMPARE(whom->itemText(1), u"Only the 2 transfers that wait"_s);
    whom->setFocus();
    QTest::keyClick(whom, Qt::Key_Down);
    QTest::keyClicks(named<QLineEdit>(u"User name"_s), u"anna"_s);
    QTest::keyClicks(named<SecretEdit>(u"Password"_s), u"x"_s);
    QTest::keyClick(named<SecretEdit>(u"Password"_s), Qt::Key_Return);
    QTRY_COMPARE(answers().size(), 1U);
    QVERIFY(!answers().front().isForHost);
    QVERIFY(answers().front().isRemembered);
}

void TestSignIn::panelSaysWhoWaits()
{
    open(question(1, 3));
    auto *line = panel().findChild<QListWidget *>();
    QTRY_COMPARE(line->count(), 3);
    auto *toggle = named<QToolButton>(u"Waiting: 3 transfers, 3.0 MB"_s);
    QVERIFY(toggle);
    QVERIFY(!line->isVisible());
    toggle->setFocus();
    QTest::keyClick(toggle, Qt::Key_Space);
    QVERIFY(line->isVisible());
}

void TestSignIn::lostAgentKeepsWhatWasTyped()
{
    open(question(1));
    auto *secret = named<SecretEdit>(u"Password"_s);
    QTest::keyClicks(secret, u"half"_s);
    m_agent->lose();
    QVERIFY(says(u"The transfer service does not answer."_s));
    QVERIFY(!button(u"Sign &in"_s)->isEnabled());
    QVERIFY(bar().isHidden());
    m_agent->connectToAgent();
    QTRY_VERIFY(button(u"Sign &in"_s)->isEnabled());
    QVERIFY(bar().isVisible());
    QCOMPARE(secret->text(), u"half"_s);
}

void TestSignIn::nothingTakesTheFocus()
{
    m_gui->window().list()->view()->setFocus();
    m_agent->putQuestions({question(1)});
    QTRY_VERIFY(bar().isVisible());
    QVERIFY(m_gui->window().list()->view()->hasFocus());
    QVERIFY(panel().isHidden());
    QVERIFY(!panel().isModal());
}

void TestSignIn::jobOpensItsQuestion()
{
    m_agent->putQuestions({question(1)});
    QTRY_VERIFY(bar().isVisible());
    QTableView *view = m_gui->window().list()->view();
    QTRY_COMPARE(view->model()->rowCount(), 1);
    view->setFocus();
    view->selectRow(0);
    QTest::keyClick(view, Qt::Key_Return);
    QTRY_COMPARE(panel().number(), 1);
}

void TestSignIn::keyringIsUnlocked()
{
    m_agent->keyring = {KeyringState::Locked, u"KWallet"_s};
    auto sample = FakeAgent::sample(u"f.iso"_s, JobState::TransientError);
    sample.job.error = Error{ErrorCode::KeyringLocked, {}, {}, {}};
    sample.job.cause = Cause{ErrorCode::KeyringLocked, FakeAgent::kNow, {}};
    m_agent->put(sample);
    MessageBar &locked = *m_gui->window().keyringBar();
    QTRY_VERIFY(locked.isVisible() && locked.text().contains(u"KWallet"_s));
    QVERIFY(
        locked.text().endsWith(u"is locked. 1 transfer needs a password that is stored in it."_s));
    QTest::mouseClick(locked.button(), Qt::LeftButton);
    QTRY_COMPARE(m_agent->asked<protocol::UnlockKeyring>().size(), 1U);
    sample.job.state = JobState::Transferring;
    sample.job.error.reset();
    sample.job.cause.reset();
    m_agent->put(sample);
    QTRY_VERIFY(locked.isHidden());
}

void TestSignIn::passwordIsTypedWhileTheKeyringIsLocked()
{
    auto sample = FakeAgent::sample(u"f.iso"_s, JobState::TransientError);
    sample.job.error = Error{ErrorCode::KeyringLocked, {}, {}, {}};
    m_agent->put(sample);
    MessageBar &locked = *m_gui->window().keyringBar();
    QTRY_VERIFY(locked.isVisible());
    QCOMPARE(locked.otherButton()->text(), u"T&ype the password this time"_s);
    QTest::mouseClick(locked.otherButton(), Qt::LeftButton);
    QTRY_COMPARE(m_agent->asked<protocol::SkipKeyring>().size(), 1U);
    QVERIFY(panel().isHidden());
    m_agent->putQuestions({question(1, 1)});
    QTRY_VERIFY(panel().isVisible());
}

void TestSignIn::keyringBarStaysClosed()
{
    auto sample = FakeAgent::sample(u"f.iso"_s, JobState::TransientError);
    sample.job.error = Error{ErrorCode::KeyringLocked, {}, {}, {}};
    m_agent->put(sample);
    MessageBar &locked = *m_gui->window().keyringBar();
    QTRY_VERIFY(locked.isVisible());
    QTest::mouseClick(locked.findChild<QToolButton *>(), Qt::LeftButton);
    QVERIFY(locked.isHidden());
    auto other = FakeAgent::sample(u"g.iso"_s, JobState::TransientError);
    other.job.error = sample.job.error;
    m_agent->put(other);
    QTRY_COMPARE(m_gui->window().list()->view()->model()->rowCount(), 2);
    QVERIFY(locked.isHidden());
    m_agent->remove(sample.job.id);
    m_agent->remove(other.job.id);
    const auto *figures = m_gui->window().statusBar()->findChild<QLabel *>();
    QTRY_VERIFY(!figures->text().contains(u"waiting"_s)); // and so it is counted
    m_agent->put(other);
    QTRY_VERIFY(locked.isVisible());
}

void TestSignIn::everyControlHasAName()
{
    open(question(1, 2));
    auto *toggle = named<QToolButton>(u"Waiting: 2 transfers, 2.0 MB"_s);
    QVERIFY(toggle);
    toggle->setChecked(true);
    QCOMPARE(nameless(panel()), QStringList());
    QCOMPARE(nameless(m_gui->window()), QStringList());
}

QTEST_MAIN(TestSignIn)
#include "tst_signin.moc"
