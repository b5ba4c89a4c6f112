/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the manifest's "CmdArgs" set. */
#ifndef GATEWAY_OPTIONS_H
#define GATEWAY_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

struct options {
  const char* hub;  /* host name; also the hub's name towards the service */
  const char* port; /* decimal */
  const char* device_id;
  uint32_t telemetry_every; /* one telemetry message for so many readings */
};

/* Says in the log what is wrong, and returns false. The texts are those of argv. */
bool options_parse(struct options* options, int argc, char* argv[]);

#endif /* GATEWAY_OPTIONS_H */
