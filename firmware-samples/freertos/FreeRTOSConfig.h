/* SPDX-License-Identifier: GPL-2.0-or-later */
/* FreeRTOS on an IO core of the MT3620: the ARM_CM4F port. */
#ifndef FREERTOS_CONFIG_H
#define FREERTOS_CONFIG_H

#include "cpu.h"

/* The names of common/m4/startup.c. */
#define vPortSVCHandler svcall_handler
#define xPortPendSVHandler pendsv_handler
#define xPortSysTickHandler systick_handler

/* 3 priority bits, the upper ones of a byte. The kernel masks 2 to 7; handlers of these may call
 * the functions that end in FromISR, those of 0 and 1 may not. */
#define configPRIO_BITS 3
#define configKERNEL_INTERRUPT_PRIORITY (7 << (8 - configPRIO_BITS))
#define configMAX_SYSCALL_INTERRUPT_PRIORITY (2 << (8 - configPRIO_BITS))

#define configCPU_CLOCK_HZ PLL_HZ
#define configTICK_RATE_HZ 1000
#define configUSE_16_BIT_TICKS 0
#define configMAX_PRIORITIES 8
#define configMINIMAL_STACK_SIZE 128 /* words */
#define configTOTAL_HEAP_SIZE (48 * 1024)
#define configMAX_TASK_NAME_LEN 12

#define configUSE_PREEMPTION 1
#define configUSE_TIME_SLICING 1
#define configUSE_IDLE_HOOK 0
#define configUSE_TICK_HOOK 0
#define configUSE_MUTEXES 1
#define configUSE_TIMERS 1
#define configTIMER_TASK_PRIORITY 6
#define configTIMER_QUEUE_LENGTH 8
#define configTIMER_TASK_STACK_DEPTH 256
#define configCHECK_FOR_STACK_OVERFLOW 2
#define configSUPPORT_DYNAMIC_ALLOCATION 1
#define configSUPPORT_STATIC_ALLOCATION 0

#define INCLUDE_vTaskDelay 1
#define INCLUDE_vTaskDelayUntil 1
#define INCLUDE_vTaskSuspend 1

void app_assert_failed(const char* file, int line) __attribute__((noreturn));
#define configASSERT(condition)              \
  do {                                       \
    if (!(condition)) {                      \
      app_assert_failed(__FILE__, __LINE__); \
    }                                        \
  } while (0)

#endif /* FREERTOS_CONFIG_H */
