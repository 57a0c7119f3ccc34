// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/main/prompt.h"

#include <QTest>

#include <cstdlib>
#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <unistd.h>

using namespace lighterman;
using namespace lighterman::cli;
using namespace Qt::StringLiterals;

namespace {

/// A pseudo-terminal: the side where a person sits, and the one that programs have.
class Pty
{
public:
    Pty()
        : m_person(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC))
    {
        if (::grantpt(m_person) == 0 && ::unlockpt(m_person) == 0)
            program = ::open(::ptsname(m_person), O_RDWR | O_NOCTTY | O_CLOEXEC);
    }
    ~Pty() { ::close(m_person); }
    Pty(const Pty &) = delete;
    Pty &operator=(const Pty &) = delete;

    void type(const QByteArray &keys) const
    {
        QCOMPARE(::write(m_person, keys.constData(), std::size_t(keys.size())), keys.size());
    }
    /// What shows so far.
    QByteArray shown()
    {
        pollfd look{m_person, POLLIN, 0};
        while (::poll(&look, 1, 0) == 1 && (look.revents & POLLIN) != 0) {
            QByteArray more(4096, Qt::Uninitialized);
            const auto size = ::read(m_person, more.data(), std::size_t(more.size()));
            if (size <= 0)
                break;
            m_shown += more.first(size);
        }
        return m_shown;
    }
    [[nodiscard]] bool echoes() const
    {
        termios now{};
        return ::tcgetattr(m_person, &now) == 0 && (now.c_lflag & tcflag_t(ECHO)) != 0;
    }

    int program = -1;

private:
    int m_person;
    QByteArray m_shown;
};

} // namespace

class TestPrompt : public QObject
{
    Q_OBJECT

    std::optional<Result<Secret>> m_typed;
    Typed take()
    {
        m_typed.reset();
        return [this](Result<Secret> typed) { m_typed = std::move(typed); };
    }

private slots:
    void whatIsHiddenDoesNotShow()
    {
        Pty pty;
        TerminalPrompt prompt(pty.program);
        prompt.ask({u"Password: "_s, true}, take());
        QVERIFY(!pty.echoes());
        pty.type("geheil\x7fm\n"); // somebody corrects a letter
        QTRY_VERIFY(m_typed);
        QCOMPARE(m_typed->value().reveal(), "geheim");
        QVERIFY(pty.echoes());
        QTRY_VERIFY(pty.shown().endsWith('\n'));
        QVERIFY2(pty.shown().startsWith("Password: "), pty.shown().constData());
        QVERIFY(!pty.shown().contains("geh"));
    }

    void whatIsNotHiddenShows()
    {
        Pty pty;
        TerminalPrompt prompt(pty.program);
        prompt.ask({u"User name: "_s, false}, take());
        QVERIFY(pty.echoes());
        pty.type("anna\n");
        QTRY_VERIFY(m_typed);
        QCOMPARE(m_typed->value().reveal(), "anna");
        QVERIFY(pty.shown().contains("anna"));
    }

    void oneAfterTheOther()
    {
        Pty pty;
        TerminalPrompt prompt(pty.program);
        bool isDone = false;
        prompt.ask({u"User name: "_s, false}, [&](const Result<Secret> &) {
            prompt.ask({u"Password: "_s, true}, [&](const Result<Secret> &secret) {
                isDone = secret && secret->reveal() == "geheim";
            });
        });
        pty.type("anna\n");
        QTRY_VERIFY(pty.shown().contains("Password: "));
        pty.type("geheim\n");
        QTRY_VERIFY(isDone);
        QVERIFY(!pty.shown().contains("geheim"));
    }

    void theEchoIsBackWhenTheProgramEnds()
    {
        Pty pty;
        {
            TerminalPrompt prompt(pty.program);
            prompt.ask({u"Password: "_s, true}, take());
            QVERIFY(!pty.echoes());
            termios hidden{};
            QCOMPARE(::tcgetattr(pty.program, &hidden), 0);
            QVERIFY((hidden.c_lflag & tcflag_t(ISIG)) != 0);
            QCOMPARE(int(hidden.c_cc[VSUSP]), int(_POSIX_VDISABLE));
        }
        QVERIFY(!m_typed);
        QVERIFY(pty.echoes());
    }

    void nothingTyped()
    {
        Pty pty;
        TerminalPrompt prompt(pty.program);
        prompt.ask({u"Password: "_s, true}, take());
        pty.type("\x04"); // Ctrl+D
        QTRY_VERIFY(m_typed);
        QCOMPARE(m_typed->error().code, ErrorCode::InvalidArgument);
        QVERIFY(pty.echoes());
    }

    void moreThanATerminalTakes()
    {
        Pty pty;
        TerminalPrompt prompt(pty.program);
        prompt.ask({u"Password: "_s, true}, take());
        for (int i = 0; i < 5; ++i)
            pty.type(QByteArray(1000, 'x'));
        pty.type("\n");
        QTRY_VERIFY(m_typed);
        QCOMPARE(m_typed->error().code, ErrorCode::PasswordTooLarge);
        QVERIFY(pty.echoes());
    }
};

QTEST_GUILESS_MAIN(TestPrompt)
#include "tst_prompt.moc"
