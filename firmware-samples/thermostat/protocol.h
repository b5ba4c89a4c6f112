/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The messages between the three programs of the thermostat. Both ends are little-endian and the
 * fields are naturally aligned, so the structures are the wire format.
 */
#ifndef THERMOSTAT_PROTOCOL_H
#define THERMOSTAT_PROTOCOL_H

#include <stdint.h>

/* Component ids as in the three app_manifest.json files. */
#define GATEWAY_COMPONENT_ID "1f6b0c3e-5a2d-4a57-9c1e-0b7d3f52a6e1"
#define SENSOR_COMPONENT_ID "7c2a9d10-84e6-4f0b-b3a5-62d1e9f04c77"
#define FAN_COMPONENT_ID "c4e81b65-2f93-4d6a-8e57-9a0c3b1d7f28"

/* The gateway's id in the form that firmware-samples/common/m4/intercore.h takes. */
#define GATEWAY_COMPONENT_ID_FIELDS                                                \
  {                                                                                \
    0x1f6b0c3e, 0x5a2d, 0x4a57, { 0x9c, 0x1e, 0x0b, 0x7d, 0x3f, 0x52, 0xa6, 0xe1 } \
  }

/* Sensor to gateway, once a second. */
struct sensor_reading {
  uint32_t sequence;
  int32_t millidegrees; /* Celsius */
};

/* Gateway to fan, after each reading. */
struct fan_command {
  uint32_t sequence;
  uint32_t duty_percent; /* 0 to 100 */
};

/* Fan to gateway: the answer to a command. */
struct fan_report {
  uint32_t sequence; /* of the command */
  uint16_t duty_percent;
  uint16_t rpm; /* nominal: what the fan turns at this duty */
};

/* Without a command for so long, the fan goes to full speed by itself. */
enum { FAN_WATCHDOG_SECONDS = 10 };

#endif /* THERMOSTAT_PROTOCOL_H */
