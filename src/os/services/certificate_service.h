// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "os/services/certificate_store.h"
#include "os/services/service.h"

namespace armillary::os {

/// The certificate store as certstore.h asks it: guest/abi/services_certstore.h.
class CertificateService final : public Service {
 public:
  /// The store must outlive it.
  explicit CertificateService(CertificateStore& store) : store_(store) {}
  std::optional<SysResult> request(Task& task, std::uint32_t number,
                                   std::uint32_t argument) override;

 private:
  SysResult install(Task& task, std::uint32_t argument);
  SysResult remove(Task& task, std::uint32_t argument);
  SysResult at(Task& task, std::uint32_t argument);
  SysResult move(Task& task, std::uint32_t argument);
  SysResult info(Task& task, std::uint32_t argument);

  CertificateStore& store_;
};

}  // namespace armillary::os
