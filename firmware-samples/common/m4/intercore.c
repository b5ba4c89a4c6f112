/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intercore.h"

#include "cpu.h"
#include "mailbox.h"
#include "memory.h"

enum {
  COMMAND_OUTBOUND = 0xBA5E0001u, /* the ring that we write */
  COMMAND_INBOUND = 0xBA5E0002u,  /* the ring that we read */
  COMMAND_START = 0xBA5E0003u,

  PORT_TO_A7_WRITTEN = 1 << 0,
  PORT_TO_A7_READ = 1 << 1,
  PORT_FROM_A7_READ = 1 << 0,
  PORT_FROM_A7_WRITTEN = 1 << 1,

  HEADER_SIZE = 64,
  ALIGNMENT = 16,
  SIZE_FIELD = 4,
  /* What stands between a block's size field and its payload: component id and a reserved word. */
  BLOCK_OVERHEAD = 20,
};

/* Each side writes only its own header: where it writes next in its ring, and how far it has read
 * the other one. Positions count bytes of the data area and are multiples of ALIGNMENT. */
struct ring_header {
  volatile uint32_t write_position;
  volatile uint32_t peer_read_position;
  uint32_t reserved[14];
};

struct ring {
  struct ring_header* header;
  uint8_t* data;
  uint32_t size;
};

static struct ring outbound;
static struct ring inbound;
static bool ready;
static void (*event_callback)(void);

bool component_id_equal(const struct component_id* left, const struct component_id* right) {
  return memcmp(left, right, sizeof(*left)) == 0;
}

static uint32_t align(uint32_t position) { return (position + ALIGNMENT - 1) & ~(ALIGNMENT - 1u); }

/* The descriptor's low 5 bits are the logarithm of the size; the rest is the address. */
static struct ring open_ring(uint32_t descriptor) {
  uint8_t* base = (uint8_t*)(uintptr_t)(descriptor & ~31u);
  return (struct ring){
      .header = (struct ring_header*)(void*)base,
      .data = base + HEADER_SIZE,
      .size = (1u << (descriptor & 31u)) - HEADER_SIZE,
  };
}

void intercore_init(void (*on_event)(void)) {
  event_callback = on_event;
  mailbox_enable_software_interrupts(MAILBOX_A7, PORT_FROM_A7_READ | PORT_FROM_A7_WRITTEN);
}

void mailbox_a7_software_handler(void) {
  if (mailbox_take_software_interrupts(MAILBOX_A7) != 0 && event_callback != NULL) {
    event_callback();
  }
}

bool intercore_poll_ready(void) {
  uint32_t command;
  uint32_t data;
  while (!ready && mailbox_receive(MAILBOX_A7, &command, &data)) {
    if (command == COMMAND_OUTBOUND) {
      outbound = open_ring(data);
    } else if (command == COMMAND_INBOUND) {
      inbound = open_ring(data);
    } else if (command == COMMAND_START) {
      ready = outbound.header != NULL && inbound.header != NULL;
    }
  }
  return ready;
}

/* Copies to the data area at a position, around its end. Returns the position behind. */
static uint32_t put(const struct ring* ring, uint32_t position, const void* source, uint32_t size) {
  const uint32_t to_end = ring->size - position;
  const uint32_t first = size < to_end ? size : to_end;
  memcpy(ring->data + position, source, first);
  memcpy(ring->data, (const uint8_t*)source + first, size - first);
  return (position + size) % ring->size;
}

static uint32_t get(const struct ring* ring, uint32_t position, void* target, uint32_t size) {
  const uint32_t to_end = ring->size - position;
  const uint32_t first = size < to_end ? size : to_end;
  memcpy(target, ring->data + position, first);
  memcpy((uint8_t*)target + first, ring->data, size - first);
  return (position + size) % ring->size;
}

static bool valid(const struct ring* ring, uint32_t position) {
  return position < ring->size && position % ALIGNMENT == 0;
}

enum intercore_result intercore_send(const struct component_id* to, const void* payload,
                                     size_t size) {
  if (!ready) {
    return INTERCORE_NOT_READY;
  }
  if (size > INTERCORE_MAX_PAYLOAD) {
    return INTERCORE_TOO_LONG;
  }
  const uint32_t write = outbound.header->write_position;
  const uint32_t read = inbound.header->peer_read_position;
  if (!valid(&outbound, read)) {
    return INTERCORE_BROKEN;
  }
  /* One slot stays empty, so that a full ring differs from an empty one. */
  const uint32_t space = (read + outbound.size - write - ALIGNMENT) % outbound.size;
  if (align(SIZE_FIELD + BLOCK_OVERHEAD + (uint32_t)size) > space) {
    return INTERCORE_NO_SPACE;
  }
  const uint32_t block_size = BLOCK_OVERHEAD + (uint32_t)size;
  const uint32_t reserved = 0;
  uint32_t at = put(&outbound, write, &block_size, sizeof(block_size));
  at = put(&outbound, at, to, sizeof(*to));
  at = put(&outbound, at, &reserved, sizeof(reserved));
  at = put(&outbound, at, payload, (uint32_t)size);
  cpu_data_barrier(); /* the block before the position that publishes it */
  outbound.header->write_position = align(at) % outbound.size;
  cpu_data_barrier();
  mailbox_interrupt_peer(MAILBOX_A7, PORT_TO_A7_WRITTEN);
  return INTERCORE_OK;
}

enum intercore_result intercore_receive(struct component_id* from, void* payload, size_t* size) {
  if (!ready) {
    return INTERCORE_NOT_READY;
  }
  const uint32_t write = inbound.header->write_position;
  const uint32_t read = outbound.header->peer_read_position;
  if (!valid(&inbound, write)) {
    return INTERCORE_BROKEN;
  }
  const uint32_t used = (write + inbound.size - read) % inbound.size;
  if (used == 0) {
    return INTERCORE_EMPTY;
  }
  uint32_t block_size;
  uint32_t reserved;
  uint32_t at = get(&inbound, read, &block_size, sizeof(block_size));
  if (block_size < BLOCK_OVERHEAD || block_size > BLOCK_OVERHEAD + INTERCORE_MAX_PAYLOAD ||
      SIZE_FIELD + block_size > used) {
    return INTERCORE_BROKEN;
  }
  const uint32_t length = block_size - BLOCK_OVERHEAD;
  if (length > *size) {
    return INTERCORE_TOO_LONG;
  }
  at = get(&inbound, at, from, sizeof(*from));
  at = get(&inbound, at, &reserved, sizeof(reserved));
  at = get(&inbound, at, payload, length);
  *size = length;
  outbound.header->peer_read_position = align(at) % inbound.size;
  cpu_data_barrier();
  mailbox_interrupt_peer(MAILBOX_A7, PORT_TO_A7_READ);
  return INTERCORE_OK;
}
