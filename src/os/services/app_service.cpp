// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/services/app_service.h"

#include <algorithm>

#include "guest/abi/services.h"

namespace armillary::os {

std::optional<SysResult> AppService::request(Task& task, std::uint32_t number,
                                             std::uint32_t argument) {
  switch (number) {
    case AZS_IOCTL_MEMORY_INFO:
      return memory_info(task, argument);
    case AZS_IOCTL_DEVICE_AUTH_READY:
      return answer(task, argument, azs_flag{device_auth_ready(task) ? 1U : 0U});
    case AZS_IOCTL_DEVICE_AUTH:
      return device_auth(task, argument);
    case AZS_IOCTL_OS_VERSION: {
      azs_os_version version{};
      put_text(version.version, kernel_.config().os_version);
      return answer(task, argument, version);
    }
    default:
      return std::nullopt;
  }
}

SysResult AppService::memory_info(Task& task, std::uint32_t argument) {
  azs_memory_info request{};
  if (!task.memory().get(argument, request)) return -kEFAULT;
  const App* app = task.process().app();
  if (app == nullptr) return -kEAGAIN;
  constexpr std::size_t kKibOfPage = kPageSize / 1024;
  switch (request.attribute) {
    // The kernel's own use of memory for an app is not modelled, so the total is what it owns.
    case AZS_MEMORY_TOTAL:
    case AZS_MEMORY_USER_MODE:
      request.kib = static_cast<std::uint32_t>(app->memory().pages * kKibOfPage);
      break;
    case AZS_MEMORY_PEAK_USER_MODE:
      request.kib = static_cast<std::uint32_t>(app->memory().peak * kKibOfPage);
      break;
    default:
      return -kEINVAL;
  }
  return answer(task, argument, request);
}

SysResult AppService::device_auth(Task& task, std::uint32_t argument) {
  const App* app = task.process().app();
  if (app == nullptr || app->spec().capabilities.device_authentication.empty()) {
    kernel_.warn(task.process(),
                 "the device's certificate is refused: add \"DeviceAuthentication\" with the "
                 "tenant's id to \"Capabilities\" of app_manifest.json");
    return -kEACCES;
  }
  azs_device_auth auth{};
  put_text(auth.tenant, app->spec().capabilities.device_authentication);
  put_text(auth.device_id, kernel_.config().device_id);
  return answer(task, argument, auth);
}

bool AppService::device_auth_ready(Task& task) {
  const App* app = task.process().app();
  if (app == nullptr || app->spec().capabilities.device_authentication.empty()) {
    kernel_.warn(task.process(),
                 "device authentication never becomes ready: add \"DeviceAuthentication\" with the "
                 "tenant's id to \"Capabilities\" of app_manifest.json");
    return false;
  }
  // The certificate comes over the internet and needs a clock that is right to be checked.
  const auto all = connections_.interfaces();
  return connections_.ready() && std::any_of(all.begin(), all.end(), [this](const auto& info) {
           const auto status = connections_.status(info.name);
           return status && status->internet;
         });
}

}  // namespace armillary::os
