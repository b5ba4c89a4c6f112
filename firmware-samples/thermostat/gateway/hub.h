/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The connection to the IoT hub: MQTT over TCP in the app's EventLoop. It waits for the network,
 * connects, and after a failure tries again, each time later (1 s to 60 s). Telemetry that comes
 * meanwhile is kept, up to HUB_OUTBOX_SIZE messages; then the oldest is dropped.
 *
 * A message stays in the outbox until the hub has acknowledged it, so each arrives at least once.
 */
#ifndef GATEWAY_HUB_H
#define GATEWAY_HUB_H

#include <applibs/eventloop.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mqtt.h"
#include "options.h"
#include "timer.h"

enum { HUB_OUTBOX_SIZE = 16, HUB_MESSAGE_SIZE = 192, HUB_TOPIC_SIZE = 192 };

enum hub_state {
  HUB_WAITING,    /* for the network, or until the next attempt */
  HUB_CONNECTING, /* TCP */
  HUB_GREETING,   /* CONNECT is sent, CONNACK has not come */
  HUB_ONLINE,
};

struct hub_message {
  uint16_t packet_id; /* 0: not sent on this connection */
  uint16_t size;
  bool alert;
  char payload[HUB_MESSAGE_SIZE];
};

struct hub {
  EventLoop* loop;
  const struct options* options;
  enum hub_state state;
  int fd;
  EventRegistration* registration;
  struct timer attempt_timer;    /* next attempt, or the limit of the current one */
  struct timer keep_alive_timer; /* next ping, or the limit for its answer */
  bool awaiting_pong;
  bool told_no_network;
  long next_delay_ms;
  struct mqtt mqtt;
  struct hub_message outbox[HUB_OUTBOX_SIZE]; /* oldest first */
  size_t outbox_count;
  uint32_t acknowledged;
};

bool hub_open(struct hub* hub, EventLoop* loop, const struct options* options);
void hub_close(struct hub* hub);

/* Queues a message of JSON, and sends it if the hub is online. `alert` becomes the property
 * "level", by which the hub can route. */
void hub_send_telemetry(struct hub* hub, const char* json, bool alert);

#endif /* GATEWAY_HUB_H */
