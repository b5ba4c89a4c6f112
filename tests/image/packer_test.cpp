// SPDX-License-Identifier: GPL-2.0-or-later
#include "image/packer.h"

#include <gmock/gmock.h>

#include "image/elf_builder.h"
#include "image/package.h"

namespace armillary::image {
namespace {

using test::ElfBuilder;
using testing::HasSubstr;
using State = SignatureReport::State;

constexpr std::string_view kRealTime =
    R"({"SchemaVersion":1,"Name":"p","ComponentId":"25025d2c-66da-4448-bae1-ac26fcdd3627",)"
    R"("EntryPoint":"/bin/app","Capabilities":{"Gpio":["$SAMPLE_LED",9]},)"
    R"("ApplicationType":"RealTimeCapable"})";

ImageKey new_key() { return ImageKey::parse(ImageKey::make().value(), "key.pem").value(); }

class Packer : public testing::Test {
 protected:
  PackRequest request(std::string_view manifest = kRealTime) {
    PackRequest request;
    request.files = {{"app_manifest.json", std::string(manifest), false},
                     {"bin/app", ElfBuilder::good().build(), false},
                     {"data/table.txt", "1 2 3\n", false}};
    return request;
  }
  std::string refusal(PackRequest request) {
    const auto packed = pack_image(std::move(request), key_, "folder");
    return packed ? "(packed)" : packed.error().message;
  }
  static std::vector<ImageKey> list(ImageKey key) {
    std::vector<ImageKey> keys;
    keys.push_back(std::move(key));
    return keys;
  }

  std::string pem_ = ImageKey::make().value();
  ImageKey key_ = ImageKey::parse(pem_, "key.pem").value();
  ImageKey same_key_ = ImageKey::parse(pem_, "key.pem").value();
};

TEST_F(Packer, APackageReadsAsTheFolder) {
  const auto packed = pack_image(request(), key_, "folder");
  ASSERT_TRUE(packed) << packed.error().message;
  const auto package = read_package(packed->bytes, "p.imagepackage");
  ASSERT_TRUE(package) << package.error().message;
  EXPECT_EQ(package->files.size(), 3U);
  EXPECT_TRUE(package->find("bin/app")->executable);
  EXPECT_EQ(package->find("bin/app")->bytes, request().files[1].bytes);
  EXPECT_FALSE(package->find("data/table.txt")->executable);
  EXPECT_EQ(package->metadata, packed->metadata);
  EXPECT_EQ(package->manifest.capabilities.gpio, (std::set<unsigned>{8, 9}));
  EXPECT_THAT(package->find("app_manifest.json")->bytes,
              HasSubstr("\"Gpio\": [\n      8,\n      9\n    ]"))
      << "names are replaced";
}

TEST_F(Packer, ARealTimeAppNeedsNoApiSet) {
  const auto packed = pack_image(request(), key_, "folder");
  ASSERT_TRUE(packed);
  EXPECT_TRUE(packed->metadata.needs.empty());
  const auto package = read_package(packed->bytes, "p");
  EXPECT_THAT(package->find("app_manifest.json")->bytes,
              testing::Not(HasSubstr("TargetApplicationRuntimeVersion")));
}

TEST_F(Packer, EqualRequestsGiveEqualBytesButForTheSignature) {
  const auto first = pack_image(request(), key_, "folder");
  const auto second = pack_image(request(), key_, "elsewhere");
  ASSERT_TRUE(first && second);
  const auto without = [](const std::string& bytes) {
    return bytes.substr(0, bytes.size() - kSignatureSize);
  };
  EXPECT_EQ(without(first->bytes), without(second->bytes));
  PackRequest other = request();
  other.files[2].bytes = "4\n";
  const auto third = pack_image(std::move(other), key_, "folder");
  ASSERT_TRUE(third);
  EXPECT_NE(third->metadata.identity->image_id, first->metadata.identity->image_id);
}

TEST_F(Packer, MetadataSaysWhatWasAskedFor) {
  PackRequest asked = request();
  asked.image_id = Guid::parse("11111111-2222-3333-4444-555555555555");
  asked.built_s = 1'700'000'000;
  asked.under_development = true;
  const auto packed = pack_image(std::move(asked), key_, "folder");
  ASSERT_TRUE(packed);
  EXPECT_EQ(packed->metadata.identity->image_id.to_string(),
            "11111111-2222-3333-4444-555555555555");
  EXPECT_EQ(packed->metadata.debug->built_s, 1'700'000'000U);
  EXPECT_EQ(packed->metadata.debug->name, "p");
  EXPECT_EQ(packed->metadata.temporary, Metadata::kUnderDevelopment);
  EXPECT_EQ(packed->metadata.signature->signer, key_.thumbprint());
}

TEST_F(Packer, WhatCannotRunIsNotPacked) {
  PackRequest bad = request();
  bad.files.erase(bad.files.begin());
  EXPECT_THAT(refusal(std::move(bad)), HasSubstr("there is no app_manifest.json"));
  bad = request();
  bad.files.erase(bad.files.begin() + 1);
  EXPECT_THAT(refusal(std::move(bad)), HasSubstr("there is no \"/bin/app\" (device error 2.22)"));
  EXPECT_THAT(refusal(request("{")),
              HasSubstr("folder/app_manifest.json:1:2: the manifest is not"));
  std::string unknown(kRealTime);
  unknown.replace(unknown.find("SAMPLE_LED"), 10, "SAMPLE_LAD");
  EXPECT_THAT(refusal(request(unknown)),
              HasSubstr("/Capabilities/Gpio/0: \"$SAMPLE_LAD\" is not in the hardware definition"));
  std::string high_level(kRealTime);
  high_level.replace(high_level.find("RealTimeCapable"), 15, "Default");
  EXPECT_THAT(refusal(request(high_level)), HasSubstr("this is firmware for an M4 core"));
  bad = request();
  bad.files[1].bytes = "no program";
  EXPECT_THAT(refusal(std::move(bad)), HasSubstr("folder/bin/app"));
}

TEST_F(Packer, ACertificateAloneDoesNotSign) {
  const auto certificate =
      ImageKey::parse(pem_.substr(pem_.find("-----BEGIN CERTIFICATE")), "cert.pem");
  ASSERT_TRUE(certificate);
  EXPECT_FALSE(certificate->can_sign());
  const auto packed = pack_image(request(), *certificate, "folder");
  ASSERT_FALSE(packed);
  EXPECT_THAT(packed.error().message, HasSubstr("no PRIVATE KEY"));
}

TEST_F(Packer, ASignatureIsOfAllBytesAndOfOneKey) {
  const auto packed = pack_image(request(), key_, "folder");
  ASSERT_TRUE(packed);
  const auto state = [&](const std::string& bytes, const std::vector<ImageKey>& keys) {
    return report_signature(bytes_of(bytes), packed->metadata, keys).state;
  };
  const auto known = list(std::move(same_key_));
  EXPECT_EQ(state(packed->bytes, known), State::good);
  EXPECT_EQ(state(packed->bytes, {}), State::foreign);
  EXPECT_EQ(state(packed->bytes, list(new_key())), State::foreign);
  for (const std::size_t at : {std::size_t{0}, std::size_t{0x1001}, packed->bytes.size() - 70,
                               packed->bytes.size() - 64, packed->bytes.size() - 1}) {
    std::string changed = packed->bytes;
    changed[at] ^= 1;
    EXPECT_EQ(state(changed, known), State::wrong) << at;
  }
}

TEST_F(Packer, ThePolicyDecidesWhatIsRead) {
  const auto packed = pack_image(request(), key_, "folder");
  ASSERT_TRUE(packed);
  const auto refusal_of = [](const std::string& bytes, const SignaturePolicy& policy) {
    const auto package = read_package(bytes, "p", policy);
    return package ? "(read)" : package.error().message;
  };
  EXPECT_EQ(refusal_of(packed->bytes, {}), "(read)");
  EXPECT_THAT(refusal_of(packed->bytes, {true, {}}),
              HasSubstr("p: signed by the key " + to_string(key_.thumbprint()) +
                        ", whose key is not here"));
  const SignaturePolicy known{true, list(std::move(same_key_))};
  EXPECT_EQ(refusal_of(packed->bytes, known), "(read)");
  std::string changed = packed->bytes;
  changed[changed.find("1 2 3")] = '7';
  EXPECT_THAT(refusal_of(changed, known), HasSubstr("changed after it was signed"));
  EXPECT_EQ(refusal_of(changed, {}), "(read)") << "of a key that is not known nothing can be said";
}

TEST(ImageKey, FilesThatAreNoKeysAreRefused) {
  const auto refusal = [](const std::string& pem) {
    const auto key = ImageKey::parse(pem, "key.pem");
    return key ? "(accepted)" : key.error().message;
  };
  EXPECT_THAT(refusal(""), HasSubstr("key.pem: there is no certificate in it"));
  EXPECT_THAT(refusal(std::string(70'000, 'x')), HasSubstr("too long"));
  const std::string one = ImageKey::make().value(), other = ImageKey::make().value();
  const std::size_t certificate = one.find("-----BEGIN CERTIFICATE");
  EXPECT_THAT(refusal(one.substr(0, certificate)), HasSubstr("there is no certificate"));
  EXPECT_THAT(
      refusal(other.substr(0, other.find("-----BEGIN CERTIFICATE")) + one.substr(certificate)),
      HasSubstr("the private key is not the certificate's"));
}

TEST(SignerName, TheVendorsTestKeyIsKnownByItsEnds) {
  SignatureReport report;
  EXPECT_EQ(signer_name(report), "not known");
  report.signer = Thumbprint{0xA8, 0xD5, 0xCC, 0x69};
  (*report.signer)[18] = 0x5D;
  (*report.signer)[19] = 0xF0;
  EXPECT_EQ(signer_name(report), "the vendor's SDK (test key)");
}

}  // namespace
}  // namespace armillary::image
