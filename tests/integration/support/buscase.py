# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""A test case whose agent finds a system bus of the test's own."""

from support.bus import Bus
from support.case import IntegrationCase
from support.processes import eventually


class BusCase(IntegrationCase):
    def setUp(self):
        super().setUp()
        self.bus = Bus(self.box.root)
        self.addCleanup(self.bus.close)
        self.box.bus = self.bus.address

    def await_cause(self, job: str, cause: str) -> dict:
        """The job, once that is what holds it."""

        def held():
            info = self.box.info(job)
            return info if (info["cause"] or {}).get("code") == cause else None

        return eventually(held, 20, f"{cause} as the cause")
