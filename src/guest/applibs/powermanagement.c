/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <applibs/powermanagement.h>

#include "abi/services_system.h"
#include "internal.h"

EXPORT int z__PowerManagement_TransitionToSystemPowerState(
    z__PowerManagement_System_PowerState type, void* power_state_transition_params_ptr) {
  struct azs_power request = {.state = type};
  if (type == z__PowerManagement_System_PowerState_ForcePowerDown) {
    const struct z__PowerManagement_PowerDownStateTransitionParams* params =
        power_state_transition_params_ptr;
    if (params == NULL) {
      return fail(EINVAL);
    }
    request.maximum_residency_s = params->maximum_residency_in_seconds;
  }
  return services_call(AZS_IOCTL_POWER, &request);
}
