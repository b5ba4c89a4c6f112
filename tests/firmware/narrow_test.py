# SPDX-License-Identifier: GPL-2.0-or-later
"""Firmware that accesses registers by less than a word. usage: narrow_test.py PROGRAM FIRMWARE"""

from __future__ import annotations

import unittest

from firmware_test import Run, firmware


class Narrow(unittest.TestCase):
    """Registers by bytes, half-words and words that are not aligned: the lanes that are meant, and
    one warning for each register and size."""

    TABLE = [
        ("byte read 00000033", "GPT (0x21030000): 8-bit read of GPT0_ICNT", 1),
        ("half read 00004433", "GPT (0x21030000): 16-bit read of GPT0_ICNT", 1),
        ("byte write 4433aa11", "GPT (0x21030000): 8-bit write of GPT1_ICNT", 1),
        ("half write bbccaa11", "GPT (0x21030000): 16-bit write of GPT1_ICNT", 1),
        ("unaligned half read 00003322", "GPT (0x21030000): 16-bit read of GPT3_INIT", 2),
        ("unaligned read 00887766", "", 0),  # two whole words
        # Three bytes here, the fourth in the next register, which cannot be written.
        ("unaligned write ccbbaa11", "GPT (0x21030000): 8-bit write of GPT4_INIT", 3),
        ("", "GPT (0x21030000): 8-bit write of GPT4_CNT", 1),
        ("a thousand byte writes 000000e7", "debug UART (0x21040000): 8-bit write of SCR", 1000),
        ("mailbox data 00001234", "mailbox to the A7 (0x21050000): 16-bit write of DATA_POST", 1),
        ("empty mailbox by bytes 00000000",
         "mailbox to the A7 (0x21050000): 8-bit read of CMD_ACPT", 1),
    ]

    def test_the_table(self) -> None:
        run = Run("--m4-0", firmware("narrow.elf"), "--for", "1s")
        self.assertEqual(run.code, 0, run.talk)
        self.assertEqual(run.lines(), [line for line, _, _ in self.TABLE if line])
        wanted = {f"{text}: drivers use 32 bits here": count
                  for _, text, count in self.TABLE if text}
        self.assertEqual({w["text"]: w["count"] for w in run.summary["warnings"]}, wanted)
        self.assertEqual(len(run.warnings()), len(wanted), "each is told once")


if __name__ == "__main__":
    unittest.main()
