// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/services/certificate_store.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <ctime>
#include <memory>
#include <utility>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

namespace armillary::os {

namespace {

template <auto release>
struct Release {
  template <class T>
  void operator()(T* object) const {
    release(object);
  }
};
using Bio = std::unique_ptr<BIO, Release<BIO_free_all>>;
using Certificate = std::unique_ptr<X509, Release<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;

Bio reader(std::string_view text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

/// Called by OpenSSL for an encrypted key; without a password the answer is none.
int give_password(char* buffer, int size, int /*writing*/, void* context) {
  const auto* password = static_cast<const std::optional<std::string>*>(context);
  if (!*password || size < 0 || (*password)->size() > static_cast<std::size_t>(size)) return -1;
  std::memcpy(buffer, (*password)->data(), (*password)->size());
  return static_cast<int>((*password)->size());
}

Certificate read_certificate(std::string_view pem) {
  const Bio bio = reader(pem);
  Certificate certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  return certificate;
}

std::string plain_pem(EVP_PKEY& key) {
  const Bio bio(BIO_new(BIO_s_mem()));
  if (PEM_write_bio_PKCS8PrivateKey(bio.get(), &key, nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    return {};
  }
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &bytes);
  return size > 0 ? std::string(bytes, static_cast<std::size_t>(size)) : std::string{};
}

std::int64_t seconds_of(const ASN1_TIME* time) {
  const std::unique_ptr<ASN1_TIME, Release<ASN1_TIME_free>> epoch(ASN1_TIME_set(nullptr, 0));
  int days = 0, seconds = 0;
  if (ASN1_TIME_diff(&days, &seconds, epoch.get(), time) != 1) return 0;
  return std::int64_t{days} * 86'400 + seconds;
}

std::string text_of(const X509_NAME* name) {
  char* text = X509_NAME_oneline(name, nullptr, 0);
  std::string result = text == nullptr ? "" : text;
  OPENSSL_free(text);
  return result;
}

}  // namespace

bool CertificateStore::is_id(std::string_view id) {
  return !id.empty() && id.size() <= kLongestId && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  });
}

CertificateStore::Result CertificateStore::install_client(
    std::string_view id, std::string_view certificate, std::string_view key,
    const std::optional<std::string>& password) {
  if (!is_id(id)) return Result::bad_id;
  if (certificate.size() > kLargest || key.size() > kLargest) return Result::too_large;
  if (password && password->size() > kLongestPassword) return Result::too_large;
  const Certificate parsed = read_certificate(certificate);
  if (parsed == nullptr) return Result::bad_certificate;
  const Bio bio = reader(key);
  std::optional<std::string> given = password;
  const Key private_key(PEM_read_bio_PrivateKey(bio.get(), nullptr, give_password, &given));
  ERR_clear_error();
  if (private_key == nullptr) {
    return key.find("ENCRYPTED") == std::string_view::npos ? Result::bad_key
                                                           : Result::wrong_password;
  }
  const bool fits = X509_check_private_key(parsed.get(), private_key.get()) == 1;
  ERR_clear_error();
  if (!fits) return Result::bad_key;
  return put(id, {std::string(certificate), plain_pem(*private_key)});
}

CertificateStore::Result CertificateStore::install_root_ca(std::string_view id,
                                                           std::string_view certificate) {
  if (!is_id(id)) return Result::bad_id;
  if (certificate.size() > kLargest) return Result::too_large;
  if (read_certificate(certificate) == nullptr) return Result::bad_certificate;
  return put(id, {std::string(certificate), {}});
}

CertificateStore::Result CertificateStore::put(std::string_view id, Entry entry) {
  const auto old = entries_.find(id);
  const std::size_t freed =
      old == entries_.end() ? 0 : old->second.certificate.size() + old->second.key.size();
  if (entry.certificate.size() + entry.key.size() > available() + freed) return Result::no_space;
  entries_.insert_or_assign(std::string(id), std::move(entry));
  return Result::ok;
}

CertificateStore::Result CertificateStore::remove(std::string_view id) {
  const auto found = entries_.find(id);
  if (found == entries_.end()) return Result::not_found;
  entries_.erase(found);
  return Result::ok;
}

CertificateStore::Result CertificateStore::move(std::string_view from, std::string_view to) {
  if (!is_id(from) || !is_id(to)) return Result::bad_id;
  const auto found = entries_.find(from);
  if (found == entries_.end()) return Result::not_found;
  if (from == to) return Result::ok;
  Entry entry = std::move(found->second);
  entries_.erase(found);
  entries_.insert_or_assign(std::string(to), std::move(entry));
  return Result::ok;
}

bool CertificateStore::contains(std::string_view id) const { return entries_.contains(id); }

std::optional<CertificateStore::Info> CertificateStore::info(std::string_view id) const {
  const auto found = entries_.find(id);
  if (found == entries_.end()) return std::nullopt;
  const Certificate certificate = read_certificate(found->second.certificate);
  if (certificate == nullptr) return std::nullopt;
  return Info{seconds_of(X509_get0_notBefore(certificate.get())),
              seconds_of(X509_get0_notAfter(certificate.get())),
              text_of(X509_get_subject_name(certificate.get())),
              text_of(X509_get_issuer_name(certificate.get()))};
}

std::size_t CertificateStore::used() const {
  std::size_t sum = 0;
  for (const auto& [id, entry] : entries_) sum += entry.certificate.size() + entry.key.size();
  return sum;
}

}  // namespace armillary::os
