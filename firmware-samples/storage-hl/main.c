/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts its starts in the one file that an app may keep, and reboots the device twice to show that
 * the file is still there. */
#include <applibs/log.h>
#include <applibs/powermanagement.h>
#include <applibs/storage.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "../common/a7/sample.h"

typedef enum {
  ExitCode_Success = 0,
  ExitCode_Open = 1,
  ExitCode_Read = 2,
  ExitCode_Write = 3,
  ExitCode_Reboot = 4,
  ExitCode_EventLoop = 5,
} ExitCode;

/* What the file holds. A version lets a later app read what an earlier one has written. */
typedef struct {
  uint32_t version;
  uint32_t starts;
} Record;

enum { record_version = 1, most_starts = 3 };

static Record record;

static int load(int fd) {
  ssize_t count = pread(fd, &record, sizeof(record), 0);
  if (count < 0) {
    return -1;
  }
  if (count != (ssize_t)sizeof(record) || record.version != record_version) {
    record = (Record){.version = record_version}; /* the file is new, or of another app */
  }
  return 0;
}

static int on_tick(void) {
  if (record.starts >= most_starts) {
    return ExitCode_Success;
  }
  Log_Debug("storage-hl: asks for a reboot\n");
  if (PowerManagement_ForceSystemReboot() < 0) {
    Log_Debug("storage-hl: cannot reboot: %s (%d)\n", strerror(errno), errno);
    return ExitCode_Reboot;
  }
  return ExitCode_Success;
}

/* Shows what the quota does: the file may not grow beyond what the manifest says. */
static void fill(int fd) {
  static const char kibibyte[1024];
  int written = 0;
  while (pwrite(fd, kibibyte, sizeof(kibibyte), (written + 1) * 1024L) ==
         (ssize_t)sizeof(kibibyte)) {
    ++written;
  }
  Log_Debug("storage-hl: %d KiB more, then: %s\n", written, strerror(errno));
}

int main(void) {
  int fd = Storage_OpenMutableFile();
  if (fd < 0) {
    Log_Debug("storage-hl: cannot open the file: %s (%d)\n", strerror(errno), errno);
    return ExitCode_Open;
  }
  if (load(fd) < 0) {
    Log_Debug("storage-hl: cannot read the file: %s (%d)\n", strerror(errno), errno);
    return ExitCode_Read;
  }
  ++record.starts;
  if (pwrite(fd, &record, sizeof(record), 0) != (ssize_t)sizeof(record)) {
    Log_Debug("storage-hl: cannot write the file: %s (%d)\n", strerror(errno), errno);
    return ExitCode_Write;
  }
  Log_Debug("storage-hl: start number %u\n", (unsigned int)record.starts);
  if (record.starts == most_starts) {
    fill(fd);
  }
  close(fd);
  EventLoop* loop = EventLoop_Create();
  int code = loop == NULL ? ExitCode_EventLoop : sample_run(loop, 1000, on_tick);
  EventLoop_Close(loop);
  return code;
}
