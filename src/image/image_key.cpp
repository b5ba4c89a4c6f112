// SPDX-License-Identifier: GPL-2.0-or-later
#include "image/image_key.h"

#include <utility>

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

namespace armillary::image {
namespace {

template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* pointer) const {
    Free(pointer);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Deleter<&EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Deleter<&X509_free>>;
using Stream = std::unique_ptr<BIO, Deleter<&BIO_free>>;
using Digest = std::unique_ptr<EVP_MD_CTX, Deleter<&EVP_MD_CTX_free>>;
using EcdsaSignature = std::unique_ptr<ECDSA_SIG, Deleter<&ECDSA_SIG_free>>;

constexpr int kHalf = 32;  // bytes of r, and of s

/// Private keys of files with a pass phrase are not asked for: nobody is at the terminal.
int no_pass_phrase(char*, int, int, void*) { return 0; }

Stream stream_of(std::string_view text) {
  return Stream(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

tl::unexpected<Error> refuse(std::string_view name, std::string_view why) {
  return failure(ErrorKind::bad_input, fmt::format("{}: {}", name, why));
}

tl::unexpected<Error> broken(std::string_view what) {
  return failure(ErrorKind::internal, fmt::format("OpenSSL could not {}", what));
}

const unsigned char* unsigned_bytes(Bytes bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

bool is_p256(EVP_PKEY* key) {
  std::array<char, 32> group{};
  std::size_t length = 0;
  return EVP_PKEY_get_base_id(key) == EVP_PKEY_EC &&
         EVP_PKEY_get_group_name(key, group.data(), group.size(), &length) == 1 &&
         std::string_view(group.data(), length) == "prime256v1";
}

Certificate self_signed(EVP_PKEY* key) {
  Certificate certificate(X509_new());
  if (certificate == nullptr) return nullptr;
  X509* x509 = certificate.get();
  X509_NAME* name = X509_get_subject_name(x509);
  constexpr std::string_view kName = "Armillary image signing";
  const bool done = X509_set_version(x509, X509_VERSION_3) == 1 &&
                    ASN1_INTEGER_set(X509_get_serialNumber(x509), 1) == 1 &&
                    // It is found by its thumbprint; nobody asks when it ends.
                    ASN1_TIME_set_string_X509(X509_getm_notBefore(x509), "20180101000000Z") == 1 &&
                    ASN1_TIME_set_string_X509(X509_getm_notAfter(x509), "99991231235959Z") == 1 &&
                    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                               reinterpret_cast<const unsigned char*>(kName.data()),
                                               static_cast<int>(kName.size()), -1, 0) == 1 &&
                    X509_set_issuer_name(x509, name) == 1 && X509_set_pubkey(x509, key) == 1 &&
                    X509_sign(x509, key, EVP_sha256()) > 0;
  return done ? std::move(certificate) : nullptr;
}

}  // namespace

struct ImageKey::Keys {
  Key secret;    ///< null: the certificate alone
  Key verifies;  ///< of the certificate
};

ImageKey::ImageKey(std::unique_ptr<Keys> keys, const Thumbprint& thumbprint)
    : keys_(std::move(keys)), thumbprint_(thumbprint) {}
ImageKey::ImageKey(ImageKey&&) noexcept = default;
ImageKey& ImageKey::operator=(ImageKey&&) noexcept = default;
ImageKey::~ImageKey() = default;

Result<ImageKey> ImageKey::parse(std::string_view pem, std::string_view name) {
  constexpr std::size_t kMost = 64 * 1024;
  if (pem.size() > kMost) return refuse(name, "this is too long for a key");
  auto keys = std::make_unique<Keys>();
  Certificate certificate(
      PEM_read_bio_X509(stream_of(pem).get(), nullptr, no_pass_phrase, nullptr));
  if (certificate == nullptr) {
    return refuse(name,
                  "there is no certificate in it; expected PEM text with a CERTIFICATE and, to "
                  "sign, its PRIVATE KEY. \"armillary image key\" makes such a file");
  }
  keys->verifies = Key(X509_get_pubkey(certificate.get()));
  if (keys->verifies == nullptr || !is_p256(keys->verifies.get())) {
    return refuse(name,
                  "the certificate's key is not of ECDSA P-256, with which images are signed");
  }
  keys->secret =
      Key(PEM_read_bio_PrivateKey(stream_of(pem).get(), nullptr, no_pass_phrase, nullptr));
  if (keys->secret != nullptr && EVP_PKEY_eq(keys->secret.get(), keys->verifies.get()) != 1) {
    return refuse(name, "the private key is not the certificate's");
  }
  Thumbprint thumbprint{};
  unsigned length = 0;
  if (X509_digest(certificate.get(), EVP_sha1(), thumbprint.data(), &length) != 1) {
    return broken("hash a certificate");
  }
  return ImageKey(std::move(keys), thumbprint);
}

Result<std::string> ImageKey::make() {
  const Key key(EVP_EC_gen("P-256"));
  if (key == nullptr) return broken("make a key");
  const Certificate certificate = self_signed(key.get());
  const Stream stream(BIO_new(BIO_s_mem()));
  if (certificate == nullptr || stream == nullptr ||
      PEM_write_bio_PrivateKey(stream.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) !=
          1 ||
      PEM_write_bio_X509(stream.get(), certificate.get()) != 1) {
    return broken("make a certificate");
  }
  char* text = nullptr;
  const long size = BIO_get_mem_data(stream.get(), &text);
  return std::string(text, static_cast<std::size_t>(size));
}

bool ImageKey::can_sign() const { return keys_->secret != nullptr; }

Result<std::string> ImageKey::sign(std::string_view bytes) const {
  const Digest context(EVP_MD_CTX_new());
  std::array<unsigned char, 80> der{};  // two numbers of up to 33 bytes, and their heads
  std::size_t size = der.size();
  if (context == nullptr ||
      EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, keys_->secret.get()) != 1 ||
      EVP_DigestSign(context.get(), der.data(), &size, unsigned_bytes(bytes_of(bytes)),
                     bytes.size()) != 1) {
    return broken("sign the image");
  }
  const unsigned char* at = der.data();
  const EcdsaSignature numbers(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size)));
  std::array<unsigned char, kSignatureSize> raw{};
  if (numbers == nullptr ||
      BN_bn2binpad(ECDSA_SIG_get0_r(numbers.get()), raw.data(), kHalf) != kHalf ||
      BN_bn2binpad(ECDSA_SIG_get0_s(numbers.get()), raw.data() + kHalf, kHalf) != kHalf) {
    return broken("write the signature");
  }
  return std::string(raw.begin(), raw.end());
}

bool ImageKey::verify(Bytes bytes, Bytes signature) const {
  if (signature.size() != kSignatureSize) return false;
  const EcdsaSignature numbers(ECDSA_SIG_new());
  if (numbers == nullptr) return false;
  BIGNUM* r = BN_bin2bn(unsigned_bytes(signature), kHalf, nullptr);
  BIGNUM* s = BN_bin2bn(unsigned_bytes(signature) + kHalf, kHalf, nullptr);
  if (r == nullptr || s == nullptr || ECDSA_SIG_set0(numbers.get(), r, s) != 1) {
    BN_free(r);
    BN_free(s);
    return false;
  }
  std::array<unsigned char, 80> der{};
  unsigned char* end = der.data();
  const int size = i2d_ECDSA_SIG(numbers.get(), nullptr);
  if (size <= 0 || static_cast<std::size_t>(size) > der.size()) return false;
  i2d_ECDSA_SIG(numbers.get(), &end);
  const Digest context(EVP_MD_CTX_new());
  return context != nullptr &&
         EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr,
                              keys_->verifies.get()) == 1 &&
         EVP_DigestVerify(context.get(), der.data(), static_cast<std::size_t>(size),
                          unsigned_bytes(bytes), bytes.size()) == 1;
}

std::string to_string(const Thumbprint& thumbprint) {
  std::string text;
  for (const std::uint8_t byte : thumbprint) text += fmt::format("{:02x}", byte);
  return text;
}

}  // namespace armillary::image
