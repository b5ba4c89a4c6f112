/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <applibs/application.h>
#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "abi/services.h"
#include "internal.h"

/* The socket family that the Azure Sphere kernel adds for messages between cores. */
enum { AF_AZSPIO = 43 };

struct sockaddr_azspio {
  uint16_t family;
  uint16_t port; /* 0 */
  uint8_t component_id[16];
};

static int hex_digit(char digit) {
  if (digit >= '0' && digit <= '9') {
    return digit - '0';
  }
  int lower = tolower((unsigned char)digit);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* The text shows the first three groups as numbers, and memory holds those little-endian; the last
 * two groups are bytes in the order of the text. Returns 0, or -1 when text is not a GUID. */
static int parse_component_id(const char* text, uint8_t id[16]) {
  static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  static const uint8_t place[16] = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
  int digits = 0;
  for (size_t i = 0; i < sizeof(form) - 1; i++) {
    int value = hex_digit(text[i]);
    if (form[i] == '-' ? text[i] != '-' : value < 0) {
      return -1; /* the end of a text that is too short arrives here too */
    }
    if (form[i] == 'x') {
      uint8_t* byte = &id[place[digits / 2]];
      *byte = (uint8_t)(digits % 2 == 0 ? value << 4 : *byte | value);
      digits++;
    }
  }
  return text[sizeof(form) - 1] == '\0' ? 0 : -1;
}

EXPORT int Application_Connect(const char* componentId) {
  struct sockaddr_azspio address = {.family = AF_AZSPIO};
  if (componentId == NULL || parse_component_id(componentId, address.component_id) < 0) {
    errno = EINVAL;
    return -1;
  }
  int fd = socket(AF_AZSPIO, SOCK_DGRAM, 0);
  if (fd < 0) {
    return -1;
  }
  if (connect(fd, (const struct sockaddr*)&address, sizeof(address)) < 0) {
    /* The kernel says EPERM for a pair that no manifest allows; the API documents EACCES. */
    int error = errno == EPERM ? EACCES : errno;
    close(fd);
    errno = error;
    return -1;
  }
  return fd;
}

EXPORT int Application_IsDeviceAuthReady(bool* outIsDeviceAuthReady) {
  if (outIsDeviceAuthReady == NULL) {
    errno = EFAULT;
    return -1;
  }
  struct azs_flag flag = {0};
  if (services_call(AZS_IOCTL_DEVICE_AUTH_READY, &flag) < 0) {
    return -1;
  }
  *outIsDeviceAuthReady = flag.value != 0;
  return 0;
}
