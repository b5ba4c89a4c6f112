/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Measures the voltage of a potentiometer, once a second. */
#include <applibs/adc.h>
#include <applibs/log.h>
#include <errno.h>
#include <hw/sample_appliance.h>
#include <string.h>
#include <unistd.h>

#include "../common/a7/sample.h"

typedef enum {
  ExitCode_Success = 0,
  ExitCode_Open = 1,
  ExitCode_Setup = 2,
  ExitCode_Poll = 3,
  ExitCode_EventLoop = 4,
} ExitCode;

static const float reference_volts = 2.5f;
static int adc_fd = -1;
static int bits;

static int on_tick(void) {
  uint32_t sample;
  if (ADC_Poll(adc_fd, SAMPLE_POTENTIOMETER_ADC_CHANNEL, &sample) < 0) {
    Log_Debug("adc-hl: cannot measure: %s (%d)\n", strerror(errno), errno);
    return ExitCode_Poll;
  }
  const float largest = (float)((1u << bits) - 1);
  Log_Debug("adc-hl: %u, %.3f V\n", (unsigned int)sample,
            (double)((float)sample * reference_volts / largest));
  return ExitCode_Success;
}

int main(void) {
  adc_fd = ADC_Open(SAMPLE_POTENTIOMETER_ADC_CONTROLLER);
  if (adc_fd < 0) {
    Log_Debug("adc-hl: cannot open the ADC: %s (%d)\n", strerror(errno), errno);
    return ExitCode_Open;
  }
  bits = ADC_GetSampleBitCount(adc_fd, SAMPLE_POTENTIOMETER_ADC_CHANNEL);
  if (bits <= 0 ||
      ADC_SetReferenceVoltage(adc_fd, SAMPLE_POTENTIOMETER_ADC_CHANNEL, reference_volts) < 0) {
    Log_Debug("adc-hl: cannot set up the ADC: %s (%d)\n", strerror(errno), errno);
    return ExitCode_Setup;
  }
  EventLoop* loop = EventLoop_Create();
  int code = loop == NULL ? ExitCode_EventLoop : sample_run(loop, 1000, on_tick);
  EventLoop_Close(loop);
  close(adc_fd);
  return code;
}
