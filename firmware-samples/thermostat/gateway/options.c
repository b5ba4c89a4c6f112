/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options.h"

#include <applibs/log.h>
#include <getopt.h>
#include <stdlib.h>

static bool parse_number(const char* text, uint32_t least, uint32_t most, uint32_t* number) {
  char* end;
  const unsigned long value = strtoul(text, &end, 10);
  if (*text < '0' || *text > '9' || *end != '\0' || value < least || value > most) {
    return false;
  }
  *number = (uint32_t)value;
  return true;
}

bool options_parse(struct options* options, int argc, char* argv[]) {
  static const struct option known[] = {
      {"hub", required_argument, NULL, 'h'},
      {"port", required_argument, NULL, 'p'},
      {"device-id", required_argument, NULL, 'd'},
      {"telemetry-every", required_argument, NULL, 't'},
      {0},
  };
  *options = (struct options){.port = "1883", .telemetry_every = 5};
  opterr = 0;
  uint32_t port;
  for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
    switch (option) {
      case 'h':
        options->hub = optarg;
        break;
      case 'p':
        options->port = optarg;
        break;
      case 'd':
        options->device_id = optarg;
        break;
      case 't':
        if (!parse_number(optarg, 1, 3600, &options->telemetry_every)) {
          Log_Debug("gateway: --telemetry-every is \"%s\"; expected 1 to 3600\n", optarg);
          return false;
        }
        break;
      default:
        Log_Debug("gateway: CmdArgs has \"%s\", which is unknown or lacks its value\n",
                  argv[optind - 1]);
        return false;
    }
  }
  if (options->hub == NULL || options->device_id == NULL) {
    Log_Debug("gateway: CmdArgs needs --hub and --device-id\n");
    return false;
  }
  if (!parse_number(options->port, 1, 65535, &port)) {
    Log_Debug("gateway: --port is \"%s\"; expected 1 to 65535\n", options->port);
    return false;
  }
  return true;
}
