# SPDX-License-Identifier: GPL-2.0-or-later
"""Firmware that accesses registers by less than a word. usage: narrow_test.py PROGRAM FIRMWARE"""

from __future__ import annotations

import unittest

from firmware_test import Run, firmware


class Narrow(unittest.TestCase):
    """Registers by bytes, half-words and words that are not aligned: the lanes that are meant, and
    one warning for each register and size."""

    NARROW = "drivers use 32 bits here"
    SPLIT = "split, as the core splits it; drivers use aligned words here"
    TABLE = [
        ("byte read 00000033", f"GPT (0x21030000): 8-bit read of GPT0_ICNT: {NARROW}", 1),
        ("half read 00004433", f"GPT (0x21030000): 16-bit read of GPT0_ICNT: {NARROW}", 1),
        ("byte write 4433aa11", f"GPT (0x21030000): 8-bit write of GPT1_ICNT: {NARROW}", 1),
        ("half write bbccaa11", f"GPT (0x21030000): 16-bit write of GPT1_ICNT: {NARROW}", 1),
        ("unaligned half read 00003322",
         f"GPT.GPT3_INIT (0x21030055): unaligned 16-bit read: {SPLIT}", 1),
        ("unaligned read 00887766",
         f"GPT.GPT3_EXPIRE (0x2103005D): unaligned 32-bit read: {SPLIT}", 1),
        # Three bytes here, the fourth in the next register, which cannot be written.
        ("unaligned write ccbbaa11",
         f"GPT.GPT4_INIT (0x21030065): unaligned 32-bit write: {SPLIT}", 1),
        ("a thousand byte writes 000000e7",
         f"debug UART (0x21040000): 8-bit write of SCR: {NARROW}", 1000),
        ("mailbox data 00001234",
         f"mailbox to the A7 (0x21050000): 16-bit write of DATA_POST: {NARROW}", 1),
        ("empty mailbox by bytes 00000000",
         f"mailbox to the A7 (0x21050000): 8-bit read of CMD_ACPT: {NARROW}", 1),
    ]

    def test_the_table(self) -> None:
        run = Run("--m4-0", firmware("narrow.elf"), "--for", "1s")
        self.assertEqual(run.code, 0, run.talk)
        self.assertEqual(run.lines(), [line for line, _, _ in self.TABLE])
        wanted = {text: count for _, text, count in self.TABLE}
        self.assertEqual({w["text"]: w["count"] for w in run.summary["warnings"]}, wanted)
        self.assertEqual(len(run.warnings()), len(wanted), "each is told once")


if __name__ == "__main__":
    unittest.main()
