// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/client/localagentlink.h"
#include "gui/app/guiapp.h"
#include "gui/app/icons.h"
#include "gui/app/singleinstance.h"
#include "gui/main/unixsignals.h"

#include <QApplication>
#include <QTranslator>

int main(int argc, char *argv[])
{
    using namespace lighterman;
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("lighterman-gui"));
    QApplication::setDesktopFileName(QStringLiteral("org.lighterman.Lighterman"));
    QApplication::setWindowIcon(icons::program());
    QApplication::setQuitOnLastWindowClosed(false);
    QTranslator translator;
    if (translator.load(QLocale(), QStringLiteral("lighterman"), QStringLiteral("_"),
                        QStringLiteral(":/translations")))
        QApplication::installTranslator(&translator);
    quitOnSignals();

    LocalAgentLink link;
    std::unique_ptr<GuiApp> gui;
    SingleInstance instance;
    const QStringList links = QApplication::arguments().mid(1);
    // The window opens, or ends, as soon as it is known whether another one is there.
    instance.claim(links, [&](SingleInstance::Role role) {
        if (role == SingleInstance::Role::Second)
            return QApplication::quit();
        gui = std::make_unique<GuiApp>(link);
        gui->useNotifications();
        gui->start(links);
        QObject::connect(&instance, &SingleInstance::raiseAsked, gui.get(), &GuiApp::raise);
    });
    return QApplication::exec();
}
