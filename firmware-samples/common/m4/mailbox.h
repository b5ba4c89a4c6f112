/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The two mailboxes of a core: one to the A7, one to the other M4. Each has a FIFO of 15 pairs of
 * words in both directions and eight software interrupts. */
#ifndef COMMON_M4_MAILBOX_H
#define COMMON_M4_MAILBOX_H

#include <stdbool.h>
#include <stdint.h>

enum mailbox { MAILBOX_A7 = 0, MAILBOX_M4 = 1 };

/* Takes the oldest message out of the FIFO, if there is one. */
bool mailbox_receive(enum mailbox box, uint32_t* command, uint32_t* data);

/* Puts a message into the FIFO, unless it is full. */
bool mailbox_send(enum mailbox box, uint32_t command, uint32_t data);

/* Raises software interrupts at the other side. */
void mailbox_interrupt_peer(enum mailbox box, uint32_t ports);

/* Lets the peer's software interrupts through to IRQ_MAILBOX_x_SOFTWARE. */
void mailbox_enable_software_interrupts(enum mailbox box, uint32_t ports);

/* Which ports are pending; clears them. For the interrupt handler. */
uint32_t mailbox_take_software_interrupts(enum mailbox box);

#endif /* COMMON_M4_MAILBOX_H */
