/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Connections to apps on other cores, and the app's device certificate. */
#ifndef APPLIBS_APPLICATION_H
#define APPLIBS_APPLICATION_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Connects to the app with this component id ("xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", any case).
 * Returns a datagram socket of up to 1024 bytes a message, or -1 with errno: EINVAL not an id;
 * EACCES the manifest's "AllowedApplicationConnections" does not list it, or it is not installed.
 */
int Application_Connect(const char* componentId);

/* Whether the certificate that "DeviceAuthentication" asks for has arrived. Returns 0, or -1 with
 * errno EFAULT. */
int Application_IsDeviceAuthReady(bool* outIsDeviceAuthReady);

#ifdef __cplusplus
}
#endif

#endif /* APPLIBS_APPLICATION_H */
