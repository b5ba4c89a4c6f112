// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/services/certificate_service.h"

#include <iterator>
#include <span>
#include <string>

#include "guest/abi/services_certstore.h"
#include "os/kernel.h"
#include "os/services/capability_check.h"

namespace armillary::os {

namespace {

SysResult result_of(CertificateStore::Result result) {
  using Result = CertificateStore::Result;
  switch (result) {
    case Result::ok:
      return 0;
    case Result::bad_id:
    case Result::bad_certificate:
    case Result::bad_key:
      return -kEINVAL;
    case Result::wrong_password:
      return -kEACCES;
    case Result::too_large:
      return -kERANGE;
    case Result::no_space:
      return -kENOSPC;
    case Result::not_found:
      return -kENOENT;
  }
  return -kEINVAL;
}

/// A text of the app's memory of at most `limit` bytes.
OsResult<std::string> fetch(Task& task, std::uint32_t address, std::uint32_t length,
                            std::size_t limit) {
  if (length > limit) return os_failure(kERANGE);
  std::string text(length, '\0');
  if (!task.memory().copy_in(address, std::as_writable_bytes(std::span(text)))) {
    return os_failure(kEFAULT);
  }
  return text;
}

}  // namespace

std::optional<SysResult> CertificateService::request(Task& task, std::uint32_t number,
                                                     std::uint32_t argument) {
  if (number != AZS_IOCTL_CERTIFICATE_INSTALL && number != AZS_IOCTL_CERTIFICATE_DELETE &&
      number != AZS_IOCTL_CERTIFICATE_COUNT && number != AZS_IOCTL_CERTIFICATE_AT &&
      number != AZS_IOCTL_CERTIFICATE_SPACE && number != AZS_IOCTL_CERTIFICATE_MOVE &&
      number != AZS_IOCTL_CERTIFICATE_INFO) {
    return std::nullopt;
  }
  if (const SysResult refused = require_capability(task, "CertStore", "the certificate store");
      refused != 0) {
    return refused;
  }
  switch (number) {
    case AZS_IOCTL_CERTIFICATE_INSTALL:
      return install(task, argument);
    case AZS_IOCTL_CERTIFICATE_DELETE:
      return remove(task, argument);
    case AZS_IOCTL_CERTIFICATE_COUNT:
      return answer(task, argument, azs_number{static_cast<std::int32_t>(store_.entries().size())});
    case AZS_IOCTL_CERTIFICATE_AT:
      return at(task, argument);
    case AZS_IOCTL_CERTIFICATE_SPACE:
      return answer(task, argument, azs_number{static_cast<std::int32_t>(store_.available())});
    case AZS_IOCTL_CERTIFICATE_MOVE:
      return move(task, argument);
    default:
      return info(task, argument);
  }
}

SysResult CertificateService::install(Task& task, std::uint32_t argument) {
  azs_certificate_install request{};
  if (!task.memory().get(argument, request)) return -kEFAULT;
  const auto id = text_of(request.id);
  if (!id) return -kEINVAL;
  const auto certificate =
      fetch(task, request.certificate, request.certificate_length, CertificateStore::kLargest);
  if (!certificate) return -certificate.error();
  if (request.key == 0) return result_of(store_.install_root_ca(*id, *certificate));
  const auto key = fetch(task, request.key, request.key_length, CertificateStore::kLargest);
  if (!key) return -key.error();
  std::optional<std::string> password;
  if (request.password != 0) {
    auto text =
        fetch(task, request.password, request.password_length, CertificateStore::kLongestPassword);
    if (!text) return -text.error();
    password = std::move(*text);
  }
  return result_of(store_.install_client(*id, *certificate, *key, password));
}

SysResult CertificateService::remove(Task& task, std::uint32_t argument) {
  azs_certificate_id request{};
  if (!task.memory().get(argument, request)) return -kEFAULT;
  const auto id = text_of(request.id);
  return id ? result_of(store_.remove(*id)) : -kEINVAL;
}

SysResult CertificateService::at(Task& task, std::uint32_t argument) {
  azs_certificate_at request{};
  if (!task.memory().get(argument, request)) return -kEFAULT;
  const std::uint32_t index = request.index;
  if (index >= store_.entries().size()) return -kERANGE;
  request = {};
  request.index = index;
  put_text(request.id, std::next(store_.entries().begin(), index)->first);
  return answer(task, argument, request);
}

SysResult CertificateService::move(Task& task, std::uint32_t argument) {
  azs_certificate_move request{};
  if (!task.memory().get(argument, request)) return -kEFAULT;
  const auto from = text_of(request.from), to = text_of(request.to);
  return from && to ? result_of(store_.move(*from, *to)) : -kEINVAL;
}

SysResult CertificateService::info(Task& task, std::uint32_t argument) {
  azs_certificate_info request{};
  if (!task.memory().get(argument, request)) return -kEFAULT;
  const auto id = text_of(request.id);
  if (!id || request.field < AZS_CERTIFICATE_NOT_BEFORE || request.field > AZS_CERTIFICATE_ISSUER) {
    return -kEINVAL;
  }
  const auto found = store_.info(*id);
  if (!found) return -kENOENT;
  azs_certificate_info reply = request;
  std::fill(std::begin(reply.text), std::end(reply.text), '\0');
  // As long as the API's names may be: CERTSTORE_SUBJECTNAME_MAX_LENGTH.
  constexpr std::size_t kLongestName = 300;
  const std::string& name =
      request.field == AZS_CERTIFICATE_SUBJECT ? found->subject : found->issuer;
  if (request.field >= AZS_CERTIFICATE_SUBJECT) put_text(reply.text, name.substr(0, kLongestName));
  reply.seconds =
      request.field == AZS_CERTIFICATE_NOT_BEFORE ? found->not_before : found->not_after;
  return answer(task, argument, reply);
}

}  // namespace armillary::os
