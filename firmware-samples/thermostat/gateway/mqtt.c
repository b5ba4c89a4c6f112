/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Section numbers are those of the OASIS standard MQTT 3.1.1. */
#include "mqtt.h"

#include <string.h>

/* First byte of each packet: type in the high half, flags in the low one (2.2). */
enum {
  CONNECT = 0x10,
  CONNACK = 0x20,
  PUBLISH_QOS1 = 0x32,
  PUBACK = 0x40,
  PINGREQ = 0xC0,
  PINGRESP = 0xD0,
  DISCONNECT = 0xE0,
};

enum { LENGTH_BYTES_MAX = 4 };

void mqtt_init(struct mqtt* mqtt, void (*on_event)(void* context, const struct mqtt_event* event),
               void* context) {
  memset(mqtt, 0, sizeof(*mqtt));
  mqtt->on_event = on_event;
  mqtt->context = context;
}

static void put_byte(struct mqtt* mqtt, uint8_t byte) { mqtt->output[mqtt->output_size++] = byte; }

static void put_u16(struct mqtt* mqtt, uint16_t value) {
  put_byte(mqtt, (uint8_t)(value >> 8));
  put_byte(mqtt, (uint8_t)value);
}

static void put_bytes(struct mqtt* mqtt, const void* bytes, size_t size) {
  memcpy(&mqtt->output[mqtt->output_size], bytes, size);
  mqtt->output_size += size;
}

static void put_text(struct mqtt* mqtt, const char* text) {
  const size_t length = strlen(text);
  put_u16(mqtt, (uint16_t)length);
  put_bytes(mqtt, text, length);
}

/* Writes the fixed header, if the whole packet has room. */
static bool begin(struct mqtt* mqtt, uint8_t first_byte, size_t remaining) {
  if (remaining > sizeof(mqtt->output) ||
      mqtt->output_size + 1 + LENGTH_BYTES_MAX + remaining > sizeof(mqtt->output)) {
    return false;
  }
  put_byte(mqtt, first_byte);
  do { /* seven bits a byte, the lowest first (2.2.3) */
    uint8_t bits = remaining & 0x7F;
    remaining >>= 7;
    put_byte(mqtt, (uint8_t)(remaining > 0 ? bits | 0x80 : bits));
  } while (remaining > 0);
  return true;
}

bool mqtt_connect(struct mqtt* mqtt, const char* client_id, const char* user_name,
                  uint16_t keep_alive_seconds) {
  enum { CLEAN_SESSION = 0x02, USER_NAME = 0x80, LEVEL_3_1_1 = 4 };
  if (!begin(mqtt, CONNECT, 10 + 2 + strlen(client_id) + 2 + strlen(user_name))) {
    return false;
  }
  put_text(mqtt, "MQTT"); /* 3.1.2 */
  put_byte(mqtt, LEVEL_3_1_1);
  put_byte(mqtt, CLEAN_SESSION | USER_NAME);
  put_u16(mqtt, keep_alive_seconds);
  put_text(mqtt, client_id);
  put_text(mqtt, user_name);
  return true;
}

uint16_t mqtt_publish(struct mqtt* mqtt, const char* topic, const void* payload, size_t size) {
  if (size > sizeof(mqtt->output) || !begin(mqtt, PUBLISH_QOS1, 2 + strlen(topic) + 2 + size)) {
    return 0;
  }
  if (++mqtt->last_packet_id == 0) { /* 0 is no packet id (2.3.1) */
    mqtt->last_packet_id = 1;
  }
  put_text(mqtt, topic);
  put_u16(mqtt, mqtt->last_packet_id);
  put_bytes(mqtt, payload, size);
  return mqtt->last_packet_id;
}

bool mqtt_ping(struct mqtt* mqtt) { return begin(mqtt, PINGREQ, 0); }

bool mqtt_disconnect(struct mqtt* mqtt) { return begin(mqtt, DISCONNECT, 0); }

static void emit(const struct mqtt* mqtt, struct mqtt_event event) {
  mqtt->on_event(mqtt->context, &event);
}

static bool handle_packet(const struct mqtt* mqtt, uint8_t first_byte, const uint8_t* body,
                          size_t size) {
  if (first_byte == CONNACK && size == 2) {
    emit(mqtt, (struct mqtt_event){.kind = body[1] == 0 ? MQTT_CONNECTED : MQTT_REFUSED,
                                   .code = body[1]});
    return true;
  }
  if (first_byte == PUBACK && size == 2) {
    emit(mqtt, (struct mqtt_event){.kind = MQTT_PUBLISHED,
                                   .packet_id = (uint16_t)(body[0] << 8 | body[1])});
    return true;
  }
  if (first_byte == PINGRESP && size == 0) {
    emit(mqtt, (struct mqtt_event){.kind = MQTT_PONG});
    return true;
  }
  return false;
}

/* Handles the first packet of the input if it is complete. Returns its size, 0 when bytes are
 * missing, or -1. */
static int take_packet(struct mqtt* mqtt) {
  size_t remaining = 0;
  size_t at = 1;
  for (;; at++) {
    if (at > LENGTH_BYTES_MAX) {
      return -1;
    }
    if (at >= mqtt->input_size) {
      return 0;
    }
    remaining |= (size_t)(mqtt->input[at] & 0x7F) << (7 * (at - 1));
    if ((mqtt->input[at] & 0x80) == 0) {
      break;
    }
  }
  const size_t header = at + 1;
  if (header + remaining > sizeof(mqtt->input)) {
    return -1; /* nothing that we asked for is that long */
  }
  if (header + remaining > mqtt->input_size) {
    return 0;
  }
  return handle_packet(mqtt, mqtt->input[0], &mqtt->input[header], remaining)
             ? (int)(header + remaining)
             : -1;
}

bool mqtt_input(struct mqtt* mqtt, const uint8_t* bytes, size_t size) {
  while (size > 0) {
    const size_t room = sizeof(mqtt->input) - mqtt->input_size;
    const size_t part = size < room ? size : room;
    memcpy(&mqtt->input[mqtt->input_size], bytes, part);
    mqtt->input_size += part;
    bytes += part;
    size -= part;
    int taken;
    while (mqtt->input_size > 0 && (taken = take_packet(mqtt)) != 0) {
      if (taken < 0) {
        return false;
      }
      mqtt->input_size -= (size_t)taken;
      memmove(mqtt->input, &mqtt->input[taken], mqtt->input_size);
    }
  }
  return true;
}

size_t mqtt_output(const struct mqtt* mqtt, const uint8_t** bytes) {
  *bytes = mqtt->output;
  return mqtt->output_size;
}

void mqtt_output_sent(struct mqtt* mqtt, size_t size) {
  mqtt->output_size -= size;
  memmove(mqtt->output, &mqtt->output[size], mqtt->output_size);
}
