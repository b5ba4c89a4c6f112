# SPDX-License-Identifier: GPL-2.0-or-later
"""tools/sdk/hardware_definition.py: the boards of the SDK, and definitions that are wrong."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SDK = Path(__file__).resolve().parents[2] / "tools" / "sdk"
BOARDS = sorted((SDK / "HardwareDefinitions").glob("*.json"))
METADATA = {"Type": "Azure Sphere Hardware Definition", "Version": 1}
LED = {"Name": "LED", "Type": "Gpio", "Mapping": "MT3620_GPIO8"}


class HardwareDefinitions(unittest.TestCase):
    """Each test has a folder of its own."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="armillary-test-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def run_it(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs the script in the folder."""
        return subprocess.run([sys.executable, "-B", str(SDK / "hardware_definition.py"),
                               *arguments], cwd=self.folder, capture_output=True, text=True,
                              check=False, timeout=60)

    def define(self, name: str, peripherals: object, imports: object = ({"Path": "mt3620.json"},),
               metadata: object = None) -> None:
        """Writes a definition into the folder."""
        (self.folder / name).write_text(json.dumps(
            {"Metadata": metadata or METADATA, "Imports": imports, "Peripherals": peripherals}))

    def pack(self, definition: str, **capabilities: list) -> subprocess.CompletedProcess[str]:
        """Resolves a manifest with these capabilities."""
        (self.folder / "app_manifest.json").write_text(json.dumps({"Capabilities": capabilities}))
        return self.run_it("manifest", "--search", ".", "--definition", definition, "--output",
                           "packed.json", "app_manifest.json")

    def refused(self, done: subprocess.CompletedProcess[str], message: str) -> None:
        """One sentence that holds the message."""
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        self.assertIn(message, done.stderr)

    def test_every_name_of_every_board_stands_for_something_of_the_chip(self) -> None:
        self.assertGreaterEqual(len(BOARDS), 6)
        for board in BOARDS:
            wanted: dict[str, list[str]] = {}
            for row in json.loads(board.read_text(encoding="utf-8"))["Peripherals"]:
                if row["Type"] != "int":
                    wanted.setdefault(row["Type"], []).append("$" + row["Name"])
            with self.subTest(board.name):
                done = self.pack(board.name, **wanted)
                self.assertEqual(done.returncode, 0, done.stderr)
                packed = json.loads((self.folder / "packed.json").read_text())["Capabilities"]
                for kind, values in packed.items():
                    expected = int if kind == "Gpio" else str
                    self.assertTrue(all(isinstance(value, expected) for value in values), kind)
                if board.name == "avnet_mt3620_sk.json":
                    self.assertIn(9, packed["Gpio"])
                    self.assertIn("ISU2", packed["I2cMaster"])

    def test_an_import_is_found_beside_the_file_and_with_folders_in_its_name(self) -> None:
        (self.folder / "boards").mkdir()
        self.define("boards/board.json", [LED], [{"Path": "../mt3620/mt3620.json"}])
        self.define("mine.json", [{"Name": "LAMP", "Type": "Gpio", "Mapping": "LED"}],
                    [{"Path": "boards/board.json"}])
        done = self.pack("mine.json", Gpio=["$LAMP", 9])
        self.assertEqual(done.returncode, 0, done.stderr)
        packed = json.loads((self.folder / "packed.json").read_text())
        self.assertEqual(packed["Capabilities"]["Gpio"], [8, 9])

    def test_a_file_with_a_byte_order_mark_is_read(self) -> None:
        self.define("mine.json", [LED])
        text = (self.folder / "mine.json").read_bytes()
        (self.folder / "mine.json").write_bytes(b"\xef\xbb\xbf" + text)
        self.assertEqual(self.pack("mine.json", Gpio=["$LED"]).returncode, 0)

    def test_headers_name_what_they_stand_for(self) -> None:
        self.define("mine.json", [LED])
        done = self.run_it("headers", "--search", ".", "--output", "hw", "mine.json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("#define LED MT3620_GPIO8\n", (self.folder / "hw/mine.h").read_text())
        self.assertIn("#define MT3620_GPIO8 (8)\n", (self.folder / "hw/mt3620.h").read_text())

    def test_what_is_wrong_is_said_in_one_sentence(self) -> None:
        def peripheral(**changes: object) -> list[dict]:
            return [LED | changes]
        for peripherals, imports, message in (
                (peripheral(Type="Gpoi"), None, "/Peripherals/0/Type of LED is 'Gpoi'"),
                (peripheral(Name="a b"), None, "/Peripherals/0/Name is 'a b'"),
                (peripheral(Name=7), None, "/Peripherals/0/Name is 7"),
                ([LED, LED], None, "/Peripherals/1/Name: LED is defined twice"),
                (peripheral(Mapping=[]), None, "LED has no usable Mapping"),
                (peripheral(Mapping="x\n#error"), None, "LED has no usable Mapping"),
                (peripheral(Mapping="MT3620_GPIO99"), None, "(through $LED)"),
                (peripheral(Mapping="MT3620_ISU0_UART"), None, "Gpio needs a peripheral of its"),
                (peripheral(Mapping="LED"), None, "go round in a circle"),
                ({}, None, "/Peripherals is not an array"),
                ([LED], [{"Path": "no.json"}], "/Imports/0/Path: there is no 'no.json'"),
                ([LED], [{}], "/Imports/0/Path is missing")):
            with self.subTest(message):
                self.define("mine.json", peripherals, imports or [{"Path": "mt3620.json"}])
                self.refused(self.pack("mine.json", Gpio=["$LED"]), message)

    def test_files_that_are_no_definitions_are_refused(self) -> None:
        for content, message in ((b"", "this is not JSON"), (b"[]", "expected a JSON object"),
                                 (b"\xff", "byte 0 is not UTF-8"), (b"{}", "/Metadata/Type"),
                                 (b"[" * 100000, "nested too deeply")):
            with self.subTest(message):
                (self.folder / "mine.json").write_bytes(content)
                self.refused(self.pack("mine.json", Gpio=["$LED"]), message)
        self.refused(self.pack("none.json"), "there is no such hardware definition")

    def test_files_that_import_each_other_are_read(self) -> None:
        self.define("one.json", [LED], [{"Path": "two.json"}])
        self.define("two.json", [], [{"Path": "one.json"}])
        self.refused(self.pack("one.json", Gpio=["$LED"]), "no hardware definition has MT3620_GPIO8")


if __name__ == "__main__":
    unittest.main()
