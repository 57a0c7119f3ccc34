# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""Stands between the agent and its clients, and keeps all that the agent says."""

import contextlib
import pathlib
import socket
import threading


class Relay:
    """`path` is where clients find it. `said` has the agent's bytes, those of each connection in one piece."""

    def __init__(self, agent: pathlib.Path, path: pathlib.Path):
        self.agent = agent
        self.path = path
        self.said: list[bytearray] = []
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        self.listener.listen(64)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                self.said.append(bytearray())
                threading.Thread(target=self._serve, args=(client, self.said[-1]), daemon=True).start()

    def _serve(self, client: socket.socket, said: bytearray):
        with client, socket.socket(socket.AF_UNIX) as agent, contextlib.suppress(OSError):
            agent.connect(str(self.agent))
            other = threading.Thread(target=self._carry, args=(client, agent, bytearray()), daemon=True)
            other.start()
            self._carry(agent, client, said)
            other.join()

    @staticmethod
    def _carry(source: socket.socket, sink: socket.socket, kept: bytearray):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                kept += data
                sink.sendall(data)
        for one in (source, sink):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def close(self):
        self.listener.close()
