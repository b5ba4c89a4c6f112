# SPDX-License-Identifier: GPL-2.0-or-later
"""Projects in the shape of public ones, outside the checkout: one toolchain file builds them, and
what comes out runs.

usage: projects_test.py PROGRAM
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PROGRAM = str(Path(sys.argv.pop(1)).resolve())
HERE = Path(__file__).resolve().parent
TOOLCHAINS = HERE.parents[1] / "tools" / "sdk" / "CMakeFiles"
TIME_LIMIT_S = 300


class Projects(unittest.TestCase):
    """Each test copies the projects into a folder of its own."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="armillary-test-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        for name in ("high-level", "real-time", "HardwareDefinitions"):
            shutil.copytree(HERE / name, self.folder / name)

    def configure(self, project: str, toolchain: str) -> subprocess.CompletedProcess[str]:
        """Runs cmake for a project."""
        return subprocess.run(
            ["cmake", "-S", project, "-B", "out", "-G", "Ninja",
             f"-DCMAKE_TOOLCHAIN_FILE={TOOLCHAINS / toolchain}", f"-DARMILLARY={PROGRAM}"],
            cwd=self.folder, capture_output=True, text=True, check=False, timeout=TIME_LIMIT_S)

    def build(self) -> subprocess.CompletedProcess[str]:
        """Builds what has been configured."""
        return subprocess.run(["cmake", "--build", "out"], cwd=self.folder, capture_output=True,
                              text=True, check=False, timeout=TIME_LIMIT_S)

    def image(self, name: str) -> Path:
        """The package, which must be there."""
        package = self.folder / "out" / f"{name}.imagepackage"
        self.assertTrue(package.is_file(), f"{package} was not made")
        return package

    def made(self, project: str, toolchain: str, name: str) -> Path:
        """The image of a project that configures and builds."""
        done = self.configure(project, toolchain)
        self.assertEqual(done.returncode, 0, done.stderr)
        done = self.build()
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return self.image(name)

    def run_image(self, *arguments: str) -> list[dict]:
        """The events of a run of five seconds."""
        done = subprocess.run([PROGRAM, "run", *arguments, "--for", "5s", "--quiet", "--events",
                               "events.jsonl"], cwd=self.folder, capture_output=True, text=True,
                              check=False, timeout=TIME_LIMIT_S)
        self.assertEqual(done.returncode, 0, done.stderr)
        text = (self.folder / "events.jsonl").read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]

    def sentence(self, done: subprocess.CompletedProcess[str]) -> str:
        """What a step that must fail has said, in one line."""
        self.assertNotEqual(done.returncode, 0)
        return " ".join((done.stdout + done.stderr).split())

    def test_a_high_level_project_builds_and_runs(self) -> None:
        image = self.made("high-level", "AzureSphereToolchain.cmake", "Doorbell")
        packed = json.loads((self.folder / "out/approotDoorbell/app_manifest.json").read_text())
        self.assertEqual(packed["Capabilities"], {"Gpio": [12, 8], "Uart": ["ISU1"]})
        self.assertEqual(packed["TargetApplicationRuntimeVersion"], 6)
        events = self.run_image("--a7", str(image))
        logs = [event["data"].strip() for event in events if event["type"] == "log"]
        self.assertEqual(logs, ["somebody is at the door", "ring, 1 left", "ring, 0 left"])
        lamp = [(event["src"], event["level"]) for event in events if event["type"] == "gpio"]
        self.assertEqual(lamp, [("board.led1-red", 0), ("board.led1-red", 1)])

    def test_a_real_time_project_builds_and_runs(self) -> None:
        for toolchain in ("AzureSphereRTCoreToolchain.cmake",
                          "AzureSphereRTCoreToolchainVFP.cmake"):
            with self.subTest(toolchain):
                shutil.rmtree(self.folder / "out", ignore_errors=True)
                image = self.made("real-time", toolchain, "Counter")
                events = self.run_image("--m4-0", str(image), "--strict")
                text = [event["data"].strip() for event in events if event["type"] == "uart"]
                self.assertEqual(text, ["counted to three"])

    def test_a_project_for_the_sdk_of_2019_builds(self) -> None:
        project = self.folder / "high-level" / "CMakeLists.txt"
        project.write_text("cmake_minimum_required(VERSION 3.8)\nproject(Doorbell C)\n"
                           "include_directories(${AZURE_SPHERE_API_SET_DIR}/usr/include)\n"
                           "set(AZURE_SPHERE_TARGET_HARDWARE_DEFINITION_DIRECTORY "
                           "../HardwareDefinitions/my_board)\n"
                           "set(AZURE_SPHERE_TARGET_HARDWARE_DEFINITION doorbell.json)\n"
                           "add_executable(Doorbell src/main.c src/chime.c)\n"
                           "target_link_libraries(Doorbell applibs pthread gcc_s c)\n"
                           'include("${AZURE_SPHERE_MAKE_IMAGE_FILE}")\n', encoding="utf-8")
        image = self.made("high-level", "AzureSphereToolchain.cmake", "Doorbell")
        logs = [event for event in self.run_image("--a7", str(image)) if event["type"] == "log"]
        self.assertEqual(len(logs), 2, "without its resource the app says two lines")

    def test_a_changed_manifest_is_packed_again(self) -> None:
        self.made("high-level", "AzureSphereToolchain.cmake", "Doorbell")
        manifest = self.folder / "high-level" / "app_manifest.json"
        manifest.write_text(manifest.read_text().replace('"2"', '"3"'))
        self.assertEqual(self.build().returncode, 0)
        events = self.run_image("--a7", str(self.image("Doorbell")))
        self.assertEqual(sum(event["data"].startswith("ring") for event in events
                             if event["type"] == "log"), 3)

    def test_a_name_that_no_definition_has_is_named_with_one_that_is_close(self) -> None:
        manifest = self.folder / "high-level" / "app_manifest.json"
        manifest.write_text(manifest.read_text().replace("DOORBELL_LAMP", "DOORBELL_LAMB"))
        self.assertEqual(self.configure("high-level", "AzureSphereToolchain.cmake").returncode, 0)
        said = self.sentence(self.build())
        self.assertIn("/Capabilities/Gpio/1: no hardware definition has DOORBELL_LAMB", said)
        self.assertIn("did you mean $DOORBELL_LAMP?", said)

    def test_wrong_projects_are_told_what_to_change(self) -> None:
        project = self.folder / "high-level" / "CMakeLists.txt"
        good = project.read_text(encoding="utf-8")
        for found, written, message in (
                ('API_SET "6"', 'API_SET "17"', 'The API set "17" is not known'),
                ("doorbell.json", "dorbell.json", "there is no such hardware definition"),
                ('"texts/', '"/texts/', "is not a path below the project's folder"),
                ("RESOURCE", "APP_MANIFEST other.json RESOURCE", "other.json. An app needs")):
            with self.subTest(message):
                project.write_text(good.replace(found, written), encoding="utf-8")
                shutil.rmtree(self.folder / "out", ignore_errors=True)
                self.assertIn(message, self.sentence(
                    self.configure("high-level", "AzureSphereToolchain.cmake")))


if __name__ == "__main__":
    unittest.main()
