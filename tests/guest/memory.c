/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Maps, protection, and the heap. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { page = 4096 };

static sigjmp_buf escape;

static void on_fault(int number) {
  (void)number;
  siglongjmp(escape, 1);
}

static const char* try_write(volatile char* address) {
  if (sigsetjmp(escape, 1) != 0) {
    return "fault";
  }
  *address = 'w';
  return "written";
}

static const char* try_read(const volatile char* address) {
  if (sigsetjmp(escape, 1) != 0) {
    return "fault";
  }
  (void)*address;
  return "read";
}

int main(void) {
  struct sigaction action;
  memset(&action, 0, sizeof(action));
  action.sa_handler = on_fault;
  sigaction(SIGSEGV, &action, NULL);
  sigaction(SIGBUS, &action, NULL);

  char* map = mmap(NULL, 4 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  printf("aligned %d, zero %d\n", (uintptr_t)map % page == 0, map[3 * page] == 0);
  strcpy(map + page, "kept");
  mprotect(map + page, page, PROT_READ);
  printf("read-only: %s, %s, %s\n", map + page, try_read(map + page), try_write(map + page));
  mprotect(map + page, page, PROT_NONE);
  printf("no access: %s\n", try_read(map + page));
  mprotect(map + page, page, PROT_READ | PROT_WRITE);
  printf("back: %s, %s\n", map + page, try_write(map + page + 100));
  munmap(map + 2 * page, page);
  printf("hole: %s, behind it %s\n", try_read(map + 2 * page), try_write(map + 3 * page));

  char* fixed = mmap(map + 2 * page, page, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
  printf("fixed: %d\n", fixed == map + 2 * page);
  strcpy(fixed, "moved");
  char* moved = mremap(fixed, page, 3 * page, MREMAP_MAYMOVE);
  printf("mremap: %s, %s\n", moved, try_write(moved + 2 * page));

  int* shared = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  int* private = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (fork() == 0) {
    *shared = 1;
    *private = 1;
    _exit(0);
  }
  wait(NULL);
  printf("after fork: shared %d, private %d\n", *shared, *private);

  char name[] = "/tmp/mapXXXXXX";
  const int fd = mkstemp(name);
  (void)!write(fd, "file contents", 13);
  const char* view = mmap(NULL, page, PROT_READ, MAP_PRIVATE, fd, 0);
  printf("file: %.13s, zero behind %d, %s\n", view, view[13] == 0,
         try_write((volatile char*)(uintptr_t)view));
  unlink(name);
  close(fd);
  printf("still mapped: %.4s\n", view);

  errno = 0;
  printf(
      "bad length: %s\n",
      mmap(NULL, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED && errno == EINVAL
          ? "EINVAL"
          : "?");

  unsigned sum = 0;
  char* blocks[100];
  for (int i = 0; i < 100; i++) {
    blocks[i] = malloc((size_t)(i + 1) * 300);
    memset(blocks[i], i, (size_t)(i + 1) * 300);
  }
  for (int i = 0; i < 100; i++) {
    sum += (unsigned char)blocks[i][i * 300];
    free(blocks[i]);
  }
  printf("heap: %u\n", sum);
  return 0;
}
