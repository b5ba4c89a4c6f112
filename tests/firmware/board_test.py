# SPDX-License-Identifier: GPL-2.0-or-later
"""Parts of the board around real firmware. usage: board_test.py PROGRAM FIRMWARE"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from typing import IO, Any

FIRMWARE = Path(sys.argv.pop(2)).resolve()
PROGRAM = str(Path(sys.argv.pop(1)).resolve())
# uart_echo's first words: it hears them in its own loopback.
HEARD = "forty characters heard over the loopback\n"


class Board(unittest.TestCase):
    """Each test has a folder of its own with a device file in it."""

    def setUp(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="armillary-test-")
        self.addCleanup(self._folder.cleanup)
        self.folder = Path(self._folder.name)

    def device(self, parts: str, image: str = "uart_echo.elf", board: str = "none") -> None:
        """Writes the device file."""
        (self.folder / "device.yaml").write_text(
            f"board: {board}\nm4-0: {{ image: {FIRMWARE / image} }}\nparts:\n{parts}",
            encoding="utf-8")

    def command(self, *options: str) -> list[str]:
        """The command that runs it."""
        return [PROGRAM, "run", "device.yaml", "--events", "e.jsonl", "--summary", "s.json",
                *options]

    def run_it(self, *options: str) -> subprocess.CompletedProcess[str]:
        """Runs it to its end."""
        done = subprocess.run(self.command(*options), capture_output=True, text=True, timeout=120,
                              check=False, cwd=self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def start(self, *options: str) -> subprocess.Popen[str]:
        """Starts it."""
        process = subprocess.Popen(self.command(*options), stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True, cwd=self.folder)
        self.addCleanup(process.kill)
        return process

    def events(self, source: str) -> list[dict[str, Any]]:
        """The events of one source."""
        text = (self.folder / "e.jsonl").read_text(encoding="utf-8")
        return [e for e in map(json.loads, text.splitlines()) if e["src"] == source]

    def text(self, source: str) -> str:
        """What a UART has sent."""
        return "".join(e["data"] for e in self.events(source))

    def place(self, talk: IO[str] | None, pattern: str) -> str:
        """What the command says of where a console is."""
        assert talk is not None
        line = talk.readline()
        found = re.search(pattern, line)
        self.assertIsNotNone(found, line)
        assert found is not None
        return found[1]

    def test_a_wire_from_txd_to_rxd(self) -> None:
        """The firmware hears its own words, and echoes them for ever."""
        self.device("  - { name: plug, type: wire, from: 26, to: 28 }\n")
        self.run_it("--for", "30ms")
        # It has no time to send on: its interrupt echoes one byte after the other.
        self.assertTrue(self.text("m4-0.isu0-uart").startswith("forty characters heard over " * 5))

    def test_scripted_input_and_a_file(self) -> None:
        self.device("""  - name: terminal
    type: console
    uart: isu0
    to: file
    file: typed.txt
    send: [{ at: 100ms, text: "one\\r\\n" }, { at: 200ms, text: "two\\x00\\x7f\\n" }]
""")
        done = self.run_it("--for", "1s")
        wanted = HEARD + "one\r\ntwo\x00\x7f\n"
        self.assertEqual((self.folder / "typed.txt").read_bytes(), wanted.encode())
        self.assertEqual(self.text("m4-0.isu0-uart"), wanted)
        self.assertNotIn("forty characters", done.stdout)  # it shows in the file
        times = [e["t"] for e in self.events("m4-0.isu0-uart")]
        self.assertGreater(times[1], 100_000_000)
        self.assertLess(times[1], 102_000_000)

    def test_a_tcp_console(self) -> None:
        """A client types; the firmware, which only waits for it, answers; the run ends when the
        client has sent its last."""
        for options in ((), ("--quantum", "17"), ("--threads", "2")):
            self.device("  - { name: line, type: console, uart: isu0, to: tcp }\n")
            process = self.start(*options)
            port = self.place(process.stderr, r"the console line is at 127\.0\.0\.1:(\d+); the run")
            with socket.create_connection(("127.0.0.1", int(port)), timeout=60) as client:
                answers = client.makefile("rb")
                self.assertEqual(answers.readline().decode(), HEARD)
                for number in range(20):
                    word = f"word {number}\n".encode()
                    client.sendall(word)
                    self.assertEqual(answers.readline(), word)
                client.shutdown(socket.SHUT_WR)
                self.assertEqual(answers.read(), b"")
                answers.close()
            _, talk = process.communicate(timeout=60)
            self.assertEqual(process.returncode, 0, talk)
            typed = [e["data"] for e in self.events("board.line")]
            self.assertEqual(typed, [f"word {number}\n" for number in range(20)])
            self.assertEqual(self.text("m4-0.isu0-uart"), HEARD + "".join(typed))

    def test_a_burst_loses_nothing(self) -> None:
        """What comes faster than the line takes it waits on its way, and comes back whole."""
        self.device("  - { name: line, type: console, uart: isu0, to: tcp }\n")
        process = self.start("--quiet")
        port = self.place(process.stderr, r"127\.0\.0\.1:(\d+)")
        burst = bytes(range(32, 127)) * 200
        with socket.create_connection(("127.0.0.1", int(port)), timeout=60) as client:
            with client.makefile("rb") as answers:
                self.assertEqual(answers.readline().decode(), HEARD)  # it listens from now on
                client.sendall(burst)
                client.shutdown(socket.SHUT_WR)
                echoed = answers.read()
        _, talk = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0, talk)
        self.assertEqual(echoed, burst)

    def test_a_pseudo_terminal(self) -> None:
        self.device("  - { name: line, type: console, uart: isu0, to: pty }\n")
        process = self.start()
        path = self.place(process.stderr, r"the console line is at (/dev/\S+); the run")
        with open(path, "r+b", buffering=0) as terminal:
            reader = os.fdopen(os.dup(terminal.fileno()), "rb")
            self.assertEqual(reader.readline().decode(), HEARD)
            terminal.write(b"over the line\n")
            self.assertEqual(reader.readline(), b"over the line\n")
            reader.close()
        _, talk = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0, talk)
        self.assertEqual([e["data"] for e in self.events("board.line")], ["over the line\n"])

    def test_a_port_that_is_taken_is_refused(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
            self.device(f"  - {{ name: line, type: console, uart: isu0, to: tcp, port: {port} }}\n")
            done = subprocess.run(self.command(), capture_output=True, text=True, timeout=60,
                                  check=False, cwd=self.folder)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(f"the console line: port {port} of 127.0.0.1 cannot be opened", done.stderr)
        self.assertEqual([p.name for p in self.folder.iterdir()], ["device.yaml"])

    def test_wires_from_a_button_to_the_pins_that_firmware_watches(self) -> None:
        """The firmware of the reference board's buttons, with one button at two pins."""
        self.device("""  - { name: key, type: button, pin: 60, presses: [{ at: 100ms, for: 50ms }] }
  - { name: a, type: wire, from: 60, to: 12 }
  - { name: b, type: wire, from: 60, to: 13 }
""", image="buttons.elf", board="mt3620-rdb")
        self.run_it("--for", "1s")
        for light in ("led1-red", "led1-green"):
            states = [e["state"] for e in self.events("board." + light)]
            self.assertEqual(states[:1], ["on"], light)


if __name__ == "__main__":
    unittest.main()
