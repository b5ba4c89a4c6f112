/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A small MQTT 3.1.1 client that does no input or output: bytes from the server go in, bytes for
 * the server and events come out. The caller owns the socket and the clock.
 *
 * It can connect, publish at QoS 1, ping and disconnect. It does not subscribe.
 */
#ifndef GATEWAY_MQTT_H
#define GATEWAY_MQTT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MQTT_OUTPUT_SIZE = 4096, MQTT_INPUT_SIZE = 256 };

enum mqtt_event_kind {
  MQTT_CONNECTED,
  MQTT_REFUSED,   /* code: the server's reason */
  MQTT_PUBLISHED, /* packet_id: the server has it */
  MQTT_PONG,
};

struct mqtt_event {
  enum mqtt_event_kind kind;
  uint8_t code;
  uint16_t packet_id;
};

struct mqtt {
  void (*on_event)(void* context, const struct mqtt_event* event);
  void* context;
  uint16_t last_packet_id;
  uint8_t output[MQTT_OUTPUT_SIZE];
  size_t output_size;
  uint8_t input[MQTT_INPUT_SIZE];
  size_t input_size;
};

/* Starts a session from nothing. The handler is called from mqtt_input(). */
void mqtt_init(struct mqtt* mqtt, void (*on_event)(void* context, const struct mqtt_event* event),
               void* context);

/* Each queues a packet, or returns false (for mqtt_publish: 0) when the output has no room for it.
 */
bool mqtt_connect(struct mqtt* mqtt, const char* client_id, const char* user_name,
                  uint16_t keep_alive_seconds);
bool mqtt_ping(struct mqtt* mqtt);
bool mqtt_disconnect(struct mqtt* mqtt);
/* Returns the packet id that MQTT_PUBLISHED will name. */
uint16_t mqtt_publish(struct mqtt* mqtt, const char* topic, const void* payload, size_t size);

/* Takes bytes from the server, in pieces of any size. False: the server breaks the protocol, or
 * sends what this client does not take; close the connection. */
bool mqtt_input(struct mqtt* mqtt, const uint8_t* bytes, size_t size);

/* What is to be sent, and how much of it has been. */
size_t mqtt_output(const struct mqtt* mqtt, const uint8_t** bytes);
void mqtt_output_sent(struct mqtt* mqtt, size_t size);

#endif /* GATEWAY_MQTT_H */
