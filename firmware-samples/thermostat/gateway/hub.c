/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hub.h"

#include <applibs/log.h>
#include <applibs/networking.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
  FIRST_DELAY_MS = 1000,
  LAST_DELAY_MS = 60000,
  ATTEMPT_LIMIT_MS = 30000,
  KEEP_ALIVE_SECONDS = 120,
  PONG_LIMIT_MS = 10000,
};

static void update_interest(struct hub* hub);

/* --- telemetry ------------------------------------------------------------------------------- */

static void publish_unsent(struct hub* hub) {
  for (size_t i = 0; i < hub->outbox_count; i++) {
    struct hub_message* message = &hub->outbox[i];
    if (message->packet_id != 0) {
      continue;
    }
    /* The properties behind the folder tell the hub that the body is JSON, so that it can route by
     * what is in it. */
    char topic[HUB_TOPIC_SIZE];
    snprintf(topic, sizeof(topic),
             "devices/%s/messages/events/$.ct=application%%2Fjson&$.ce=utf-8&level=%s",
             hub->options->device_id, message->alert ? "alert" : "normal");
    message->packet_id = mqtt_publish(&hub->mqtt, topic, message->payload, message->size);
    if (message->packet_id == 0) {
      break; /* the output is full; go on when some of it has been sent */
    }
  }
  update_interest(hub);
}

static void drop_message(struct hub* hub, size_t index) {
  hub->outbox_count--;
  memmove(&hub->outbox[index], &hub->outbox[index + 1],
          (hub->outbox_count - index) * sizeof(hub->outbox[0]));
}

void hub_send_telemetry(struct hub* hub, const char* json, bool alert) {
  const size_t size = strlen(json);
  if (size > HUB_MESSAGE_SIZE) {
    Log_Debug("gateway: telemetry of %zu bytes is too long and is dropped\n", size);
    return;
  }
  if (hub->outbox_count == HUB_OUTBOX_SIZE) {
    Log_Debug("gateway: the outbox is full, the oldest telemetry is dropped\n");
    drop_message(hub, 0);
  }
  struct hub_message* message = &hub->outbox[hub->outbox_count++];
  *message = (struct hub_message){.size = (uint16_t)size, .alert = alert};
  memcpy(message->payload, json, size);
  if (hub->state == HUB_ONLINE) {
    publish_unsent(hub);
  }
}

static void on_acknowledged(struct hub* hub, uint16_t packet_id) {
  for (size_t i = 0; i < hub->outbox_count; i++) {
    if (hub->outbox[i].packet_id == packet_id) {
      drop_message(hub, i);
      hub->acknowledged++;
      Log_Debug("gateway: the hub has telemetry #%u\n", hub->acknowledged);
      return;
    }
  }
}

/* --- the connection -------------------------------------------------------------------------- */

static void disconnect(struct hub* hub) {
  EventLoop_UnregisterIo(hub->loop, hub->registration);
  hub->registration = NULL;
  if (hub->fd >= 0) {
    close(hub->fd);
    hub->fd = -1;
  }
  timer_stop(&hub->keep_alive_timer);
  hub->awaiting_pong = false;
  hub->state = HUB_WAITING;
  for (size_t i = 0; i < hub->outbox_count; i++) {
    hub->outbox[i].packet_id = 0; /* what is not acknowledged goes out again */
  }
}

static void fail(struct hub* hub, const char* what, const char* why) {
  disconnect(hub);
  Log_Debug("gateway: %s: %s; next attempt in %ld ms\n", what, why, hub->next_delay_ms);
  timer_start(&hub->attempt_timer, hub->next_delay_ms);
  hub->next_delay_ms *= 2;
  if (hub->next_delay_ms > LAST_DELAY_MS) {
    hub->next_delay_ms = LAST_DELAY_MS;
  }
}

static void restart_keep_alive(struct hub* hub) {
  hub->awaiting_pong = false;
  timer_start(&hub->keep_alive_timer, KEEP_ALIVE_SECONDS * 1000L / 2);
}

static void on_mqtt_event(void* context, const struct mqtt_event* event) {
  struct hub* hub = context;
  switch (event->kind) {
    case MQTT_CONNECTED:
      hub->state = HUB_ONLINE;
      hub->next_delay_ms = FIRST_DELAY_MS;
      timer_stop(&hub->attempt_timer);
      Log_Debug("gateway: connected to %s as %s\n", hub->options->hub, hub->options->device_id);
      restart_keep_alive(hub);
      publish_unsent(hub);
      break;
    case MQTT_REFUSED:
      Log_Debug("gateway: the hub refuses the connection with code %u\n", event->code);
      break; /* the hub closes the connection now */
    case MQTT_PUBLISHED:
      on_acknowledged(hub, event->packet_id);
      break;
    case MQTT_PONG:
      restart_keep_alive(hub);
      break;
  }
}

static void on_keep_alive(void* context) {
  struct hub* hub = context;
  if (hub->awaiting_pong) {
    fail(hub, "connection lost", "the hub does not answer a ping");
    return;
  }
  hub->awaiting_pong = true;
  mqtt_ping(&hub->mqtt);
  update_interest(hub);
  timer_start(&hub->keep_alive_timer, PONG_LIMIT_MS);
}

static void greet(struct hub* hub) {
  char user_name[HUB_TOPIC_SIZE];
  snprintf(user_name, sizeof(user_name), "%s/%s/?api-version=2021-04-12", hub->options->hub,
           hub->options->device_id);
  mqtt_init(&hub->mqtt, on_mqtt_event, hub);
  if (!mqtt_connect(&hub->mqtt, hub->options->device_id, user_name, KEEP_ALIVE_SECONDS)) {
    fail(hub, "cannot connect", "hub name and device id are too long");
    return;
  }
  hub->state = HUB_GREETING;
  update_interest(hub);
}

static void on_connected(struct hub* hub) {
  int error = 0;
  socklen_t size = sizeof(error);
  getsockopt(hub->fd, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) {
    fail(hub, "cannot connect", strerror(error));
  } else {
    greet(hub);
  }
}

/* Both return false when they have closed the connection. */
static bool receive(struct hub* hub) {
  uint8_t bytes[512];
  const ssize_t got = recv(hub->fd, bytes, sizeof(bytes), 0);
  if (got < 0) {
    if (errno == EAGAIN || errno == EINTR) {
      return true;
    }
    fail(hub, "connection lost", strerror(errno));
    return false;
  }
  if (got == 0) {
    fail(hub, "connection lost", "the hub closed it");
    return false;
  }
  if (!mqtt_input(&hub->mqtt, bytes, (size_t)got)) {
    fail(hub, "connection lost", "the hub sent something that is not MQTT");
    return false;
  }
  return true;
}

static bool transmit(struct hub* hub) {
  const uint8_t* bytes;
  const size_t size = mqtt_output(&hub->mqtt, &bytes);
  if (size == 0) {
    return true;
  }
  const ssize_t sent = send(hub->fd, bytes, size, MSG_NOSIGNAL);
  if (sent < 0) {
    if (errno == EAGAIN || errno == EINTR) {
      return true;
    }
    fail(hub, "connection lost", strerror(errno));
    return false;
  }
  mqtt_output_sent(&hub->mqtt, (size_t)sent);
  if (hub->state == HUB_ONLINE) {
    publish_unsent(hub);
  }
  return true;
}

static void on_socket(EventLoop* loop, int fd, EventLoop_IoEvents events, void* context) {
  (void)loop, (void)fd;
  struct hub* hub = context;
  if (hub->state == HUB_CONNECTING) {
    on_connected(hub);
    return;
  }
  if ((events & (EventLoop_Input | EventLoop_Error)) != 0 && !receive(hub)) {
    return;
  }
  if ((events & EventLoop_Output) != 0 && !transmit(hub)) {
    return;
  }
  update_interest(hub);
}

/* Wants to hear that the socket takes bytes only while there are some. */
static void update_interest(struct hub* hub) {
  if (hub->registration == NULL) {
    return;
  }
  const uint8_t* bytes;
  EventLoop_IoEvents events = EventLoop_Input;
  if (hub->state == HUB_CONNECTING || mqtt_output(&hub->mqtt, &bytes) > 0) {
    events |= EventLoop_Output;
  }
  EventLoop_ModifyIoEvents(hub->loop, hub->registration, events);
}

static void connect_to(struct hub* hub, const struct addrinfo* address) {
  hub->fd = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (hub->fd < 0) {
    fail(hub, "cannot make a socket", strerror(errno));
    return;
  }
  if (connect(hub->fd, address->ai_addr, address->ai_addrlen) < 0 && errno != EINPROGRESS) {
    fail(hub, "cannot connect", strerror(errno));
    return;
  }
  hub->state = HUB_CONNECTING;
  hub->registration =
      EventLoop_RegisterIo(hub->loop, hub->fd, EventLoop_Input | EventLoop_Output, on_socket, hub);
  if (hub->registration == NULL) {
    fail(hub, "cannot wait for the socket", strerror(errno));
    return;
  }
  timer_start(&hub->attempt_timer, ATTEMPT_LIMIT_MS);
}

static void attempt(struct hub* hub) {
  bool ready = false;
  if (Networking_IsNetworkingReady(&ready) < 0 || !ready) {
    if (!hub->told_no_network) {
      Log_Debug("gateway: waiting for the network\n");
      hub->told_no_network = true;
    }
    timer_start(&hub->attempt_timer, FIRST_DELAY_MS);
    return;
  }
  hub->told_no_network = false;
  /* This waits for the resolver, for a round trip at most while the network is up. */
  const struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM};
  struct addrinfo* addresses = NULL;
  const int error = getaddrinfo(hub->options->hub, hub->options->port, &hints, &addresses);
  if (error != 0) {
    fail(hub, hub->options->hub, gai_strerror(error));
    return;
  }
  connect_to(hub, addresses);
  freeaddrinfo(addresses);
}

static void on_attempt_timer(void* context) {
  struct hub* hub = context;
  if (hub->state == HUB_WAITING) {
    attempt(hub);
  } else {
    fail(hub, "cannot connect", "the hub does not answer");
  }
}

bool hub_open(struct hub* hub, EventLoop* loop, const struct options* options) {
  memset(hub, 0, sizeof(*hub));
  hub->loop = loop;
  hub->options = options;
  hub->fd = -1;
  hub->attempt_timer.fd = -1;
  hub->keep_alive_timer.fd = -1;
  hub->next_delay_ms = FIRST_DELAY_MS;
  if (!timer_open(&hub->attempt_timer, loop, on_attempt_timer, hub) ||
      !timer_open(&hub->keep_alive_timer, loop, on_keep_alive, hub)) {
    Log_Debug("gateway: cannot make a timer: %s (%d)\n", strerror(errno), errno);
    return false;
  }
  timer_start(&hub->attempt_timer, 1); /* the first attempt comes from the loop, like all others */
  return true;
}

void hub_close(struct hub* hub) {
  if (hub->state == HUB_ONLINE && mqtt_disconnect(&hub->mqtt)) {
    (void)transmit(hub); /* a goodbye, if the socket takes it at once */
  }
  disconnect(hub);
  timer_close(&hub->attempt_timer);
  timer_close(&hub->keep_alive_timer);
}
