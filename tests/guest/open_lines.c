/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines that are never ended, of each stream, in an app that does not end either. */
#include <applibs/log.h>
#include <unistd.h>

int main(void) {
  Log_Debug("whole\nhalf of a debug line");
  if (write(STDOUT_FILENO, "half of a line", 14) == 14 &&
      write(STDERR_FILENO, "and an error", 12) == 12) {
    pause();
  }
  return 1;
}
