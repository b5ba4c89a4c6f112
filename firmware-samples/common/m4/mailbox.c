/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mailbox.h"

#include "cpu.h"

#define MBOX(box, offset) REGISTER(0x21050000u + 0x10000u * (box) + (offset))
#define MBOX_SW_TX_INT_PORT(box) MBOX(box, 0x14)
#define MBOX_SW_RX_INT_EN(box) MBOX(box, 0x18)
#define MBOX_SW_RX_INT_STS(box) MBOX(box, 0x1C)
#define MBOX_CMD_POST(box) MBOX(box, 0x40)
#define MBOX_DATA_POST(box) MBOX(box, 0x44)
#define MBOX_POST_CNT(box) MBOX(box, 0x48)
#define MBOX_CMD_ACPT(box) MBOX(box, 0x50)
#define MBOX_DATA_ACPT(box) MBOX(box, 0x54)
#define MBOX_ACPT_CNT(box) MBOX(box, 0x58)

enum { FIFO_DEPTH = 15 };

bool mailbox_receive(enum mailbox box, uint32_t* command, uint32_t* data) {
  if (MBOX_ACPT_CNT(box) == 0) {
    return false;
  }
  *data = MBOX_DATA_ACPT(box); /* first: reading the command removes both */
  *command = MBOX_CMD_ACPT(box);
  return true;
}

bool mailbox_send(enum mailbox box, uint32_t command, uint32_t data) {
  if (MBOX_POST_CNT(box) >= FIFO_DEPTH) {
    return false;
  }
  MBOX_DATA_POST(box) = data; /* first: writing the command sends both */
  MBOX_CMD_POST(box) = command;
  return true;
}

void mailbox_interrupt_peer(enum mailbox box, uint32_t ports) { MBOX_SW_TX_INT_PORT(box) = ports; }

void mailbox_enable_software_interrupts(enum mailbox box, uint32_t ports) {
  MBOX_SW_RX_INT_EN(box) = ports;
  MBOX_SW_RX_INT_STS(box) = ports; /* forget what came before */
  irq_enable(box == MAILBOX_A7 ? IRQ_MAILBOX_A7_SOFTWARE : IRQ_MAILBOX_M4_SOFTWARE, 2);
}

uint32_t mailbox_take_software_interrupts(enum mailbox box) {
  uint32_t pending = MBOX_SW_RX_INT_STS(box);
  MBOX_SW_RX_INT_STS(box) = pending;
  return pending;
}
