/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The high-level side of intercore-echo: messages of every length class go to the M4 and come back,
 * one by one, and then more of them at once than the two rings hold.
 */
#include <applibs/application.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

enum { LONGEST = 1024, BURST = 12 };

static uint8_t sent[LONGEST];
static uint8_t received[LONGEST + 1];

static void fill(unsigned seed) {
  for (unsigned i = 0; i < LONGEST; i++) {
    sent[i] = (uint8_t)(i * 31u + seed * 7u);
  }
}

static bool comes_back(int fd, unsigned seed, size_t size) {
  fill(seed);
  const ssize_t count = recv(fd, received, sizeof(received), 0);
  return count == (ssize_t)size && memcmp(received, sent, size) == 0;
}

int main(void) {
  const int fd = Application_Connect("b1d5a9c2-3e47-4f68-9a0b-5c7d8e1f2a34");
  if (fd < 0) {
    perror("Application_Connect");
    return 1;
  }
  static const size_t sizes[] = {1, 4, 8, 9, 15, 16, 100, 1000, 1023, 1024};
  unsigned good = 0;
  for (unsigned i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
    fill(i);
    if (send(fd, sent, sizes[i], 0) == (ssize_t)sizes[i] && comes_back(fd, i, sizes[i])) {
      good++;
    }
  }
  printf("one by one: %u\n", good);

  for (unsigned i = 0; i < BURST; i++) {
    fill(i);
    if (send(fd, sent, LONGEST, 0) != LONGEST) {
      perror("send");
      return 2;
    }
  }
  good = 0;
  for (unsigned i = 0; i < BURST; i++) {
    good += comes_back(fd, i, LONGEST) ? 1 : 0;
  }
  printf("at once: %u\n", good);
  printf("too long: %s\n", send(fd, received, LONGEST + 1, 0) < 0 ? "refused" : "sent");
  return 0;
}
