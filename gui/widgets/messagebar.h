// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFrame>

#include <functional>

class QLabel;
class QPushButton;
class QToolButton;

namespace lighterman {

/// A line inside the window that says what happened and offers one thing to do about it. It is
/// hidden while it has nothing to say, and never takes the focus by itself.
class MessageBar final : public QFrame
{
    Q_OBJECT

public:
    explicit MessageBar(QWidget *parent = nullptr);

    /// Shows `text`, and a button `action` that closes the bar and calls `act`, unless it is
    /// empty. What was shown before is replaced.
    void say(const QString &text, const QString &action = {}, std::function<void()> act = {});
    /// Another button beside it, which stays for what is said later; it leaves the bar open, and
    /// so does the first one then.
    void offer(const QString &other, std::function<void()> act);
    /// Without a button to close it: stays until the cause is gone.
    void setLasting(bool lasting);
    /// Not read aloud when it comes: for what clears itself, and calls nobody.
    void setQuiet(bool quiet) { m_isQuiet = quiet; }
    [[nodiscard]] bool isQuiet() const { return m_isQuiet; }
    [[nodiscard]] QString text() const;
    [[nodiscard]] QPushButton *button() const { return m_action; }
    [[nodiscard]] QPushButton *otherButton() const { return m_other; }

signals:
    /// The bar was closed without a use of its button.
    void dismissed();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void use();
    void dismiss();

    QLabel *m_icon;
    QLabel *m_text;
    QPushButton *m_action;
    QPushButton *m_other;
    QToolButton *m_close;
    std::function<void()> m_act;
    bool m_isQuiet = false;
};

} // namespace lighterman
