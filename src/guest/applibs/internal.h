/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libapplibs: the library that every high-level app links against. Public functions keep the
 * vendor's names and their errno behaviour; how they reach the OS is kept in these files:
 *
 *   log, gpio, uart, i2c, spi, adc, pwm, rtc
 *                  device nodes of their own
 *   application    the inter-core socket family of the kernel
 *   storage        files, with the component id that the kernel reports for the process
 *   networking, proxy, wificonfig, certstore, powermanagement, applications, device
 *   authentication: services.c, one private node
 *   sysevent       a device node whose file is readable while an event waits
 *   eventloop      nothing but epoll and eventfd
 *
 * A function that the OS cannot serve honestly is left out, not stubbed: an app that needs it is
 * refused by the loader, which names the symbol.
 */
#ifndef ARMILLARY_GUEST_APPLIBS_INTERNAL_H
#define ARMILLARY_GUEST_APPLIBS_INTERNAL_H

#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>

#define EXPORT __attribute__((visibility("default")))

/* A component id as text, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", and its end. */
#define COMPONENT_ID_TEXT_SIZE 37

/* Sets errno and gives -1. */
static inline int fail(int error) {
  errno = error;
  return -1;
}

/* Opens path at the first call and keeps the descriptor in *cached, which starts as -1. Safe when
 * several threads come at once. Returns the descriptor, or -1 with errno. */
int open_once(atomic_int* cached, const char* path, int flags);

/* Opens a device node whose path is `format` with a number, close-on-exec. Returns the descriptor,
 * or -1 with errno; a node that does not exist is ENODEV. */
int open_node(const char* format, int number, int flags);

/* Closes what was opened for a caller who gets an error instead. Returns -1; errno stays. */
int close_failed(int fd);

/* One request to the services node (src/guest/abi/services.h). Returns 0, or -1 with errno. */
int services_call(unsigned int request, void* argument);

/* Copies an interface's name into a request. Returns 0, or -1 with errno: EFAULT NULL, ENOENT too
 * long to be one. */
int services_copy_name(char* target, size_t size, const char* name);

/* The calling app's component id in lower case. Returns 0, or -1 with errno. */
int own_component_id(char text[COMPONENT_ID_TEXT_SIZE]);

#endif /* ARMILLARY_GUEST_APPLIBS_INTERNAL_H */
