# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""Each check must find what is planted for it, and must leave clean code alone."""

import os
import pathlib
import subprocess
import tempfile
import unittest

import check_files
import check_floors
import check_sizes


class Planted(unittest.TestCase):
    """A source tree made for one test."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)

    def plant(self, name: str, content: str | bytes) -> pathlib.Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def expect(self, found, *parts: str):
        """Exactly one complaint for each of `parts`, which it contains."""
        found = list(found)
        self.assertEqual(len(found), len(parts), found)
        for part, complaint in zip(parts, found):
            self.assertIn(part, complaint)


class Floors(Planted):
    ALLOWED = [
        ("agent/engine/engine.cpp", '"agent/engine/ports.h"'),
        ("agent/engine/engine.cpp", '"common/model/ids.h"'),
        ("agent/engine/engine.cpp", "<QDateTime>"),
        ("agent/store/jobstore.cpp", '"agent/engine/ports.h"'),
        ("agent/store/jobstore.cpp", "<QSqlQuery>"),
        ("agent/main.cpp", '"agent/agent.h"'),
        ("agent/main/main.cpp", '"agent/agent/agent.h"'),
        ("agent/ipc/agentserver.cpp", "<QLocalServer>"),
        ("agent/ipc/agentserver.cpp", "<sys/socket.h>"),
        ("agent/transport/sync.cpp", "<unistd.h>"),
        ("agent/transport/digest.cpp", "<openssl/evp.h>"),
        ("agent/proxyhelper/scriptrunner.cpp", "<QJSEngine>"),
        ("agent/proxyhelper/gnome.cpp", "<gio/gio.h>"),
        ("gui/widgets/joblist.cpp", "<QTableView>"),
        ("gui/models/jobtablemodel.cpp", '"common/client/agentlink.h"'),
        ("gui/models/jobtablemodel.cpp", "<QStringView>"),
        ("gui/models/jobtablemodel.cpp", "<QList>"),
        ("gui/main.cpp", '"gui/app.h"'),
        ("cli/commands/add.cpp", "<CLI/CLI.hpp>"),
        ("common/base/paths.cpp", "<unistd.h>"),
        ("common/model/ids.cpp", '"ids.moc"'),
    ]
    REFUSED = [
        ("agent/engine/engine.cpp", '"agent/store/jobstore.h"'),
        ("agent/engine/engine.cpp", '"common/protocol/messages.h"'),
        ("agent/engine/engine.cpp", "<QNetworkReply>"),
        ("agent/engine/engine.cpp", "<QFile>"),
        ("agent/engine/engine.cpp", "<QDir>"),
        ("agent/engine/engine.cpp", "<QTimer>"),
        ("agent/engine/engine.cpp", "<QThread>"),
        ("agent/engine/engine.cpp", "<QLocalSocket>"),
        ("agent/store/jobstore.cpp", '"agent/transport/partfile.h"'),
        ("agent/store/jobstore.cpp", '"common/client/agentlink.h"'),
        ("agent/agent.cpp", '"gui/app.h"'),
        ("agent/agent.cpp", '"agent/main.h"'),
        ("agent/ipc/session.cpp", "<QtSql/QSqlQuery>"),
        ("agent/ipc/session.cpp", '"dispatch.h"'),
        ("common/client/link.cpp", "<QtNetwork/QTcpSocket>"),
        ("common/client/link.cpp", "<QtNetwork>"),
        ("common/model/ids.cpp", '"common/protocol/field.h"'),
        ("common/model/ids.cpp", "<unistd.h>"),
        ("common/base/log.cpp", "<sys/stat.h>"),
        ("common/base/log.cpp", '"tests/support/fakes.h"'),
        ("gui/models/jobtablemodel.cpp", "<QTableView>"),
        ("gui/text/present.cpp", "<QWidget>"),
        ("gui/widgets/joblist.cpp", "<QDBusInterface>"),
        ("gui/widgets/joblist.cpp", '"cli/commands/add.h"'),
        ("gui/widgets/joblist.cpp", '"agent/engine/engine.h"'),
        ("gui/widgets/joblist.cpp", "<common/../agent/engine/engine.h>"),
        ("cli/commands/add.cpp", '"gui/text/present.h"'),
        ("agent/main.cpp", "<CLI/CLI.hpp>"),
        ("agent/store/jobstore.cpp", "<qt6keychain/keychain.h>"),
        ("agent/store/jobstore.cpp", "<openssl/evp.h>"),
        ("agent/proxy/lookup.cpp", "<QJSEngine>"),
        ("agent/proxy/lookup.cpp", "<proxy.h>"),
        ("agent/proxy/lookup.cpp", '"agent/proxyhelper/answer.h"'),
        ("agent/environment/network.cpp", "<gio/gio.h>"),
        ("agent/attic/old.cpp", "<QString>"),
    ]

    def complaints_about(self, name: str, header: str):
        return list(check_floors.source_complaints(name, f"#include {header}\n"))

    def test_leaves_what_the_floors_allow(self):
        for name, header in self.ALLOWED:
            with self.subTest(name=name, header=header):
                self.assertEqual(self.complaints_about(name, header), [])

    def test_refuses_what_they_do_not(self):
        for name, header in self.REFUSED:
            with self.subTest(name=name, header=header):
                self.expect(self.complaints_about(name, header), name)

    def test_the_engine_has_no_clock(self):
        asks = "auto t = QDateTime::currentMSecsSinceEpoch();\n"
        self.plant("agent/engine/retry.cpp", "// QDateTime::currentDateTime() is for others\n" + asks)
        self.plant("agent/store/retry.cpp", asks)
        self.expect(check_floors.complaints(self.root), "may not say QDateTime::currentMSecsSinceEpoch")

    def plant_library(self, folder: str, needs: str):
        name = folder.split("/")[1]
        call = f"lighterman_library(\n    {name}\n    SOURCES {name}.cpp # NEEDS x\n    NEEDS {needs}\n)\n"
        self.plant(f"{folder}/CMakeLists.txt", call)

    def test_links_obey_the_floors(self):
        self.plant_library("common/model", "Qt6::Core tl::expected")
        self.plant_library("agent/engine", "lighterman::model Qt6::Core")
        self.plant_library("agent/store", "lighterman::engine Qt6::Sql Threads::Threads")
        self.expect(check_floors.complaints(self.root))

    def test_links_that_do_not(self):
        self.plant_library("agent/engine", "lighterman::store Qt6::Network")
        self.plant_library("agent/store", "Boost::asio lighterman::nothing")
        program = "lighterman_program(lighterman-gui SOURCES main.cpp NEEDS lighterman::engine)\n"
        self.plant("gui/CMakeLists.txt", program)
        self.plant("cli/commands/CMakeLists.txt", "target_link_libraries(lighterman_engine PUBLIC Qt6::Sql)\n")
        self.expect(
            check_floors.complaints(self.root),
            "agent/engine may not link lighterman::store",
            "agent/engine may not link Qt6::Network",
            "Boost::asio is no dependency",
            "lighterman::nothing, which nothing defines",
            "gui/main may not link lighterman::engine",
            "agent/engine may not link Qt6::Sql",
        )


def function(lines: int, head: str = "void f()") -> str:
    return f"{head}\n{{\n" + "    g();\n" * (lines - 3) + "}\n"


class Sizes(Planted):
    def functions(self, text: str):
        return [(f.name, f.line, f.lines, f.parameters) for f in check_sizes.cpp_functions(text)]

    def test_long_files(self):
        self.plant("agent/a.cpp", "\n" * 401)
        self.plant("agent/b.cpp", "\n" * 400)
        self.plant("agent/c.h", "\n" * 151)
        self.plant("build/d.h", "\n" * 999)
        self.plant("tests/tst_e.cpp", "\n" * 601)
        self.plant("tests/tst_f.cpp", "\n" * 600)
        self.expect(check_sizes.complaints(self.root), "agent/a.cpp", "agent/c.h", "tests/tst_e.cpp")

    def test_long_functions(self):
        self.plant("agent/a.cpp", function(41) + function(40))
        self.plant("tests/tst_b.cpp", function(60, "void T::rows_data()") + function(61, "void T::other_data()"))
        self.plant("tools.py", "def f():\n" + "    g()\n" * 40)
        self.plant("packaging/dev/x.sh", "f() {\n" + "    g\n" * 39 + "}\n")
        self.expect(
            check_sizes.complaints(self.root),
            "agent/a.cpp:1: f() has 41",
            "packaging/dev/x.sh:1: f() has 41",
            "tests/tst_b.cpp:61: T::other_data() has 61",
            "tools.py:1: f() has 41",
        )

    def test_many_parameters(self):
        self.plant("agent/a.cpp", function(5, "void f(int a, std::pair<int, int> b, int c, int d, int e, int g)"))
        five = "void f(std::pair<int, int> a, int b, F<void(int, int)> c, int d = g(1, 2), int e = 0)"
        self.plant("agent/b.cpp", function(5, five))
        self.plant("c.py", "class C:\n    def f(self, a, b, c, d, e):\n        pass\n")
        self.expect(check_sizes.complaints(self.root), "agent/a.cpp:1: f() has 6 parameters")

    def test_shapes_of_functions(self):
        shapes = {
            "template <typename T = std::vector<int>>\n[[nodiscard]] T f(T a) noexcept\n{\n}\n": ("f", 1, 4, 1),
            "A::A(int a)\n    : m_a{a}\n    , m_b(2)\n    , m_c{3, 4}\n{\n    if (a) {\n    }\n}\n": ("A::A", 1, 8, 1),
            "class A : public B\n{\npublic:\n    A() = default;\n    int m_x{2};\n"
            "    bool operator()(int) const { return true; }\n};\n": ("operator()", 6, 1, 1),
            "bool A::operator==(const A &o) const\n{\n    return true;\n}\n": ("A::operator==", 1, 4, 1),
            "auto f(int a) -> std::optional<int>\n{\n}\n": ("f", 1, 3, 1),
            "namespace x {\n\n// a { brace\nconst char *f()\n{\n    return \"}{\" R\"(})\";\n}\n}\n": ("f", 4, 4, 0),
            "#define M(x) { x\nint f()\n{\n    return 1'000 + '{';\n}\n": ("f", 2, 4, 0),
        }
        for text, expected in shapes.items():
            with self.subTest(text=text):
                self.assertEqual(self.functions(text), [expected])

    def test_what_is_no_function(self):
        for text in (
            "inline constexpr auto kTable = [] {\n    return f({1, 2});\n}();\n",
            "enum class E : quint8 { A, B };\nstruct S\n{\n    int a = 0;\n    std::chrono::seconds b{5};\n};\n",
            "constexpr std::array kWords{f(1), f(2)};\n",
        ):
            with self.subTest(text=text):
                self.assertEqual(self.functions(text), [])


class Files(Planted):
    def setUp(self):
        super().setUp()
        subprocess.run(["git", "init", "--quiet", self.root], check=True)

    def test_tidy_tree(self):
        self.plant("a.cpp", "int a;\n")
        self.plant("tests/data/recorded", "no line break ")
        self.plant("resources/icons/a.png", b"\x89PNG\0")
        os.chmod(self.plant("run", "#!/bin/bash\n"), 0o755)
        self.plant(".gitignore", "/build/\n")
        self.plant("build/a.o", b"\0" * 999)
        self.expect(check_files.complaints(self.root))

    def test_untidy_tree(self):
        self.plant("a.o", b"\0")
        self.plant("b.cpp", "int b;")
        self.plant("c.cpp", "int c; \n")
        self.plant("d.cpp", "int d;\r\n")
        self.plant("e.sh", "#!/bin/bash\n")
        self.plant("f.md", "x\n" * (check_files.LARGEST_TEXT // 2 + 1))
        self.plant("g.cpp", "<<<<<<< ours\n")
        self.plant("tests/fuzz/corpus/h", b"\0" * (17 << 10))
        expected = ("a.o", "b.cpp", "c.cpp:1", "d.cpp:1", "e.sh", "f.md", "g.cpp:1", "corpus/h")
        self.expect(check_files.complaints(self.root), *expected)


if __name__ == "__main__":
    unittest.main()
