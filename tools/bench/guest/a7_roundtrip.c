// SPDX-License-Identifier: GPL-2.0-or-later
//
// Sends a 16-byte message to a real-time app that echoes it, waits for the echo, and so on for
// ever; a line every 256 round trips. argv[1]: the component id of the real-time app.
#include <applibs/application.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

int main(int argc, char** argv) {
  if (argc < 2) return 1;
  const int fd = Application_Connect(argv[1]);
  if (fd < 0) {
    perror("Application_Connect");
    return 2;
  }
  char message[16] = "round trip";
  for (unsigned count = 1;; ++count) {
    if (send(fd, message, sizeof message, 0) != (ssize_t)sizeof message) return 3;
    char echo[64];
    if (recv(fd, echo, sizeof echo, 0) <= 0) return 4;
    if (count % 256 == 0) {
      puts(".");
      fflush(stdout);
    }
  }
}
