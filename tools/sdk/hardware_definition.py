# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads hardware definitions: which peripheral a name of a board or an appliance stands for.

A hardware definition is a JSON file with Imports and Peripherals. A peripheral maps its name to
one of an imported file (Mapping), down to the chip's own, which says what stands in the header
(MainCoreHeaderValue) and in the packed manifest (AppManifestValue).

    hardware_definition.py headers --search DIR... --output DIR [FILE...]
        writes NAME.h for each FILE, and for what it imports from the first --search folders
    hardware_definition.py manifest --search DIR... [--definition FILE] [--api-set N]
            --output FILE MANIFEST
        writes the manifest with the $NAMES of its capabilities replaced by what they stand for

What is wrong is said in one sentence with the file's name; the exit code is then 1.
"""

from __future__ import annotations

import argparse
import difflib
import json
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

BUILT_IN = Path(__file__).resolve().parent / "HardwareDefinitions"
KIND = "Azure Sphere Hardware Definition"
IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
# Each capability of a manifest that holds peripherals is the Type of their definitions.
CAPABILITIES = ("Gpio", "Uart", "I2cMaster", "SpiMaster", "Adc", "Pwm")
TYPES = CAPABILITIES + ("int",)


def refuse(place: object, what: str) -> NoReturn:
    """Ends with a sentence."""
    print(f"{place}: {what}", file=sys.stderr)
    sys.exit(1)


def read_json(path: Path, what: str) -> dict[str, Any]:
    """A JSON object; an editor's byte order mark is skipped."""
    try:
        value = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        refuse(path, f"the {what} cannot be read: {error.strerror}")
    except UnicodeDecodeError as error:
        refuse(path, f"byte {error.start} is not UTF-8; save the {what} as UTF-8")
    except json.JSONDecodeError as error:
        refuse(path, f"line {error.lineno}, column {error.colno}: this is not JSON: {error.msg}")
    except RecursionError:
        refuse(path, f"the {what} is nested too deeply")
    if not isinstance(value, dict):
        refuse(path, f"expected a JSON object with the {what}")
    return value


@dataclass
class Definition:
    """One file, with the files it imports."""

    path: Path
    description: str
    imports: list["Definition"] = field(default_factory=list)
    peripherals: dict[str, dict[str, Any]] = field(default_factory=dict)


class Reader:
    """Reads definitions and finds what they import."""

    def __init__(self, search: list[Path]) -> None:
        self.search = [*search, BUILT_IN]
        self.known: dict[Path, Definition] = {}

    def find(self, name: str, beside: Path | None) -> Path | None:
        """Beside the importing file, in the given folders, then in the SDK's own."""
        folders = ([beside] if beside else []) + self.search
        places = [folder / name for folder in folders]
        # Copies of a project often name ../mt3620/mt3620.json, which lies in the SDK here.
        places += [folder / Path(name).name for folder in folders]
        return next((place.resolve() for place in places if place.is_file()), None)

    def read(self, path: Path) -> Definition:
        """The definition in a file; a file that is imported twice is one object."""
        path = path.resolve()
        if path in self.known:
            return self.known[path]
        data = read_json(path, "hardware definition")
        metadata = data.get("Metadata")
        if not isinstance(metadata, dict) or metadata.get("Type") != KIND:
            refuse(path, f'/Metadata/Type is not "{KIND}"; name a hardware definition')
        if metadata.get("Version") != 1:
            refuse(path, f"/Metadata/Version is {metadata.get('Version')!r}; expected 1")
        description = data.get("Description")
        name = description.get("Name") if isinstance(description, dict) else None
        definition = Definition(path, str(name or path.stem))
        self.known[path] = definition
        for index, row in enumerate(self.rows(path, data, "Imports")):
            file = row.get("Path")
            if not isinstance(file, str) or not file:
                refuse(path, f"/Imports/{index}/Path is missing; expected a file's name")
            found = self.find(file, path.parent)
            if found is None:
                folders = ", ".join(str(folder) for folder in [path.parent, *self.search])
                refuse(path, f"/Imports/{index}/Path: there is no {file!r} in {folders}")
            definition.imports.append(self.read(found))
        for index, row in enumerate(self.rows(path, data, "Peripherals")):
            self.add_peripheral(definition, index, row)
        return definition

    @staticmethod
    def rows(path: Path, data: dict[str, Any], key: str) -> list[dict[str, Any]]:
        """The objects of an array, which may be missing."""
        rows = data.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            refuse(path, f"/{key} is not an array of objects")
        return rows

    @staticmethod
    def add_peripheral(definition: Definition, index: int, row: dict[str, Any]) -> None:
        """One row of Peripherals, checked."""
        at = f"/Peripherals/{index}"
        name, kind = row.get("Name"), row.get("Type")
        if not isinstance(name, str) or not IDENTIFIER.match(name):
            refuse(definition.path, f"{at}/Name is {name!r}; expected a name of C")
        if kind not in TYPES:
            refuse(definition.path, f"{at}/Type of {name} is {kind!r}; expected one of "
                   + ", ".join(TYPES))
        if name in definition.peripherals:
            refuse(definition.path, f"{at}/Name: {name} is defined twice; remove one")
        target = row.get("Mapping", row.get("MainCoreHeaderValue"))
        if not isinstance(target, (str, int)) or not re.fullmatch(r"[\w()+\- ]+", str(target)):
            refuse(definition.path, f"{at}: {name} has no usable Mapping (the name it stands for) "
                   "or MainCoreHeaderValue")
        definition.peripherals[name] = row


def look_up(definition: Definition, name: str, seen: set[Path]) -> dict[str, Any] | None:
    """A peripheral by its name, here or in what is imported."""
    if definition.path in seen:
        return None
    seen.add(definition.path)
    if name in definition.peripherals:
        return definition.peripherals[name]
    found = (look_up(imported, name, seen) for imported in definition.imports)
    return next((row for row in found if row is not None), None)


def names_of(definition: Definition, seen: set[Path]) -> list[str]:
    """All names that a definition knows."""
    if definition.path in seen:
        return []
    seen.add(definition.path)
    names = list(definition.peripherals)
    for imported in definition.imports:
        names += names_of(imported, seen)
    return names


def manifest_value(definition: Definition, name: str, capability: str, place: str,
                   manifest: Path) -> str | int:
    """What stands in the packed manifest for $name under a capability."""
    current = name
    for _ in range(100):  # as many mappings, one after the other
        row = look_up(definition, current, set())
        if row is None:
            close = difflib.get_close_matches(name, names_of(definition, set()), 1)
            hint = f"; did you mean ${close[0]}?" if close and current == name else ""
            through = "" if current == name else f" (through ${name})"
            refuse(manifest, f"{place}: no hardware definition has {current}{through}: "
                   f"{definition.path} and its imports were read{hint}")
        if row["Type"] != capability:
            refuse(manifest, f"{place}: ${name} is of type {row['Type']}; {capability} needs a "
                   f"peripheral of its own type")
        if "Mapping" not in row:
            value = row.get("AppManifestValue")
            if not isinstance(value, (str, int)):
                refuse(definition.path, f"{current} has no AppManifestValue")
            return value
        current = str(row["Mapping"])
    refuse(definition.path, f"the mappings of {name} go round in a circle")


def header(definition: Definition) -> str:
    """The C header of one definition."""
    name = definition.description.replace("*/", "")
    lines = [f"/* {name}. Generated from {definition.path.name}: change that. */",
             "#pragma once"]
    lines += [f'#include "{imported.path.stem}.h"' for imported in definition.imports]
    lines.append("")
    for name, row in definition.peripherals.items():
        lines.append(f"#define {name} {row.get('Mapping', row.get('MainCoreHeaderValue'))}")
    return "\n".join(lines) + "\n"


def write(path: Path, text: str) -> None:
    """Writes a file when it would change, so that builds do not start over."""
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def find_definition(reader: Reader, name: str) -> Path:
    """The file that a project names."""
    found = reader.find(name, None)
    if found is None:
        folders = ", ".join(str(folder) for folder in reader.search)
        refuse(name, f"there is no such hardware definition in {folders}")
    return found


def write_headers(arguments: argparse.Namespace) -> None:
    """The headers of the named files and of all that they import."""
    reader = Reader(arguments.search)
    for name in arguments.file:
        reader.read(find_definition(reader, name))
    for definition in reader.known.values():
        write(arguments.output / f"{definition.path.stem}.h", header(definition))


def write_manifest(arguments: argparse.Namespace) -> None:
    """The manifest as it lies in the image."""
    manifest = read_json(arguments.manifest, "manifest")
    reader = Reader(arguments.search)
    definition = None
    if arguments.definition:
        definition = reader.read(find_definition(reader, arguments.definition))
    capabilities = manifest.get("Capabilities")
    for capability in CAPABILITIES if isinstance(capabilities, dict) else ():
        values = capabilities.get(capability)
        if not isinstance(values, list):
            continue  # the packer tells what is wrong with it
        for index, value in enumerate(values):
            if not isinstance(value, str) or not value.startswith("$"):
                continue
            place = f"/Capabilities/{capability}/{index}"
            if definition is None:
                refuse(arguments.manifest, f"{place}: {value} is a name of a hardware definition, "
                       "but the project names none; call azsphere_target_hardware_definition() "
                       "in CMakeLists.txt")
            values[index] = manifest_value(definition, value[1:], capability, place,
                                           arguments.manifest)
    if arguments.api_set:
        manifest["TargetApplicationRuntimeVersion"] = arguments.api_set
    write(arguments.output, json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(required=True)
    for name, action in (("headers", write_headers), ("manifest", write_manifest)):
        command = commands.add_parser(name)
        command.set_defaults(action=action)
        command.add_argument("--search", type=Path, action="append", default=[])
        command.add_argument("--output", type=Path, required=True)
        if name == "headers":
            command.add_argument("file", nargs="*")
        else:
            command.add_argument("--definition")
            command.add_argument("--api-set", type=int)
            command.add_argument("manifest", type=Path)
    arguments = parser.parse_args()
    arguments.action(arguments)


if __name__ == "__main__":
    main()
