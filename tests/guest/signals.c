/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Handlers, masks, alarms, interrupted calls, and recovery from a wild access. */
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t caught;
static volatile sig_atomic_t value;
static sigjmp_buf escape;
static void* volatile fault_address;
static volatile uintptr_t wild = 0x1000; /* never mapped */

static void on_signal(int number) { caught = number; }

static void on_queued(int number, siginfo_t* info, void* context) {
  (void)context;
  caught = number;
  value = info->si_value.sival_int;
}

static void on_fault(int number, siginfo_t* info, void* context) {
  (void)number, (void)context;
  fault_address = info->si_addr;
  siglongjmp(escape, 1);
}

static void install(int number, void (*handler)(int), int flags) {
  struct sigaction action;
  memset(&action, 0, sizeof(action));
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigaction(number, &action, NULL);
}

static const char* name(int error) { return error == EINTR ? "EINTR" : strerror(error); }

int main(void) {
  install(SIGUSR1, on_signal, 0);
  raise(SIGUSR1);
  printf("raise: caught %d\n", caught == SIGUSR1);

  sigset_t set;
  sigset_t pending;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigprocmask(SIG_BLOCK, &set, NULL);
  caught = 0;
  kill(getpid(), SIGUSR1);
  sigpending(&pending);
  printf("blocked: caught %d, pending %d\n", caught == SIGUSR1, sigismember(&pending, SIGUSR1));
  sigprocmask(SIG_UNBLOCK, &set, NULL);
  printf("unblocked: caught %d\n", caught == SIGUSR1);

  struct sigaction action;
  memset(&action, 0, sizeof(action));
  action.sa_sigaction = on_queued;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGRTMIN, &action, NULL);
  sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = 1234});
  printf("queued: value %d\n", value);

  install(SIGALRM, on_signal, 0);
  caught = 0;
  alarm(1);
  int result = pause();
  printf("pause: %d %s, caught %d\n", result, name(errno), caught == SIGALRM);

  int fds[2];
  char byte;
  if (pipe(fds) < 0) {
    return 1;
  }
  alarm(1);
  ssize_t got = read(fds[0], &byte, 1);
  printf("read: %zd %s\n", got, name(errno));

  struct timespec left;
  const struct timespec five = {5, 0};
  alarm(2);
  result = nanosleep(&five, &left);
  const long left_ms = (long)left.tv_sec * 1000 + left.tv_nsec / 1000000;
  printf("nanosleep: %d %s, at most 3 s left %d\n", result, name(errno),
         left_ms > 0 && left_ms <= 3000);

  /* SIGSEGV is blocked while its handler runs; sigsetjmp saves the mask, siglongjmp restores it. */
  memset(&action, 0, sizeof(action));
  action.sa_sigaction = on_fault;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGSEGV, &action, NULL);
  for (volatile int i = 0; i < 2; i++) {
    if (sigsetjmp(escape, 1) == 0) {
      *(volatile int*)(wild + (uintptr_t)i * 4) = 1;
      printf("the wild write went through\n");
    } else {
      printf("fault %d: address %p\n", i, fault_address);
    }
  }

  static char alternate[16384];
  const stack_t stack = {.ss_sp = alternate, .ss_size = sizeof(alternate)};
  sigaltstack(&stack, NULL);
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigaction(SIGSEGV, &action, NULL);
  if (sigsetjmp(escape, 1) == 0) {
    *(volatile int*)(wild - 4) = 1;
  } else {
    printf("alternate stack: address %p\n", fault_address);
  }

  install(SIGPIPE, SIG_IGN, 0);
  close(fds[0]);
  got = write(fds[1], &byte, 1);
  printf("broken pipe: %zd %s\n", got, errno == EPIPE ? "EPIPE" : strerror(errno));

  sigaddset(&set, SIGUSR2);
  sigprocmask(SIG_BLOCK, &set, NULL);
  kill(getpid(), SIGUSR2);
  int number = 0;
  sigwait(&set, &number);
  printf("sigwait: %d\n", number == SIGUSR2);
  return 0;
}
