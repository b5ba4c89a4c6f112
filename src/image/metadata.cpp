// SPDX-License-Identifier: GPL-2.0-or-later
#include "image/metadata.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "image/store.h"

namespace armillary::image {
namespace {

constexpr std::uint32_t kMagic = 0x4D345834;  // "4X4M"
constexpr std::size_t kHead = 8, kLength = 4, kSectionHead = 4;

constexpr std::uint16_t section_id(char first, char second) {
  return static_cast<std::uint16_t>(static_cast<unsigned char>(first) |
                                    static_cast<unsigned char>(second) << 8);
}
constexpr std::uint16_t kIdentity = section_id('I', 'D'), kSigner = section_id('S', 'G'),
                        kDebug = section_id('D', 'B'), kTemporary = section_id('T', 'P'),
                        kNeeds = section_id('N', 'D'), kProvides = section_id('N', 'P');
constexpr std::size_t kIdentitySize = 36, kSignerSize = 24, kDebugSize = 40, kDebugName = 32;

Guid guid_at(Bytes bytes, std::size_t at) {
  return Guid(std::span<const std::byte, 16>(bytes.subspan(at, 16)));
}

/// The sizes of a section's parts have been checked: false for one that does not fit its id.
bool take_abi(Bytes data, std::vector<AbiVersion>& out) {
  constexpr std::size_t kEntry = 8, kMost = 16;
  if (data.size() < 4) return false;
  const std::uint32_t count = load32(data, 0);
  if (count > kMost || data.size() < 4 + count * kEntry) return false;
  for (std::size_t i = 0; i < count; ++i) {
    out.push_back({load32(data, 4 + i * kEntry), load32(data, 8 + i * kEntry)});
  }
  return true;
}

bool take(Metadata& out, std::uint16_t id, Bytes data) {
  switch (id) {
    case kIdentity:
      if (data.size() < kIdentitySize) return false;
      out.identity = {load16(data, 0), guid_at(data, 4), guid_at(data, 20)};
      return true;
    case kSigner: {
      if (data.size() < kSignerSize) return false;
      Metadata::Signature signature;
      std::transform(data.begin(), data.begin() + 20, signature.signer.begin(),
                     [](std::byte b) { return std::to_integer<std::uint8_t>(b); });
      signature.type = load32(data, 20);
      out.signature = signature;
      return true;
    }
    case kDebug:
      if (data.size() < kDebugSize) return false;
      out.debug = {load64(data, 0), std::string(text_at(data.subspan(8, kDebugName), 0))};
      return true;
    case kTemporary:
      if (data.size() < 4) return false;
      out.temporary = load32(data, 0);
      return true;
    case kNeeds:
      return take_abi(data, out.needs);
    case kProvides:
      return take_abi(data, out.provides);
    default: {
      std::string letters{static_cast<char>(id & 0xFF), static_cast<char>(id >> 8)};
      std::string bytes(data.size(), '\0');
      std::transform(data.begin(), data.end(), bytes.begin(),
                     [](std::byte b) { return static_cast<char>(b); });
      out.others.push_back({std::move(letters), std::move(bytes)});
      return true;
    }
  }
}

class Writer {
 public:
  void section(std::uint16_t id, std::string_view data) {
    ++count_;
    append16(out_, id);
    append16(out_, static_cast<std::uint16_t>(data.size()));
    out_ += data;
  }
  void abi(std::uint16_t id, const std::vector<AbiVersion>& versions) {
    if (versions.empty()) return;
    std::string data;
    append32(data, static_cast<std::uint32_t>(versions.size()));
    for (const AbiVersion& version : versions) {
      append32(data, version.version);
      append32(data, version.type);
    }
    section(id, data);
  }
  std::string finish() {
    std::string all;
    append32(all, kMagic);
    append32(all, count_);
    all += out_;
    all.resize((all.size() + 3) & ~std::size_t{3});
    append32(all, static_cast<std::uint32_t>(all.size() + kLength));
    return all;
  }

 private:
  std::string out_;
  std::uint32_t count_ = 0;
};

std::string_view view(const std::array<std::uint8_t, 16>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

std::string image_type_name(std::uint16_t type) {
  constexpr std::array<std::string_view, 29> kNames = {"Invalid",
                                                       "OneBL",
                                                       "PlutonRuntime",
                                                       "WifiFirmware",
                                                       "SecurityMonitor",
                                                       "NormalWorldLoader",
                                                       "NormalWorldDTB",
                                                       "NormalWorldKernel",
                                                       "RootFs",
                                                       "Services",
                                                       "Applications",
                                                       "",
                                                       "",
                                                       "FirmwareConfig",
                                                       "",
                                                       "",
                                                       "BootManifest",
                                                       "NormalWorldFileSystem",
                                                       "",
                                                       "TrustedKeystore",
                                                       "Policy",
                                                       "CustomerBoardConfig",
                                                       "UpdateCertStore",
                                                       "BaseSystemUpdateManifest",
                                                       "FirmwareUpdateManifest",
                                                       "CustomerUpdateManifest",
                                                       "RecoveryManifest",
                                                       "ManifestSet",
                                                       "Other"};
  if (type < kNames.size() && !kNames[type].empty()) return std::string(kNames[type]);
  return fmt::format("type {}", type);
}

Result<Metadata> read_metadata(Bytes image, std::string_view name) {
  const auto damaged = [&](std::uint64_t at, std::string_view what) {
    return failure(ErrorKind::bad_input,
                   fmt::format("{}: byte {:#x}: {}; the image package is damaged or truncated. "
                               "Copy it again",
                               name, at, what));
  };
  if (image.size() < kSignatureSize + kHead + kLength) return damaged(image.size(), "no metadata");
  const std::size_t length_at = image.size() - kSignatureSize - kLength;
  const std::uint32_t length = load32(image, length_at);
  if (length < kHead + kLength || length > length_at + kLength) {
    return damaged(length_at, fmt::format("a metadata length of {}", length));
  }
  const std::size_t start = length_at + kLength - length;
  if (load32(image, start) != kMagic) return damaged(start, "no metadata mark (34 58 34 4d)");
  const std::uint32_t count = load32(image, start + 4);
  std::size_t at = start + kHead;
  Metadata metadata;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (length_at - at < kSectionHead)
      return damaged(at, "the metadata sections go past their end");
    const std::uint16_t id = load16(image, at), size = load16(image, at + 2);
    if (length_at - at - kSectionHead < size)
      return damaged(at, "a metadata section goes past the end");
    if (!take(metadata, id, image.subspan(at + kSectionHead, size))) {
      return damaged(
          at, fmt::format("the metadata section {:#06x} with {} bytes is not whole", id, size));
    }
    at += kSectionHead + size;
  }
  return metadata;
}

std::string write_metadata(const Metadata& metadata) {
  Writer writer;
  if (metadata.identity) {
    std::string data;
    append16(data, metadata.identity->image_type);
    append16(data, 0);
    data += view(metadata.identity->component_id.bytes());
    data += view(metadata.identity->image_id.bytes());
    writer.section(kIdentity, data);
  }
  if (metadata.signature) {
    std::string data(metadata.signature->signer.begin(), metadata.signature->signer.end());
    append32(data, metadata.signature->type);
    writer.section(kSigner, data);
  }
  if (metadata.debug) {
    std::string data;
    append64(data, metadata.debug->built_s);
    data += metadata.debug->name.substr(0, Metadata::kLongestName);
    data.resize(kDebugSize);
    writer.section(kDebug, data);
  }
  if (metadata.temporary) {
    std::string data;
    append32(data, *metadata.temporary);
    writer.section(kTemporary, data);
  }
  writer.abi(kNeeds, metadata.needs);
  writer.abi(kProvides, metadata.provides);
  for (const Metadata::Other& other : metadata.others) {
    writer.section(section_id(other.id[0], other.id[1]), other.bytes);
  }
  return writer.finish();
}

}  // namespace armillary::image
