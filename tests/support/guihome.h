// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/app/guiapp.h"
#include "tests/support/fakeagent.h"

#include <QLabel>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <memory>

namespace lighterman::testing {

/// What tests of the window are at home in: an empty folder for a home, an agent in memory, and the
/// window that talks to it.
class GuiHome
{
protected:
    /// All of it anew. False: the window is not there, or not connected.
    [[nodiscard]] bool begin()
    {
        m_home = std::make_unique<QTemporaryDir>();
        qputenv("HOME", m_home->path().toUtf8());
        qputenv("XDG_CONFIG_HOME", m_home->path().toUtf8());
        m_agent = std::make_unique<FakeAgent>();
        m_gui = std::make_unique<GuiApp>(*m_agent);
        m_gui->start();
        return QTest::qWaitFor([this] { return m_agent->state() == LinkState::Connected; })
            && QTest::qWaitForWindowActive(&m_gui->window());
    }

    /// A server asks who is there, and `jobs` wait for that.
    [[nodiscard]] Question question(int number, std::size_t jobs = 1)
    {
        Question made;
        made.number = number;
        made.space = {AuthTarget::Server,
                      AuthScheme::Digest,
                      QStringLiteral("https"),
                      QStringLiteral("files.example.org"),
                      443,
                      QStringLiteral("Staff area"),
                      {}};
        for (std::size_t i = 0; i < jobs; ++i) {
            auto sample = FakeAgent::sample(QStringLiteral("f%1.iso").arg(i), JobState::Error);
            sample.job.error = Error{httpError(401), {}, {}, {}};
            sample.job.question = number;
            m_agent->put(sample);
            made.jobs.push_back(sample.job.id);
        }
        return made;
    }

    /// Whether a label that can be seen has this text in it.
    [[nodiscard]] static bool says(const QWidget &panel, const QString &text)
    {
        const auto labels = panel.findChildren<QLabel *>();
        return std::ranges::any_of(labels, [&](const QLabel *label) {
            return label->isVisible() && label->text().contains(text);
        });
    }

    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<FakeAgent> m_agent;
    std::unique_ptr<GuiApp> m_gui; ///< goes before the agent
};

} // namespace lighterman::testing
