/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the platform tells an app: network, clock, memory, version, files of the app, /proc. */
#include <applibs/application.h>
#include <applibs/applications.h>
#include <applibs/networking.h>
#include <applibs/storage.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

static const char* told(int result) { return result < 0 ? strerror(errno) : "ok"; }

static long milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void network(void) {
  bool ready = true;
  printf("ready at the start: %s, %d\n", told(Networking_IsNetworkingReady(&ready)), ready);
  char server[256];
  size_t length = sizeof(server);
  struct tm before, after;
  printf("never synchronised: %s\n",
         told(Networking_TimeSync_GetLastNtpSyncInfo(server, &length, &before, &after)));
  while (Networking_IsNetworkingReady(&ready) == 0 && !ready) {
    usleep(10000);
  }
  printf("ready within a second: %d\n", milliseconds() < 1000);

  Networking_NetworkInterface interfaces[4];
  ssize_t count = Networking_GetInterfaces(interfaces, 4);
  for (ssize_t i = 0; i < count; i++) {
    printf("%s: enabled %d, medium %u, dhcp %u\n", interfaces[i].interfaceName,
           interfaces[i].isEnabled, interfaces[i].interfaceMediumType,
           interfaces[i].ipConfigurationType);
  }
  Networking_InterfaceConnectionStatus status = 0;
  while (Networking_GetInterfaceConnectionStatus("wlan0", &status) == 0 && (status & 8) == 0) {
    usleep(10000);
  }
  printf("wlan0: %#x\n", status);
  printf("wlan9: %s\n", told(Networking_GetInterfaceConnectionStatus("wlan9", &status)));
  printf("a long name: %s\n",
         told(Networking_GetInterfaceConnectionStatus("a-name-that-is-too-long", &status)));
  Networking_Interface_HardwareAddress address;
  printf("address: %s", told(Networking_GetHardwareAddress("wlan0", &address)));
  for (int i = 0; i < HARDWARE_ADDRESS_LENGTH; i++) {
    printf("%c%02x", i == 0 ? ' ' : ':', address.address[i]);
  }
  printf("\nswitched off without a right: %s\n",
         told(Networking_SetInterfaceState("wlan0", false)));
}

static void clocks(void) {
  bool enabled = false;
  printf("time sync: %s, %d\n", told(Networking_TimeSync_GetEnabled(&enabled)), enabled);
  printf("switched off with a right: %s", told(Networking_TimeSync_SetEnabled(false)));
  printf(", %s, %d\n", told(Networking_TimeSync_GetEnabled(&enabled)), enabled);
  char server[256];
  size_t length = 4;
  struct tm before, after;
  printf("no room: %s",
         told(Networking_TimeSync_GetLastNtpSyncInfo(server, &length, &before, &after)));
  printf(", %d bytes are needed\n", (int)length);
  length = sizeof(server);
  printf("last sync: %s",
         told(Networking_TimeSync_GetLastNtpSyncInfo(server, &length, &before, &after)));
  char from[32], to[32], now[32];
  strftime(from, sizeof(from), "%F %T", &before);
  strftime(to, sizeof(to), "%F %T", &after);
  const time_t present = time(NULL);
  strftime(now, sizeof(now), "%F", gmtime(&present));
  printf(", %s, %s to %s, today is %s\n", server, from, to, now);
}

static void memory(void) {
  size_t used = Applications_GetUserModeMemoryUsageInKB();
  enum { size = 256 * 1024 };
  volatile char* block = malloc(size);
  for (size_t i = 0; i < size; i += 1024) {
    block[i] = 1;
  }
  size_t more = Applications_GetUserModeMemoryUsageInKB();
  free((void*)block);
  size_t peak = Applications_GetPeakUserModeMemoryUsageInKB();
  size_t after = Applications_GetUserModeMemoryUsageInKB();
  printf("memory: some %d, 256 KiB more %d, given back %d, peak %d, total %d\n", used > 0,
         more - used >= 256 && more - used < 272, after < more, peak >= more && peak < more + 16,
         Applications_GetTotalMemoryUsageInKB() >= after);
  uint32_t kib;
  printf("unknown attribute: %s\n", told(z__Applications_GetMemoryInfo(9, &kib, sizeof(kib))));
  Applications_OsVersion version;
  printf("version: %s, %s\n", told(Applications_GetOsVersion(&version)), version.version);
  bool ready = true;
  printf("device auth: %s, %d\n", told(Application_IsDeviceAuthReady(&ready)), ready);
}

static void below(void) {
  int fd = open("/dev/azsphere-services", O_RDWR | O_CLOEXEC);
  printf("services: %s\n", told(fd));
  printf("no such request: %s\n", told(ioctl(fd, 0xC0045A7F, &(int){0})));
  printf("no such request: %s\n", told(ioctl(fd, 0xC0045A7F, &(int){0})));
  static const unsigned requests[] = {0xC0045A01, 0xC0185A03, 0xC1105A09, 0xC0105A31};
  for (unsigned i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
    printf("%08x: %s", requests[i], told(ioctl(fd, (int)requests[i], NULL)));
    printf(", %s\n", told(ioctl(fd, (int)requests[i], (void*)0xfffffff8)));
  }
}

static void files(void) {
  int fd = Storage_OpenFileInImagePackage("bin/app");
  char magic[4] = {0};
  printf("image: %s, %d bytes", told(fd), (int)read(fd, magic, sizeof(magic)));
  printf(" %s\n", memcmp(magic, "\177ELF", 4) == 0 ? "of an ELF" : "of something else");
  fd = Storage_OpenMutableFile();
  printf("mutable: %s, %d written", told(fd), (int)write(fd, "kept", 4));
  char block[4096] = {0};
  printf(", then %d", (int)write(fd, block, sizeof(block)));
  printf(", then %d", (int)write(fd, block, sizeof(block)));
  printf(", then %s\n", told((int)write(fd, block, sizeof(block))));
  close(fd);
  fd = Storage_OpenMutableFile();
  char text[8] = {0};
  printf("read again: %d, %.4s\n", (int)read(fd, text, 4), text);
  close(fd);
  printf("deleted: %s", told(Storage_DeleteMutableFile()));
  printf(", %s\n", told(Storage_DeleteMutableFile()));
}

/* Whether a line of a file of /proc holds both texts. */
static int has_line(const char* path, const char* one, const char* two) {
  FILE* file = fopen(path, "re");
  char line[512];
  int found = 0;
  while (file != NULL && fgets(line, sizeof(line), file) != NULL) {
    found |= strstr(line, one) != NULL && strstr(line, two) != NULL;
  }
  if (file != NULL) {
    fclose(file);
  }
  return found;
}

static void proc(void) {
  char path[256] = {0}, wanted[256], target[64];
  printf("exe: %s", told((int)readlink("/proc/self/exe", path, sizeof(path) - 1)));
  char* image = Storage_GetAbsolutePathInImagePackage("bin/app");
  printf(", %d\n", strcmp(path, image) == 0);
  printf("maps: code %d, libc %d, heap or stack %d\n", has_line("/proc/self/maps", "r-xp", image),
         has_line("/proc/self/maps", "r-xp", "ld-musl"),
         has_line("/proc/self/maps", "rw-p", "[stack]"));
  snprintf(wanted, sizeof(wanted), "Pid:\t%d\n", (int)getpid());
  printf("status: %d %d\n", has_line("/proc/self/status", "Name:\t", "app"),
         has_line("/proc/self/status", wanted, ""));
  int pipe_fds[2];
  int piped = pipe(pipe_fds);
  snprintf(wanted, sizeof(wanted), "/proc/self/fd/%d", pipe_fds[0]);
  ssize_t length = readlink(wanted, target, sizeof(target) - 1);
  printf("fd: %s, %.6s\n", told(piped), length > 0 ? target : "nothing");
  close(pipe_fds[0]);
  printf("closed: %s\n", told((int)readlink(wanted, target, sizeof(target) - 1)));
  printf("written: %s\n", told(open("/proc/self/maps", O_WRONLY)));
  free(image);
}

int main(void) {
  network();
  clocks();
  memory();
  below();
  files();
  proc();
  return 0;
}
