// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/messagebar.h"
#include "gui/widgets/secretedit.h"
#include "tests/support/guihome.h"
#include "tests/support/nameless.h"
#include "tests/support/playeddesktop.h"
#include "tests/support/privatebus.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QFileDialog>
#include <QLabel>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTextBlock>
#include <QTextLayout>

using namespace lighterman;
using namespace Qt::StringLiterals;
using testing::FakeAgent;
using testing::nameless;

namespace {

/// The button of that text, without what stands in for a name that is shielded; null: none.
QAbstractButton *button(const QWidget &panel, const QString &text)
{
    const auto all = panel.findChildren<QAbstractButton *>();
    for (QAbstractButton *one : all) {
        if (one->text().startsWith(text))
            return one;
    }
    return nullptr;
}

/// Letters that are underlined, of whatever could be shown.
QString mnemonics(const QWidget &panel)
{
    QString found;
    const auto add = [&](const QString &text) {
        const QString letter = QKeySequence::mnemonic(text).toString().right(1);
        found += letter;
    };
    const auto labels = panel.findChildren<QLabel *>();
    for (const QLabel *label : labels) {
        if (label->buddy())
            add(label->text());
    }
    const auto buttons = panel.findChildren<QAbstractButton *>();
    for (const QAbstractButton *one : buttons)
        add(one->text());
    return found;
}

} // namespace

/// A person answers what is asked about certificates, with the keyboard; the agent is in memory.
class TestCertificates : public QObject, protected testing::GuiHome
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void returnStops();
    void anotherOneThanBeforeIsSaid();
    void escapeIsNotNow();
    void trustIsBehindTheDetails();
    void returnDoesWhatTheFocusSays();
    void tabOrder();
    void fingerprintIsCopiedWhole();
    void whatServersSayIsPlain();
    void refusedDecisionIsShown();
    void whatMayNotBeAcceptedIsNotOffered();
    void fileIsTyped();
    void fileIsLookedFor();
    void wrongFileIsSaid();
    void errorOfTheAgentIsShown();
    void passphraseIsAskedFor();
    void oneAfterTheOther();
    void wordsFollowTheKind();
    void notificationsSayWhatItIs();
    void lostAgentTakesNoAnswer();
    void everyControlHasAName();

private:
    [[nodiscard]] Question aboutServer(int number, std::size_t jobs = 1);
    [[nodiscard]] Question aboutFile(int number, std::size_t jobs = 1);
    [[nodiscard]] Question aboutKey(int number);
    /// The panel of the only question, as somebody opens it.
    void open(const Question &asked);
    void unfold();
    [[nodiscard]] SignInFace &face() { return m_gui->signInFace(); }
    [[nodiscard]] CertificatePanel &panel() { return face().certificatePanel(); }
    [[nodiscard]] ClientCertificatePanel &filePanel() { return face().clientCertificatePanel(); }
    [[nodiscard]] QLineEdit &file() { return *filePanel().findChild<QLineEdit *>(); }
    [[nodiscard]] MessageBar &bar() { return *m_gui->window().askBar(); }
};

void TestCertificates::initTestCase()
{
    QApplication::setQuitOnLastWindowClosed(false);
}

void TestCertificates::init()
{
    QVERIFY(begin());
}

void TestCertificates::cleanup()
{
    m_gui.reset();
}

Question TestCertificates::aboutServer(int number, std::size_t jobs)
{
    Question made = question(number, jobs);
    made.kind = QuestionKind::Certificate;
    made.certificate = ServerCertificate{QByteArray(kFingerprintBytes, '\x4f'),
                                         ErrorCode::CertificateOtherHost,
                                         u"other.example"_s,
                                         u"Example CA"_s,
                                         FakeAgent::kNow,
                                         FakeAgent::kNow};
    return made;
}

Question TestCertificates::aboutFile(int number, std::size_t jobs)
{
    Question made = question(number, jobs);
    made.kind = QuestionKind::ClientCertificate;
    made.space.realm.clear(); // none was shown in vain
    return made;
}

Question TestCertificates::aboutKey(int number)
{
    Question made = question(number, 2);
    made.space
        = spaceOf(AuthTarget::ClientKey, AuthScheme::Passphrase, {}, u"/home/anna/keys/anna.p12"_s);
    return made;
}

void TestCertificates::open(const Question &asked)
{
    m_agent->putQuestions({asked});
    QTRY_VERIFY(m_gui->windowActions().signIn.isEnabled());
    m_gui->window().activateWindow();
    QTRY_COMPARE(QApplication::activeWindow(), &m_gui->window());
    QTest::keyClick(&m_gui->window(), Qt::Key_K, Qt::ControlModifier);
    QuestionPanel *shown = asked.kind == QuestionKind::Certificate
        ? static_cast<QuestionPanel *>(&panel())
        : &filePanel();
    // A window whose parent is active would do for Qt Test, and not for what is underlined.
    QTRY_COMPARE(QApplication::activeWindow(), shown);
    QCOMPARE(shown->number(), asked.number);
}

/// A button that is clicked by its letter is down for a moment.
void TestCertificates::unfold()
{
    QTest::keyClick(&panel(), Qt::Key_D, Qt::AltModifier);
    QTRY_VERIFY(button(panel(), u"&Details"_s)->isChecked());
}

void TestCertificates::returnStops()
{
    open(aboutServer(1, 10));
    QVERIFY(says(panel(), u"is made out to another name"_s));
    QVERIFY(says(panel(), u"other.example"_s));
    QVERIFY(!panel().isModal());
    auto *stop = qobject_cast<QPushButton *>(button(panel(), u"&Stop these 10 transfers"_s));
    QVERIFY(stop && stop->isDefault());
    QTRY_VERIFY(stop->hasFocus());
    QTest::keyClick(&panel(), Qt::Key_Return);
    QTRY_COMPARE(m_agent->decisions, (std::vector<std::pair<int, bool>>{{1, false}}));
    QTRY_VERIFY(panel().isHidden());
    QTRY_VERIFY(bar().isHidden());
}

void TestCertificates::anotherOneThanBeforeIsSaid()
{
    Question asked = aboutServer(1);
    asked.otherAccepted = FakeAgent::kNow;
    open(asked);
    QVERIFY(says(panel(), u"shows another certificate than you accepted"_s));
    QVERIFY(says(panel(), u"It is not the one that you accepted on"_s));
    QVERIFY(says(panel(), u"is made out to"_s)); // what is wrong with it is said all the same
}

void TestCertificates::escapeIsNotNow()
{
    open(aboutServer(1));
    QTest::keyClick(&panel(), Qt::Key_Escape);
    QTRY_VERIFY(bar().isHidden());
    QVERIFY(panel().isHidden());
    QVERIFY(m_agent->questions.front().isPutOff);
    QVERIFY(m_agent->decisions.empty());
    m_gui->windowActions().signIn.trigger(); // and somebody can come back to it
    QTRY_COMPARE(panel().number(), 1);
}

void TestCertificates::trustIsBehindTheDetails()
{
    open(aboutServer(1));
    auto *trust = qobject_cast<QPushButton *>(button(panel(), u"&Trust this certificate for"_s));
    QVERIFY(trust && !trust->isVisible());
    QVERIFY(trust->text().contains(u"files.example.org"_s));
    QTest::keyClick(&panel(), Qt::Key_T, Qt::AltModifier); // nothing that is hidden is used
    unfold();
    QVERIFY(trust->isVisible());
    QVERIFY(m_agent->decisions.empty());
    QVERIFY(says(panel(), u"Example CA"_s));
    QVERIFY(!trust->isDefault());
    QTest::keyClick(&panel(), Qt::Key_T, Qt::AltModifier);
    QTRY_COMPARE(m_agent->decisions, (std::vector<std::pair<int, bool>>{{1, true}}));
    QTRY_VERIFY(panel().isHidden());
}

/// Whoever has gone to a button means that one, and the list that unfolds answers nothing.
void TestCertificates::returnDoesWhatTheFocusSays()
{
    open(aboutServer(1));
    QAbstractButton *details = button(panel(), u"&Details"_s);
    details->setFocus();
    QTest::keyClick(details, Qt::Key_Return);
    QVERIFY(details->isChecked());
    QAbstractButton *waiting = button(panel(), u"Waiting: "_s);
    waiting->setFocus();
    QTest::keyClick(waiting, Qt::Key_Return);
    QVERIFY(panel().findChild<QListWidget *>()->isVisible());
    QVERIFY(m_agent->asked<protocol::DecideQuestion>().empty());
    QAbstractButton *notNow = button(panel(), u"&Not now"_s);
    notNow->setFocus();
    QTest::keyClick(notNow, Qt::Key_Return);
    QTRY_COMPARE(m_agent->asked<protocol::PutOffQuestion>().size(), 1U);
    QVERIFY(m_agent->asked<protocol::DecideQuestion>().empty());
}

void TestCertificates::tabOrder()
{
    open(aboutServer(1));
    const auto next = [this] {
        QTest::keyClick(panel().focusWidget(), Qt::Key_Tab);
        return panel().focusWidget();
    };
    QAbstractButton *details = button(panel(), u"&Details"_s);
    QCOMPARE(panel().focusWidget(), button(panel(), u"&Stop this transfer"_s));
    QCOMPARE(next(), button(panel(), u"&Not now"_s));
    QCOMPARE(next(), details);
    QCOMPARE(next(), button(panel(), u"Waiting: "_s));
    QCOMPARE(next(), button(panel(), u"&Stop this transfer"_s));
    QCOMPARE(next(), button(panel(), u"&Not now"_s));
    QCOMPARE(next(), details);
    QTest::keyClick(panel().focusWidget(), Qt::Key_Backtab);
    QCOMPARE(panel().focusWidget(), button(panel(), u"&Not now"_s));
    QCOMPARE(next(), details);
    QTest::keyClick(details, Qt::Key_Space);
    QCOMPARE(next(), panel().findChild<QPlainTextEdit *>());
    QCOMPARE(next(), button(panel(), u"&Trust"_s));
    QCOMPARE(next(), button(panel(), u"Waiting: "_s));
    QCOMPARE(next(), button(panel(), u"&Stop this transfer"_s));
    QTest::keyClick(panel().focusWidget(), Qt::Key_Backtab);
    QCOMPARE(panel().focusWidget(), button(panel(), u"Waiting: "_s));

    panel().finish();
    open(aboutFile(2));
    QCOMPARE(filePanel().focusWidget(), &file());
    const QStringList texts{u"&Browse…"_s, {}, u"&Use this certificate"_s, u"&Not now"_s};
    for (const QString &text : texts) {
        QTest::keyClick(filePanel().focusWidget(), Qt::Key_Tab);
        const auto *at = qobject_cast<QAbstractButton *>(filePanel().focusWidget());
        QVERIFY(at && (text.isEmpty() || at->text() == text));
    }
}

void TestCertificates::fingerprintIsCopiedWhole()
{
    const Question asked = aboutServer(1);
    open(asked);
    unfold();
    auto *shown = panel().findChild<QPlainTextEdit *>();
    QVERIFY(shown->isReadOnly());
    shown->setFocus();
    QTest::keyClick(shown, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(shown, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QApplication::clipboard()->text(), fingerprintInWords(asked.certificate->fingerprint));
    QCOMPARE(shown->document()->firstBlock().layout()->lineCount(), 2);
    QCOMPARE(shown->document()->firstBlock().layout()->lineAt(0).textLength(), 48);
}

void TestCertificates::whatServersSayIsPlain()
{
    Question asked = aboutServer(1);
    asked.certificate->names = u"<b>Bank</b>\n<img src=x>"_s + QString(4000, u'x');
    asked.certificate->issuer = asked.certificate->names;
    open(asked);
    unfold();
    int found = 0;
    const auto labels = panel().findChildren<QLabel *>();
    for (const QLabel *label : labels) {
        if (!label->text().contains(u"Bank"_s))
            continue;
        ++found;
        QCOMPARE(label->textFormat(), Qt::PlainText);
        QVERIFY(label->text().contains(u"“"_s) && label->text().contains(u"<b>Bank</b>"_s));
        QVERIFY(label->text().size() < 250 && !label->text().contains(u'\n'));
    }
    QCOMPARE(found, 3);
    QVERIFY(panel().width() < 2 * panel().minimumWidth()); // whatever they have sent
}

void TestCertificates::refusedDecisionIsShown()
{
    open(aboutServer(1));
    m_agent->refusals = {Error{ErrorCode::InvalidState, {}, {}, {}}};
    QTest::keyClick(&panel(), Qt::Key_Return);
    QTRY_VERIFY(says(panel(), u"That did not work: "_s));
    QVERIFY(panel().isVisible());
    QVERIFY(button(panel(), u"&Stop this transfer"_s)->isEnabled());
}

void TestCertificates::whatMayNotBeAcceptedIsNotOffered()
{
    Question asked = aboutServer(1);
    asked.certificate->problem = ErrorCode::CertificateRevoked;
    open(asked);
    unfold();
    QVERIFY(!button(panel(), u"&Trust"_s)->isEnabled());
}

void TestCertificates::fileIsTyped()
{
    QVERIFY(QFile(m_home->filePath(u"anna.p12"_s)).open(QIODevice::WriteOnly));
    open(aboutFile(1));
    QVERIFY(says(filePanel(), u"wants a certificate that shows who you are"_s));
    QVERIFY(says(filePanel(), u"passphrase"_s));
    QTRY_VERIFY(file().hasFocus());
    QTest::keyClicks(&file(), u"~/anna.p12"_s);
    QTest::keyClick(&file(), Qt::Key_Return);
    const std::pair<int, QString> choice{1, m_home->filePath(u"anna.p12"_s)};
    QTRY_COMPARE(m_agent->choices.size(), 1U);
    QCOMPARE(m_agent->choices.front(), choice);
    QTRY_VERIFY(filePanel().isHidden());
    QTRY_VERIFY(bar().isHidden());
}

void TestCertificates::fileIsLookedFor()
{
    QFile(m_home->filePath(u"anna.p12"_s)).open(QIODevice::WriteOnly);
    open(aboutFile(1));
    QTest::keyClick(&filePanel(), Qt::Key_B, Qt::AltModifier);
    QTRY_VERIFY(filePanel().findChild<QFileDialog *>()); // and nothing waits for it
    auto *dialog = filePanel().findChild<QFileDialog *>();
    QVERIFY(dialog->nameFilters().constFirst().contains(u"*.p12 *.pfx *.pem *.crt"_s));
    auto *name = dialog->findChild<QLineEdit *>(u"fileNameEdit"_s);
    name->setText(u"anna.p12"_s); // it begins in the home folder
    QTest::keyClick(name, Qt::Key_Return);
    QTRY_COMPARE(file().text(), m_home->filePath(u"anna.p12"_s));
    QVERIFY(m_agent->choices.empty()); // it is only looked for
    // It goes with the question.
    QTRY_VERIFY(!filePanel().findChild<QFileDialog *>());
    filePanel().activateWindow();
    QTRY_COMPARE(QApplication::activeWindow(), &filePanel());
    QTest::keyClick(&filePanel(), Qt::Key_B, Qt::AltModifier);
    QTRY_VERIFY(filePanel().findChild<QFileDialog *>());
    m_agent->putQuestions({});
    QTRY_VERIFY(filePanel().isHidden());
    QTRY_VERIFY(!filePanel().findChild<QFileDialog *>());
}

void TestCertificates::wrongFileIsSaid()
{
    open(aboutFile(1));
    QTest::keyClick(&file(), Qt::Key_Return);
    QVERIFY(says(filePanel(), u"Choose a file."_s));
    QTest::keyClicks(&file(), u"nowhere.pem"_s);
    QVERIFY(!says(filePanel(), u"Choose a file."_s));
    QTest::keyClick(&file(), Qt::Key_Return);
    QVERIFY(says(filePanel(), u"There is no such file."_s));
    file().setText(u"sha256:12"_s);
    QTest::keyClick(&file(), Qt::Key_Return);
    QVERIFY(says(filePanel(), u"A value is not valid."_s));
    QVERIFY(m_agent->asked<protocol::ChooseClientCertificate>().empty());
    file().setText(u"subject:anna"_s);
    QTest::keyClick(&file(), Qt::Key_Return);
    QTRY_COMPARE(m_agent->choices.size(), 1U);
    QCOMPARE(m_agent->choices.front().second, u"subject:anna"_s);
}

void TestCertificates::errorOfTheAgentIsShown()
{
    QFile(m_home->filePath(u"a.pem"_s)).open(QIODevice::WriteOnly);
    open(aboutFile(1));
    m_agent->refusals = {Error{ErrorCode::ClientCertificateUnusable, {}, {}, {}}};
    QTest::keyClicks(&file(), u"a.pem"_s); // begins in the home folder
    QTest::keyClick(&file(), Qt::Key_Return);
    QTRY_VERIFY(says(filePanel(), u"cannot be used"_s));
    QVERIFY(filePanel().isVisible() && file().isEnabled());
    QCOMPARE(file().text(), u"a.pem"_s);
    QTRY_VERIFY(file().hasFocus());
}

void TestCertificates::passphraseIsAskedFor()
{
    m_agent->putQuestions({aboutKey(1)});
    QTRY_VERIFY(bar().isVisible());
    QVERIFY(bar().text().contains(u"anna.p12"_s));
    QCOMPARE(bar().button()->text(), u"Un&lock…"_s);
    bar().button()->click();
    SignInPanel &key = face().panel();
    QVERIFY(QTest::qWaitForWindowActive(&key));
    QVERIFY(says(key, u"/home/anna/keys/anna.p12"_s));
    QVERIFY(!says(key, u"ncrypted"_s));       // it goes nowhere
    QVERIFY(!says(key, u"Sign-in method"_s)); // and there is one way
    QCOMPARE(key.findChild<QComboBox *>()->itemText(0),
             u"Every transfer that uses this certificate"_s);
    QCOMPARE(key.findChild<QComboBox *>()->itemText(1), u"Only the 2 transfers that wait"_s);
    auto *secret = key.findChild<SecretEdit *>();
    QCOMPARE(secret->accessibleName(), u"Passphrase"_s);
    QTRY_VERIFY(secret->hasFocus()); // nobody is asked for a name
    QVERIFY(button(key, u"Un&lock"_s));
    QTest::keyClicks(secret, u"geheim"_s);
    QTest::keyClick(secret, Qt::Key_Return);
    QTRY_COMPARE(m_agent->asked<protocol::AnswerQuestion>().size(), 1U);
    const auto answer = m_agent->asked<protocol::AnswerQuestion>().front();
    QVERIFY(answer.user.isEmpty());
    QCOMPARE(answer.secret.reveal(), QByteArrayView("geheim"));
    QTRY_VERIFY(key.isHidden());
}

/// One panel at a time, and what is open next is in the bar.
void TestCertificates::oneAfterTheOther()
{
    m_agent->putQuestions({aboutServer(1), aboutFile(2)});
    QTRY_VERIFY(bar().text().contains(u"(and 1 more)"_s));
    QCOMPARE(bar().button()->text(), u"&Look…"_s);
    bar().button()->click();
    QTRY_COMPARE(panel().number(), 1);
    QVERIFY(face().ask(2));
    QVERIFY(panel().isHidden());
    QCOMPARE(filePanel().number(), 2);
    QVERIFY(m_agent->asked<protocol::PutOffQuestion>().empty());
    QVERIFY(face().ask(1));
    QVERIFY(filePanel().isHidden());
    QVERIFY(QTest::qWaitForWindowActive(&panel()));
    QTest::keyClick(&panel(), Qt::Key_Return);
    QTRY_VERIFY(panel().isHidden());
    QTRY_COMPARE(bar().button()->text(), u"&Choose…"_s);
    bar().button()->click();
    QTRY_COMPARE(filePanel().number(), 2);
}

void TestCertificates::wordsFollowTheKind()
{
    const QAction &command = m_gui->windowActions().signIn;
    QVERIFY(!m_gui->tray().needsAttention());
    m_agent->putQuestions({aboutServer(1)});
    QTRY_COMPARE(command.text(), u"Look at cert&ificate…"_s);
    QVERIFY(m_gui->tray().needsAttention());
    QVERIFY(m_gui->trayMenu()->actions().contains(&m_gui->windowActions().signIn));
    m_agent->putQuestions({aboutFile(2)});
    QTRY_COMPARE(command.text(), u"Choose cert&ificate…"_s);
    QVERIFY(m_gui->tray().needsAttention());
    m_agent->putQuestions({aboutKey(3)});
    QTRY_COMPARE(command.text(), u"Unlock cert&ificate…"_s);
    QVERIFY(m_gui->tray().needsAttention());
    m_agent->putQuestions({});
    QTRY_COMPARE(command.text(), u"Sign &in…"_s);
    QVERIFY(!m_gui->tray().needsAttention());
}

void TestCertificates::notificationsSayWhatItIs()
{
    testing::PrivateBus bus;
    testing::PlayedDesktop desktop(bus.connection(u"desktop"_s));
    Notifications notifications(bus.connection(u"window"_s));
    face().setNotifications(notifications);
    m_agent->putQuestions({aboutServer(1, 2), aboutFile(2), aboutKey(3)});
    QTRY_COMPARE(desktop.shown.size(), 3);
    const QStringList headings{u"is made out to another name"_s, u"wants a certificate"_s,
                               u"is locked"_s};
    const QStringList actions{u"Look…"_s, u"Choose…"_s, u"Unlock…"_s};
    for (qsizetype i = 0; i < 3; ++i) {
        QVERIFY(desktop.shown.at(i).at(3).toString().contains(headings.at(i)));
        QVERIFY(desktop.shown.at(i).at(5).toStringList().contains(actions.at(i)));
    }
    QCOMPARE(desktop.shown.at(0).at(4).toString(), u"2 transfers wait"_s);
    m_gui.reset();
    QDBusConnection::disconnectFromBus(u"desktop"_s);
    QDBusConnection::disconnectFromBus(u"window"_s);
}

void TestCertificates::lostAgentTakesNoAnswer()
{
    open(aboutServer(1));
    m_agent->lose();
    QVERIFY(says(panel(), u"The transfer service does not answer."_s));
    QTest::keyClick(&panel(), Qt::Key_Return);
    QVERIFY(m_agent->asked<protocol::DecideQuestion>().empty());
    m_agent->connectToAgent();
    QTRY_VERIFY(button(panel(), u"&Stop this transfer"_s)->isEnabled());
}

void TestCertificates::everyControlHasAName()
{
    open(aboutServer(1, 2));
    unfold();
    button(panel(), u"Waiting: "_s)->setChecked(true);
    QCOMPARE(nameless(panel()), QStringList());
    open(aboutFile(2, 2));
    button(filePanel(), u"Waiting: "_s)->setChecked(true);
    QCOMPARE(nameless(filePanel()), QStringList());
    const QList<const QWidget *> panels{&panel(), &filePanel(), &face().panel()};
    for (const QWidget *one : panels) {
        QString letters = mnemonics(*one);
        const qsizetype all = letters.size();
        QVERIFY(all > 2);
        std::ranges::sort(letters);
        letters.erase(std::unique(letters.begin(), letters.end()), letters.end());
        QCOMPARE(letters.size(), all);
    }
}

QTEST_MAIN(TestCertificates)
#include "tst_certificates.moc"
