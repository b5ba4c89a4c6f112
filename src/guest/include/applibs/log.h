/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Debug output of an app. Needs no capability. */
#ifndef APPLIBS_LOG_H
#define APPLIBS_LOG_H

#include <stdarg.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Formats like printf and sends the text to the debug output as one piece. Thread-safe; not allowed
 * in a signal handler. Returns 0, or -1 with errno: EFAULT when fmt is NULL. */
int Log_Debug(const char* fmt, ...);

/* The same with a va_list. */
int Log_DebugVarArgs(const char* fmt, va_list args);

#ifdef __cplusplus
}
#endif

#endif /* APPLIBS_LOG_H */
