// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/sha256.h"

#include <array>
#include <new>

#include <fmt/format.h>
#include <openssl/evp.h>

namespace armillary {

namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using ContextPointer = std::unique_ptr<EVP_MD_CTX, FreeContext>;

ContextPointer new_context() {
  ContextPointer context{EVP_MD_CTX_new()};
  if (context == nullptr) throw std::bad_alloc{};
  return context;
}

}  // namespace

struct Sha256::Context {
  ContextPointer openssl = new_context();
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {
  EVP_DigestInit_ex(context_->openssl.get(), EVP_sha256(), nullptr);
}

Sha256::~Sha256() = default;

void Sha256::update(std::string_view bytes) {
  EVP_DigestUpdate(context_->openssl.get(), bytes.data(), bytes.size());
}

std::string Sha256::hex() const {
  const ContextPointer copy = new_context();
  EVP_MD_CTX_copy_ex(copy.get(), context_->openssl.get());
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  EVP_DigestFinal_ex(copy.get(), digest.data(), &length);
  std::string text;
  for (unsigned i = 0; i < length; ++i) text += fmt::format("{:02x}", digest[i]);
  return text;
}

}  // namespace armillary
