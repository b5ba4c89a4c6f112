/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What log.h promises: formats, texts of any length in one piece, and its one error. */
#include <applibs/log.h>
#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static int through_a_list(const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int result = Log_DebugVarArgs(format, arguments);
  va_end(arguments);
  return result;
}

static void* talker(void* name) {
  for (int i = 0; i < 50; i++) {
    Log_Debug("%s %d %s\n", (const char*)name, i, "of a line that is not cut by another one");
  }
  return NULL;
}

int main(void) {
  const char* volatile nothing = NULL;
  int result = Log_Debug(nothing);
  printf("no format: %d %s\n", result, strerror(errno));
  va_list none;
  memset(&none, 0, sizeof(none));
  result = Log_DebugVarArgs(nothing, none);
  printf("no format: %d %s\n", result, strerror(errno));
  printf("ok: %d %d\n", Log_Debug("%d %s %.2f\n", 42, "is", 6.5), through_a_list("%x\n", 255));
  printf("empty: %d\n", Log_Debug("%s", ""));
  static char text[2001];
  memset(text, 'x', sizeof(text) - 1);
  printf("long: %d\n", Log_Debug("<%s>\n", text));
  pthread_t one, two;
  pthread_create(&one, NULL, talker, "one");
  pthread_create(&two, NULL, talker, "two");
  pthread_join(one, NULL);
  pthread_join(two, NULL);
  return 0;
}
