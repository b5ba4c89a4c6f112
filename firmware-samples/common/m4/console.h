/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text on the core's debug UART, 115200 8N1. Output goes to a ring that the UART's interrupt
 * empties, so printing costs the caller no time on the wire; it waits only when the ring is full.
 * Not for interrupt handlers.
 */
#ifndef COMMON_M4_CONSOLE_H
#define COMMON_M4_CONSOLE_H

void console_init(void);

/* Knows %d %u %x %c %s %% with a width and zero padding. Writes CR LF for each \n. */
void console_printf(const char* format, ...) __attribute__((format(printf, 1, 2)));

/* Returns when the last bit has left the UART. */
void console_flush(void);

#endif /* COMMON_M4_CONSOLE_H */
