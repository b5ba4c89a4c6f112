// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/dev/platform_services.h"

#include <utility>

#include "os/dev/unserved_request.h"
#include "os/services/app_service.h"
#include "os/services/certificate_service.h"
#include "os/services/network_service.h"
#include "os/services/wifi_service.h"

namespace armillary::os {

namespace {

class ServicesFile final : public File {
 public:
  ServicesFile(std::uint32_t flags, PlatformServices& services)
      : File(flags), services_(services) {}
  SysResult ioctl(Task& task, std::uint32_t request, std::uint32_t argument) override {
    return services_.request(task, request, argument);
  }
  [[nodiscard]] OsResult<Stat> stat() const override {
    Stat stat;
    stat.mode = kModeCharacter | 0666;
    stat.inode = 11;
    return stat;
  }

 private:
  PlatformServices& services_;
};

}  // namespace

PlatformServices::PlatformServices(Kernel& kernel, net::ConnectionManager& connections,
                                   PlatformState& state, UpdateAgent& updates, PowerSwitch power)
    : connections_(connections), manager_(kernel, updates, std::move(power)) {
  services_.push_back(std::make_unique<NetworkService>(kernel, connections, state.proxy));
  services_.push_back(std::make_unique<WifiService>(kernel, connections.wifi()));
  services_.push_back(std::make_unique<CertificateService>(state.certificates));
  services_.push_back(std::make_unique<AppService>(kernel, connections));
  connections_.wifi().set_certificates(
      [&state](std::string_view id) { return state.certificates.contains(id); });
}

PlatformServices::~PlatformServices() { connections_.wifi().set_certificates({}); }

void PlatformServices::add_devices(Vfs& vfs) {
  vfs.add_device(
      AZS_SERVICES_PATH, 0666,
      [this](const Caller& /*caller*/, std::uint32_t flags) -> OsResult<std::shared_ptr<File>> {
        return std::make_shared<ServicesFile>(flags, *this);
      });
  manager_.add_devices(vfs);
}

SysResult PlatformServices::request(Task& task, std::uint32_t number, std::uint32_t argument) {
  for (const auto& service : services_) {
    if (const auto result = service->request(task, number, argument)) return *result;
  }
  if (const auto result = manager_.request(task, number, argument)) return *result;
  return unserved_request(task, AZS_SERVICES_PATH, number, kENOTTY);
}

}  // namespace armillary::os
