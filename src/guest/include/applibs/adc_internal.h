/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the functions of adc.h reach the device node: they are part of the app, so the node's path and
 * requests are the binary interface. Apps include adc.h. */
#ifndef APPLIBS_ADC_INTERNAL_H
#define APPLIBS_ADC_INTERNAL_H

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Requests of the platform's kernel; each structure has its size in front. */
struct z__ADC_SpecSize {
  uint32_t size;
  int32_t index;
  uint32_t total_size;
};
struct z__ADC_Property {
  uint32_t size;
  const struct z__ADC_Property* next;
  const char* name;
  uint32_t shared;
};
struct z__ADC_Spec {
  uint32_t size;
  uint32_t skipped[14];
  const struct z__ADC_Property* properties;
  uint32_t rest[3];
};
struct z__ADC_SpecBuffer {
  uint32_t size;
  uint32_t total_size;
  int32_t index;
  const struct z__ADC_Spec* channel;
};
struct z__ADC_Raw {
  uint32_t size;
  int32_t index;
  int32_t value;
  int32_t value2;
  int32_t mask;
};
struct z__ADC_Extended {
  uint32_t size;
  uint32_t channel;
  uint32_t property;
  const void* buffer;
  uint32_t length;
};
#define z__ADC_GET_SPEC_SIZE ((int)_IOWR('i', 0xd2, struct z__ADC_SpecSize))
#define z__ADC_GET_SPEC ((int)_IOWR('i', 0xd3, struct z__ADC_SpecBuffer))
#define z__ADC_READ_RAW ((int)_IOWR('i', 0xd4, struct z__ADC_Raw))
#define z__ADC_READ_EXTENDED ((int)_IOWR('i', 0xd6, struct z__ADC_Extended))
#define z__ADC_WRITE_EXTENDED ((int)_IOWR('i', 0xd7, struct z__ADC_Extended))

/* A request for a property of a channel by its name. Returns 0, or -1 with errno. */
static inline int z__ADC_Access(int fd, ADC_ChannelId channel, int request, const char* name,
                                const void* buffer, size_t length) {
  struct z__ADC_SpecSize size = {sizeof(size), (int32_t)channel, 0};
  if (ioctl(fd, z__ADC_GET_SPEC_SIZE, &size) < 0) {
    if (errno == EFAULT) {
      errno = EINVAL; /* the kernel's word for a channel that is not there */
    }
    return -1;
  }
  struct z__ADC_SpecBuffer* spec = (struct z__ADC_SpecBuffer*)calloc(1, size.total_size);
  if (spec == NULL) {
    return -1;
  }
  spec->size = sizeof(*spec);
  spec->total_size = size.total_size;
  spec->index = (int32_t)channel;
  int result = ioctl(fd, z__ADC_GET_SPEC, spec);
  struct z__ADC_Extended extended = {sizeof(extended), channel, 0, buffer, (uint32_t)length};
  const struct z__ADC_Property* property = result < 0 ? NULL : spec->channel->properties;
  while (property != NULL && strcmp(property->name, name) != 0) {
    property = property->next;
    extended.property++;
  }
  if (result >= 0) {
    result = property == NULL ? -1 : ioctl(fd, request, &extended);
    if (property == NULL) {
      errno = EINVAL;
    }
  }
  int error = errno;
  free(spec);
  errno = error;
  return result < 0 ? -1 : 0;
}

static inline int ADC_Open(ADC_ControllerId id) {
  char path[32];
  snprintf(path, sizeof(path), "/dev/adc%u", (unsigned int)id);
  int fd = open(path, O_RDWR | O_CLOEXEC);
  if (fd < 0 && errno == ENOENT) {
    errno = ENODEV;
  }
  return fd;
}

static inline int ADC_GetSampleBitCount(int fd, ADC_ChannelId channel) {
  char text[12] = "";
  if (z__ADC_Access(fd, channel, z__ADC_READ_EXTENDED, "current_bits", text, sizeof(text) - 1) <
      0) {
    return -1;
  }
  return atoi(text);
}

static inline int ADC_SetReferenceVoltage(int fd, ADC_ChannelId channel, float referenceVoltage) {
  char text[16];
  int length = snprintf(text, sizeof(text), "%.3f", (double)referenceVoltage);
  if (length < 0 || (size_t)length >= sizeof(text)) {
    errno = EINVAL;
    return -1;
  }
  return z__ADC_Access(fd, channel, z__ADC_WRITE_EXTENDED, "reference_voltage", text,
                       (size_t)length + 1);
}

static inline int ADC_Poll(int fd, ADC_ChannelId channel, uint32_t* outSampleValue) {
  if (outSampleValue == NULL) {
    errno = EFAULT;
    return -1;
  }
  struct z__ADC_Raw raw = {sizeof(raw), (int32_t)channel, 0, 0, 0};
  if (ioctl(fd, z__ADC_READ_RAW, &raw) < 0) {
    return -1;
  }
  *outSampleValue = (uint32_t)raw.value;
  return 0;
}

#ifdef __cplusplus
}
#endif

#endif /* APPLIBS_ADC_INTERNAL_H */
