// SPDX-License-Identifier: GPL-2.0-or-later
//
// Runs a raw Cortex-M4 image (vector table first, loaded at 0, RAM at 0x20000000) on Unicorn as
// upstream ships it: default TLB, no hook, no counting. The run ends at the image's BKPT. Prints
// the seconds it took. Linked to an unpatched Unicorn for tools/bench.sh only.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unicorn/unicorn.h>

static void check(uc_err error, const char* what) {
  if (error == UC_ERR_OK) return;
  fprintf(stderr, "%s: %s\n", what, uc_strerror(error));
  exit(1);
}

static void on_interrupt(uc_engine* uc, uint32_t number, void* data) {
  (void)number;
  (void)data;
  uc_emu_stop(uc);
}

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  static uint8_t image[65536];
  FILE* file = fopen(argv[1], "rb");
  if (file == NULL) return 2;
  const size_t size = fread(image, 1, sizeof image, file);
  fclose(file);

  uc_engine* uc = NULL;
  check(uc_open(UC_ARCH_ARM, UC_MODE_THUMB, &uc), "uc_open");
  check(uc_ctl_set_cpu_model(uc, UC_CPU_ARM_CORTEX_M4), "model");
  check(uc_mem_map(uc, 0, 0x10000, UC_PROT_ALL), "map");
  check(uc_mem_map(uc, 0x20000000, 0x10000, UC_PROT_ALL), "map");
  check(uc_mem_write(uc, 0, image, size), "write");
  uc_hook hook;
  check(uc_hook_add(uc, &hook, UC_HOOK_INTR, (void*)on_interrupt, NULL, 1, 0), "hook");
  uint32_t sp, pc;
  uc_mem_read(uc, 0, &sp, 4);
  uc_mem_read(uc, 4, &pc, 4);
  uc_reg_write(uc, UC_ARM_REG_SP, &sp);

  struct timespec start, end;
  clock_gettime(CLOCK_MONOTONIC, &start);
  check(uc_emu_start(uc, pc | 1, 0xFFFFFFFE, 0, 0), "run");
  clock_gettime(CLOCK_MONOTONIC, &end);
  printf("%.6f\n", (double)(end.tv_sec - start.tv_sec) + 1e-9 * (double)(end.tv_nsec - start.tv_nsec));
  uc_close(uc);
  return 0;
}
