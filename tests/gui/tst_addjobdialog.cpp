// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/addjobdialog.h"

#include <QCheckBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;

class TestAddJobDialog : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void asksForOneJobALink();
    void startsPaused();
    void emptyIsSaid();
    void badLineIsNamedAndKept();
    void folderMustBeAbsolute();
    void homeIsUnderstood();
    void offersAreGathered();
    void keysAreEnough();
    void isNotModal();

private:
    [[nodiscard]] QPlainTextEdit *links() const { return m_dialog->findChild<QPlainTextEdit *>(); }
    [[nodiscard]] QLineEdit *folder() const { return m_dialog->findChild<QLineEdit *>(); }
    [[nodiscard]] QString error() const;
    [[nodiscard]] std::vector<JobSpec> asked() const;

    std::unique_ptr<AddJobDialog> m_dialog;
    std::unique_ptr<QSignalSpy> m_asked;
};

void TestAddJobDialog::init()
{
    m_dialog = std::make_unique<AddJobDialog>(u"/home/anna/Downloads"_s);
    m_asked = std::make_unique<QSignalSpy>(m_dialog.get(), &AddJobDialog::jobsAsked);
    m_dialog->offer({});
}

QString TestAddJobDialog::error() const
{
    const QList<QLabel *> labels = m_dialog->findChildren<QLabel *>();
    for (const QLabel *label : labels) {
        if (label->isVisible() && !label->buddy())
            return label->text();
    }
    return {};
}

std::vector<JobSpec> TestAddJobDialog::asked() const
{
    return m_asked->isEmpty() ? std::vector<JobSpec>()
                              : m_asked->front().front().value<std::vector<JobSpec>>();
}

void TestAddJobDialog::asksForOneJobALink()
{
    links()->setPlainText(u"https://host/a\nhttps://host/b"_s);
    m_dialog->accept();
    const std::vector<JobSpec> specs = asked();
    QCOMPARE(specs.size(), 2U);
    QCOMPARE(specs[1].files.front().url, QUrl(u"https://host/b"_s));
    QCOMPARE(specs[1].folder, u"/home/anna/Downloads"_s);
    QVERIFY(!specs[1].suspended);
    QVERIFY(m_dialog->isHidden());
}

void TestAddJobDialog::startsPaused()
{
    links()->setPlainText(u"https://host/a"_s);
    m_dialog->findChild<QCheckBox *>()->setChecked(true);
    m_dialog->accept();
    QVERIFY(asked().at(0).suspended);
}

void TestAddJobDialog::emptyIsSaid()
{
    m_dialog->accept();
    QCOMPARE(error(), u"Type or paste at least one link."_s);
    QVERIFY(m_dialog->isVisible());
    QVERIFY(m_asked->isEmpty());
}

void TestAddJobDialog::badLineIsNamedAndKept()
{
    const QString typed = u"https://host/a\nftp://host/b"_s;
    links()->setPlainText(typed);
    m_dialog->accept();
    QVERIFY(error().contains(u"ftp://host/b"_s));
    QCOMPARE(links()->toPlainText(), typed);
    QVERIFY(m_asked->isEmpty());
    links()->setPlainText(u"https://host/a"_s);
    QCOMPARE(error(), QString()); // gone with its cause
}

void TestAddJobDialog::folderMustBeAbsolute()
{
    links()->setPlainText(u"https://host/a"_s);
    folder()->setText(u"Downloads"_s);
    m_dialog->accept();
    QVERIFY(error().contains(u"folder"_s));
    QVERIFY(m_asked->isEmpty());
}

void TestAddJobDialog::homeIsUnderstood()
{
    links()->setPlainText(u"https://host/a"_s);
    folder()->setText(u" ~/Videos/ "_s);
    m_dialog->accept();
    QCOMPARE(asked().at(0).folder, QDir::homePath() + u"/Videos"_s);
}

void TestAddJobDialog::offersAreGathered()
{
    links()->setPlainText(u"https://host/a"_s);
    m_dialog->offer(u"https://host/b"_s);
    m_dialog->offer(u"https://host/b"_s);
    QCOMPARE(links()->toPlainText(), u"https://host/a\nhttps://host/b"_s);
}

void TestAddJobDialog::keysAreEnough()
{
    QVERIFY(QTest::qWaitForWindowActive(m_dialog.get()));
    QCOMPARE(m_dialog->focusWidget(), links());
    QTest::keyClicks(links(), u"https://host/a"_s);
    QTest::keyClick(links(), Qt::Key_Tab);
    QCOMPARE(m_dialog->focusWidget(), folder());
    QTest::keyClick(folder(), Qt::Key_Return);
    QCOMPARE(asked().size(), 1U);
    m_dialog->offer({});
    QTest::keyClick(m_dialog.get(), Qt::Key_Escape);
    QVERIFY(m_dialog->isHidden());
}

void TestAddJobDialog::isNotModal()
{
    QVERIFY(!m_dialog->isModal());
    auto *browse = m_dialog->findChild<QPushButton *>();
    QVERIFY(browse);
    QCOMPARE(browse->accessibleName(), u"Browse for the destination folder"_s);
}

QTEST_MAIN(TestAddJobDialog)
#include "tst_addjobdialog.moc"
