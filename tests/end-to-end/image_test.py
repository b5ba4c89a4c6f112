# SPDX-License-Identifier: GPL-2.0-or-later
"""Image packages made, shown, checked and run by the real command.

usage: image_test.py PROGRAM SAMPLES
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import stat
import sys
import unittest
from pathlib import Path

SAMPLES = Path(sys.argv.pop(2)).resolve()

from armillary_command import Command, TCM, elf, manifest, table  # noqa: E402

SPIN = b"\xfe\xe7" * 4
CODE = table(SPIN)
FIRMWARE = elf([(TCM, CODE, len(CODE))])


class Image(Command):
    """Every test has a key of its own, as an installation has."""

    def setUp(self) -> None:
        super().setUp()
        os.environ["ARMILLARY_SIGNING_KEY"] = str(self.folder / "own.pem")
        self.assertEqual(self.run_it("image", "key", "--output", "own.pem").returncode, 0)

    def app(self, name: str = "app", **changes: object) -> str:
        """The folder of a real-time app."""
        self.file(f"{name}/app_manifest.json",
                  manifest(ApplicationType="RealTimeCapable", **changes))
        self.file(f"{name}/bin/app", FIRMWARE)
        self.file(f"{name}/texts/greeting.txt", "hello\n")
        return name

    def pack(self, folder: str, package: str, *more: str) -> None:
        done = self.run_it("image", "pack", folder, "--output", package, *more)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_what_is_extracted_is_what_was_packed(self) -> None:
        self.pack(self.app(), "app.imagepackage")
        done = self.run_it("image", "extract", "app.imagepackage", "-o", "again")
        self.assertEqual(done.returncode, 0, done.stderr)
        for file in ("bin/app", "texts/greeting.txt"):
            self.assertEqual((self.folder / "again" / file).read_bytes(),
                             (self.folder / "app" / file).read_bytes())
        self.assertTrue((self.folder / "again/bin/app").stat().st_mode & stat.S_IXUSR)
        self.assertFalse((self.folder / "again/texts/greeting.txt").stat().st_mode & stat.S_IXUSR)
        written = json.loads((self.folder / "again/app_manifest.json").read_text("utf-8"))
        self.assertEqual(written, json.loads((self.folder / "app/app_manifest.json").read_text()))
        self.refused(2, "exists and is not an empty folder", "image", "extract",
                     "app.imagepackage", "-o", "again")

    def test_show_tells_what_a_package_holds(self) -> None:
        self.pack(self.app(Name="a name"), "app.imagepackage", "--under-development",
                  "--image-id", "{11111111-2222-3333-4444-555555555555}")
        done = self.run_it("image", "show", "app.imagepackage", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        shown, = json.loads(done.stdout)
        self.assertEqual(shown["component_id"], "25025d2c-66da-4448-bae1-ac26fcdd3627")
        self.assertEqual(shown["image_id"], "11111111-2222-3333-4444-555555555555")
        self.assertEqual(shown["image_type"], "Applications")
        self.assertEqual(shown["flags"], ["UnderDevelopment"])
        self.assertEqual(shown["application"], {"name": "a name", "type": "RealTimeCapable"})
        self.assertEqual(shown["signature"]["state"], "good")
        self.assertEqual([f["path"] for f in shown["files"]],
                         ["app_manifest.json", "bin/app", "texts/greeting.txt"])
        text = self.run_it("image", "show", "app.imagepackage").stdout
        self.assertIn("component id     25025d2c-66da-4448-bae1-ac26fcdd3627\n", text)
        self.assertIn("flags            UnderDevelopment\n", text)

    def test_packing_twice_differs_in_the_signature_only(self) -> None:
        self.app()
        self.pack("app", "one.imagepackage")
        self.pack("app", "two.imagepackage")
        one, two = ((self.folder / f"{name}.imagepackage").read_bytes() for name in ("one", "two"))
        self.assertEqual(one[:-64], two[:-64])

    def test_the_build_time_comes_from_the_environment(self) -> None:
        self.app()
        done = self.run_it("image", "pack", "app", "-o", "a.imagepackage",
                           SOURCE_DATE_EPOCH="1700000000")
        self.assertEqual(done.returncode, 0, done.stderr)
        shown, = json.loads(self.run_it("image", "show", "--json", "a.imagepackage").stdout)
        self.assertEqual(shown["built"], "2023-11-14T22:13:20Z")

    def test_verify_finds_what_was_changed(self) -> None:
        self.pack(self.app(), "app.imagepackage")
        done = self.run_it("image", "verify", "app.imagepackage")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(set(re.findall(r"^  (\w+) ", done.stdout, re.M)), {"ok"})
        good = (self.folder / "app.imagepackage").read_bytes()
        for at, what in ((good.index(b"hello\n"), {"file system", "signature"}),
                         (len(good) - 5, {"signature"}),
                         (good.index(b"4X4M") + 20, {"identity", "signature"})):
            changed = bytearray(good)
            changed[at] ^= 0x20
            self.file("changed.imagepackage", bytes(changed))
            done = self.run_it("image", "verify", "--json", "changed.imagepackage")
            self.assertEqual(done.returncode, 3)
            found, = json.loads(done.stdout)
            self.assertEqual({c["check"] for c in found["checks"] if c["state"] == "wrong"}, what)

    def test_whose_signatures_count(self) -> None:
        self.run_it("image", "key", "-o", "foreign.pem")
        self.pack(self.app(), "theirs.imagepackage", "--key", "foreign.pem")
        done = self.run_it("image", "verify", "theirs.imagepackage")
        self.assertEqual(done.returncode, 0)
        self.assertRegex(done.stdout, r"not checked\s+signature\s+signed by [0-9a-f]{40} \(not known")
        done = self.run_it("image", "verify", "theirs.imagepackage", "--signatures", "known")
        self.assertEqual(done.returncode, 3)
        done = self.run_it("image", "verify", "theirs.imagepackage", "--signatures=known",
                           "--trust", "foreign.pem")
        self.assertEqual(done.returncode, 0)

        run = ("run", "--m4-0", "theirs.imagepackage", "--for", "1ms")
        done = self.run_it(*run)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.refused(3, "only known signatures are accepted", *run, "--signatures", "known")
        self.file("device.yaml", "m4-0: { image: theirs.imagepackage }\n"
                  "signatures: { accept: known, trust: [foreign.pem] }\n")
        self.assertEqual(self.run_it("run", "device.yaml", "--for", "1ms").returncode, 0)
        self.file("device.yaml", "m4-0: { image: theirs.imagepackage }\n"
                  "signatures: { accept: known }\n")
        self.refused(3, "whose key is not here", "run", "device.yaml", "--for", "1ms")
        self.file("device.yaml", "m4-0: { image: theirs.imagepackage }\n"
                  "signatures: { accept: some }\n")
        self.refused(3, "expected known or any", "run", "device.yaml", "--for", "1ms")

    def test_an_image_that_was_changed_does_not_run(self) -> None:
        self.pack(self.app(), "app.imagepackage")
        changed = (self.folder / "app.imagepackage").read_bytes().replace(b"hello\n", b"jello\n")
        self.file("app.imagepackage", changed)
        self.refused(3, "changed after it was signed (device error 7.15)", "run", "--m4-0",
                     "app.imagepackage", "--for", "1ms")

    def test_names_of_the_board_are_resolved(self) -> None:
        self.app(Capabilities={"Gpio": ["$LAMP"]})
        self.refused(3, "/Capabilities/Gpio/0: \"$LAMP\" is not in the hardware definition",
                     "image", "pack", "app", "-o", "app.imagepackage")
        self.file("boards/mine.json", json.dumps({
            "Metadata": {"Type": "Azure Sphere Hardware Definition", "Version": 1},
            "Imports": [{"Path": "mt3620.json"}],
            "Peripherals": [{"Name": "LAMP", "Type": "Gpio", "Mapping": "MT3620_GPIO9"}]}))
        self.pack("app", "app.imagepackage", "--hardware-definitions", "boards",
                  "--target-definition", "mine.json")
        self.run_it("image", "extract", "app.imagepackage", "-o", "again")
        written = json.loads((self.folder / "again/app_manifest.json").read_text("utf-8"))
        self.assertEqual(written["Capabilities"], {"Gpio": [9]})

    def test_bad_input_is_refused_and_nothing_is_written(self) -> None:
        self.file("text.imagepackage", "no package")
        self.file("program.elf", FIRMWARE)
        self.file("empty/readme.txt", "")
        self.refused(3, "this is not an image package", "image", "show", "text.imagepackage")
        self.refused(3, "\"armillary image pack\" makes one", "image", "show", "program.elf")
        self.refused(3, "this is a folder", "image", "verify", "empty")
        self.refused(3, "does not exist", "image", "show", "nothing.imagepackage")
        self.refused(3, "this is not an image package", "image", "extract", "program.elf", "-o", "x")
        self.refused(3, "there is no app_manifest.json", "image", "pack", "empty", "-o", "x")
        self.refused(2, "exists; what it signed could not be checked", "image", "key", "-o",
                     "own.pem")
        self.app()
        self.refused(3, "there is no \"bin/tool\" in it", "image", "pack", "app", "-o", "x",
                     "--executable", "bin/tool")
        self.refused(2, "FILE is required", "image", "show")
        self.refused(2, "--output is required", "image", "pack", "app")
        self.refused(2, "is not a GUID", "image", "pack", "app", "-o", "x", "--image-id", "7")
        self.refused(2, "A subcommand is required", "image")
        (self.folder / "own.pem").unlink()
        self.refused(3, "run tools/setup.sh, or make one with", "image", "pack", "app", "-o", "x")

    def test_every_truncation_is_refused(self) -> None:
        self.pack(self.app(), "app.imagepackage")
        whole = (self.folder / "app.imagepackage").read_bytes()
        for size in range(4, len(whole), 1999):
            self.file("cut.imagepackage", whole[:size])
            done = self.run_it("image", "verify", "cut.imagepackage")
            self.assertEqual(done.returncode, 3, size)

    def test_a_key_is_its_owners(self) -> None:
        mode = (self.folder / "own.pem").stat().st_mode
        self.assertEqual(stat.S_IMODE(mode), 0o600)

    def test_the_samples_run_from_their_packages_as_from_their_folders(self) -> None:
        for sample in sorted(path.parent for path in SAMPLES.glob("*/device.yaml")):
            with self.subTest(sample.name):
                self.run_sample(sample)

    def run_sample(self, sample: Path) -> None:
        folder = self.folder / sample.name
        shutil.copytree(sample, folder)
        device = (folder / "device.yaml").read_text("utf-8")
        apps = sorted(path.parent for path in (folder / "out").glob("*/app_manifest.json"))
        self.assertTrue(apps)
        for app in apps:
            package = app.with_suffix(".imagepackage")
            self.pack(str(app), str(package))
            device = re.sub(rf"\bout/{re.escape(app.name)}\b", f"out/{package.name}", device)
        (folder / "packed.yaml").write_text(device, "utf-8")
        self.assertEqual(device.count(".imagepackage"), len(apps))
        logs = []
        for name in ("device", "packed"):
            done = self.run_it("run", str(folder / f"{name}.yaml"), "--for", "1500ms", "--quiet",
                               "--signatures", "known", "--events", "e.jsonl")
            self.assertEqual(done.returncode, 0, done.stderr)
            logs.append((self.folder / "e.jsonl").read_text("utf-8"))
        self.assertEqual(hashlib.sha256(logs[1].replace(".imagepackage", "").encode()).digest(),
                         hashlib.sha256(logs[0].encode()).digest())


if __name__ == "__main__":
    unittest.main()
