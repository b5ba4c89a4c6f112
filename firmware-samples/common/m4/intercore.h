/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages between this core and the high-level app on the A7.
 *
 * The OS hands over two rings in shared memory through the mailbox, one for each direction. A
 * message carries the component id of the app at the other end and up to 1024 bytes. The manifests
 * of both apps must list each other in "AllowedApplicationConnections"; without that the OS never
 * hands the rings over.
 */
#ifndef COMMON_M4_INTERCORE_H
#define COMMON_M4_INTERCORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { INTERCORE_MAX_PAYLOAD = 1024 };

/* A component id as it lies in memory: the first three groups of its text are little-endian
 * numbers. 25025d2c-66da-4448-bae1-ac26fcdd3627 is
 * {0x25025d2c, 0x66da, 0x4448, {0xba, 0xe1, 0xac, 0x26, 0xfc, 0xdd, 0x36, 0x27}}. */
struct component_id {
  uint32_t group1;
  uint16_t group2;
  uint16_t group3;
  uint8_t group45[8];
};

bool component_id_equal(const struct component_id* left, const struct component_id* right);

enum intercore_result {
  INTERCORE_OK,
  INTERCORE_NOT_READY, /* the OS has not handed over the rings */
  INTERCORE_EMPTY,     /* no message waits */
  INTERCORE_NO_SPACE,  /* the A7 has not read enough yet; try again after its interrupt */
  INTERCORE_TOO_LONG,  /* the payload, or the message for the caller's buffer */
  INTERCORE_BROKEN,    /* the ring holds what cannot be */
};

/* Calls `on_event` from the interrupt when a message or space has come; it may be NULL. */
void intercore_init(void (*on_event)(void));

/* Takes part in the handshake; to be called until it is true. Does not wait. */
bool intercore_poll_ready(void);

enum intercore_result intercore_send(const struct component_id* to, const void* payload,
                                     size_t size);

/* Takes one message. size: in the buffer's size, out the payload's. A message that is too long for
 * the buffer stays in the ring. */
enum intercore_result intercore_receive(struct component_id* from, void* payload, size_t* size);

#endif /* COMMON_M4_INTERCORE_H */
