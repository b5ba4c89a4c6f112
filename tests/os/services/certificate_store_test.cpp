// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/services/certificate_store.h"

#include <memory>
#include <string>

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

namespace armillary::os {
namespace {

using Result = CertificateStore::Result;

std::string text_of(BIO* bio) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio, &bytes);
  std::string text(bytes, static_cast<std::size_t>(size));
  BIO_free(bio);
  return text;
}

/// A key, and a certificate of it that it has signed itself.
struct Pair {
  explicit Pair(const char* name) : key(EVP_EC_gen("P-256")) {
    X509* made = X509_new();
    X509_set_version(made, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(made), 1);
    ASN1_TIME_set(X509_getm_notBefore(made), 1'000'000'000);
    ASN1_TIME_set(X509_getm_notAfter(made), 2'000'000'000);
    X509_set_pubkey(made, key);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(made), "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
    X509_set_issuer_name(made, X509_get_subject_name(made));
    X509_sign(made, key, EVP_sha256());
    BIO* bio = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(bio, made);
    certificate = text_of(bio);
    X509_free(made);
  }
  ~Pair() { EVP_PKEY_free(key); }
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;
  [[nodiscard]] std::string private_key(const char* password = nullptr) const {
    BIO* bio = BIO_new(BIO_s_mem());
    PEM_write_bio_PKCS8PrivateKey(bio, key, password == nullptr ? nullptr : EVP_aes_128_cbc(),
                                  password, password == nullptr ? 0 : 4, nullptr, nullptr);
    return text_of(bio);
  }
  EVP_PKEY* key;
  std::string certificate;
};

TEST(CertificateStore, TellsWhatACertificateSaysOfItself) {
  const Pair pair("device");
  CertificateStore store;
  ASSERT_EQ(store.install_client("mine", pair.certificate, pair.private_key(), {}), Result::ok);
  ASSERT_EQ(store.install_root_ca("root.1", pair.certificate), Result::ok);
  const auto info = store.info("mine");
  ASSERT_TRUE(info);
  EXPECT_EQ(info->subject, "/CN=device");
  EXPECT_EQ(info->issuer, "/CN=device");
  EXPECT_EQ(info->not_before, 1'000'000'000);
  EXPECT_EQ(info->not_after, 2'000'000'000);
  EXPECT_FALSE(store.info("other"));
  EXPECT_EQ(store.available() + store.entries().at("mine").key.size() + 2 * pair.certificate.size(),
            CertificateStore::kCapacity);
}

TEST(CertificateStore, AKeyMustBeReadableAndFit) {
  const Pair pair("device"), other("other");
  CertificateStore store;
  const auto install = [&](const std::string& key, std::optional<std::string> password = {}) {
    return store.install_client("id", pair.certificate, key, password);
  };
  EXPECT_EQ(install(other.private_key()), Result::bad_key);
  EXPECT_EQ(install("no key"), Result::bad_key);
  EXPECT_EQ(install(pair.private_key("open")), Result::wrong_password);
  EXPECT_EQ(install(pair.private_key("open"), "shut"), Result::wrong_password);
  EXPECT_TRUE(store.entries().empty());
  EXPECT_EQ(install(pair.private_key("open"), "open"), Result::ok);
  EXPECT_EQ(store.entries().at("id").key.find("ENCRYPTED"), std::string::npos);
  EXPECT_EQ(install(pair.private_key("open"), std::string(257, 'x')), Result::too_large);
}

TEST(CertificateStore, BadInputIsRefused) {
  const Pair pair("device");
  CertificateStore store;
  for (const std::string id : {"", "seventeen-letters", "a b", "../etc"}) {
    EXPECT_EQ(store.install_root_ca(id, pair.certificate), Result::bad_id) << id;
  }
  EXPECT_EQ(store.install_root_ca("id", "not a certificate"), Result::bad_certificate);
  EXPECT_EQ(store.install_root_ca("id", pair.certificate.substr(0, 100)), Result::bad_certificate);
  EXPECT_EQ(store.install_root_ca("id", std::string(8193, 'x')), Result::too_large);
  EXPECT_EQ(store.remove("id"), Result::not_found);
  EXPECT_EQ(store.move("id", "to"), Result::not_found);
  EXPECT_EQ(store.move("id", "no good"), Result::bad_id);
}

TEST(CertificateStore, ReplacesMovesAndRemoves) {
  const Pair one("one"), two("two");
  CertificateStore store;
  ASSERT_EQ(store.install_root_ca("a", one.certificate), Result::ok);
  const std::size_t space = store.available();
  ASSERT_EQ(store.install_root_ca("a", one.certificate), Result::ok);
  EXPECT_EQ(store.available(), space);
  ASSERT_EQ(store.install_root_ca("b", two.certificate), Result::ok);
  EXPECT_EQ(store.move("b", "b"), Result::ok);
  EXPECT_EQ(store.move("b", "a"), Result::ok);
  EXPECT_EQ(store.entries().size(), 1U);
  EXPECT_EQ(store.info("a")->subject, "/CN=two");
  EXPECT_EQ(store.remove("a"), Result::ok);
  EXPECT_EQ(store.available(), CertificateStore::kCapacity);
}

TEST(CertificateStore, IsFullAtItsCapacity) {
  const Pair pair("device");
  const std::string large = pair.certificate + std::string(8192 - pair.certificate.size(), '\n');
  CertificateStore store;
  for (const char* id : {"a", "b", "c"}) {
    ASSERT_EQ(store.install_root_ca(id, large), Result::ok);
  }
  EXPECT_EQ(store.available(), 0U);
  EXPECT_EQ(store.install_root_ca("d", pair.certificate), Result::no_space);
  EXPECT_EQ(store.install_root_ca("a", large), Result::ok) << "it makes room for itself";
}

}  // namespace
}  // namespace armillary::os
