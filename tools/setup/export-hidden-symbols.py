#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Copies a static library of 32-bit little-endian ELF objects and makes its hidden symbols visible.

libgcc.a hides every symbol, so that a program does not export the helpers that were linked into
it. A shared libgcc_s needs the opposite, and binutils has no option for it.

usage: export-hidden-symbols.py IN.a OUT.a
"""
import struct
import sys

SHT_SYMTAB = 2
STV_MASK, STV_DEFAULT, STV_HIDDEN = 3, 0, 2
SYMBOL_SIZE = 16
ST_OTHER = 13  # offset in Elf32_Sym


def members(archive):
    """Yields (start, size) of each object in the archive."""
    if archive[:8] != b"!<arch>\n":
        raise ValueError("not an archive")
    at = 8
    while at + 60 <= len(archive):
        size = int(archive[at + 48 : at + 58])
        if archive[at + 60 : at + 64] == b"\x7fELF":
            yield at + 60, size
        at += 60 + size + (size & 1)


def export(archive, start):
    """Turns STV_HIDDEN to STV_DEFAULT in the object at start. Returns how many symbols changed."""
    if archive[start + 4 : start + 6] != b"\x01\x01":
        raise ValueError("an object is not 32-bit little-endian ELF")
    (sections,) = struct.unpack_from("<I", archive, start + 32)
    entry_size, count = struct.unpack_from("<HH", archive, start + 46)
    changed = 0
    for index in range(count):
        header = start + sections + index * entry_size
        (kind,) = struct.unpack_from("<I", archive, header + 4)
        if kind != SHT_SYMTAB:
            continue
        offset, size = struct.unpack_from("<II", archive, header + 16)
        first = start + offset
        for symbol in range(first, first + size, SYMBOL_SIZE):
            if archive[symbol + ST_OTHER] & STV_MASK == STV_HIDDEN:
                archive[symbol + ST_OTHER] &= ~STV_MASK | STV_DEFAULT
                changed += 1
    return changed


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__.split("\n\n")[-1].strip())
    source, target = sys.argv[1:]
    with open(source, "rb") as file:
        archive = bytearray(file.read())
    try:
        changed = sum(export(archive, start) for start, _ in members(archive))
    except (ValueError, struct.error) as error:
        sys.exit(f"{source}: {error}")
    if changed == 0:
        sys.exit(f"{source}: no hidden symbol found; is this libgcc's archive?")
    with open(target, "wb") as file:
        file.write(archive)


if __name__ == "__main__":
    main()
