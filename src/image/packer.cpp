// SPDX-License-Identifier: GPL-2.0-or-later
#include "image/packer.h"

#include <algorithm>
#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/sha256.h"
#include "base/suggest.h"
#include "image/asxipfs.h"
#include "image/elf.h"
#include "image/json_document.h"

namespace armillary::image {

namespace json = boost::json;

namespace {

constexpr std::string_view kManifest = "app_manifest.json";
constexpr std::string_view kTargetVersion = "TargetApplicationRuntimeVersion";

tl::unexpected<Error> refuse(std::string_view place, std::string_view why) {
  return failure(ErrorKind::bad_input, fmt::format("{}: {}", place, why));
}

PackageFile* find(std::vector<PackageFile>& files, std::string_view path) {
  while (path.starts_with('/')) path.remove_prefix(1);
  const auto found = std::find_if(files.begin(), files.end(),
                                  [&](const PackageFile& file) { return file.path == path; });
  return found == files.end() ? nullptr : &*found;
}

/// Replaces the names of the hardware definition in the lists that may hold them.
Result<void> resolve_names(json::object& root, const HardwareDefinition& hardware,
                           std::string_view place) {
  json::value* capabilities = root.if_contains("Capabilities");
  if (capabilities == nullptr || !capabilities->is_object()) return {};
  for (const std::string_view capability :
       {"Gpio", "Uart", "I2cMaster", "SpiMaster", "Adc", "Pwm"}) {
    json::value* list = capabilities->get_object().if_contains(capability);
    if (list == nullptr || !list->is_array()) continue;
    for (std::size_t i = 0; i < list->get_array().size(); ++i) {
      json::value& entry = list->get_array()[i];
      if (!entry.is_string() || !view(entry.get_string()).starts_with('$')) continue;
      const auto value = hardware.resolve(view(entry.get_string()).substr(1), capability);
      if (!value) {
        return refuse(fmt::format("{}: /Capabilities/{}/{}", place, capability, i),
                      value.error().message);
      }
      if (const auto* pin = std::get_if<unsigned>(&*value)) {
        entry = *pin;
      } else {
        entry = std::get<std::string>(*value);
      }
    }
  }
  return {};
}

unsigned api_set_of(const PackRequest& request, const json::object& manifest) {
  if (request.api_set) return *request.api_set;
  const json::value* value = manifest.if_contains(kTargetVersion);
  if (value == nullptr || !value->is_int64()) return kNewestApiSet;
  const std::int64_t number = value->get_int64();
  return number >= kOldestApiSet && number <= kNewestApiSet ? static_cast<unsigned>(number)
                                                            : kNewestApiSet;
}

/// Indented by two, as people write manifests.
void write_json(std::string& out, const json::value& value, unsigned depth) {
  const std::string margin(2 * (depth + 1), ' ');
  const auto entries = [&](const auto& list, char open, char close, auto write) {
    out += open;
    bool first = true;
    for (const auto& entry : list) {
      out += first ? "\n" : ",\n";
      first = false;
      out += margin;
      write(entry);
    }
    if (!first) out += "\n" + std::string(2 * depth, ' ');
    out += close;
  };
  if (value.is_object()) {
    entries(value.get_object(), '{', '}', [&](const auto& entry) {
      out += json::serialize(json::string(entry.key())) + ": ";
      write_json(out, entry.value(), depth + 1);
    });
  } else if (value.is_array()) {
    entries(value.get_array(), '[', ']',
            [&](const auto& entry) { write_json(out, entry, depth + 1); });
  } else {
    out += json::serialize(value);
  }
}

/// An id that equal contents share.
Guid id_of(std::string_view bytes) {
  Sha256 hash;
  hash.update("armillary image ");
  hash.update(bytes);
  const std::string hex = hash.hex();
  return Guid::parse(fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4),
                                 hex.substr(12, 4), hex.substr(16, 4), hex.substr(20, 12)))
      .value_or(Guid{});
}

Result<void> check_program(const PackageFile* program, const Manifest& manifest,
                           std::string_view name) {
  if (program == nullptr) {
    return refuse(name, fmt::format("there is no {} (device error 2.22), which /EntryPoint of its "
                                    "manifest names; build the app first",
                                    in_quotes(manifest.entry_point)));
  }
  const std::string place = fmt::format("{}/{}", name, program->path);
  const auto elf = read_elf(bytes_of(program->bytes), place);
  if (!elf) return tl::unexpected<Error>(elf.error());
  const bool real_time = manifest.type == ApplicationType::real_time;
  if (elf->for_linux() != real_time) return {};
  return refuse(place, real_time ? "this is a Linux program, but /ApplicationType of the manifest "
                                   "is \"RealTimeCapable\""
                                 : "this is firmware for an M4 core; give the manifest "
                                   "\"ApplicationType\": \"RealTimeCapable\"");
}

Metadata metadata_of(const PackRequest& request, const Manifest& manifest, std::string_view bytes,
                     const ImageKey& key) {
  Metadata metadata;
  metadata.identity = {kApplications, manifest.component_id,
                       request.image_id ? *request.image_id : id_of(bytes)};
  metadata.signature = {key.thumbprint(), Metadata::Signature::kEcdsa256};
  metadata.debug = {request.built_s, manifest.name.substr(0, Metadata::kLongestName)};
  if (request.under_development || request.remove_at_boot) {
    metadata.temporary = (request.under_development ? Metadata::kUnderDevelopment : 0U) |
                         (request.remove_at_boot ? Metadata::kRemoveAtBoot : 0U);
  }
  if (manifest.type != ApplicationType::real_time) {
    metadata.needs = {{request.api_set.value_or(kNewestApiSet), AbiVersion::kApplicationRuntime}};
  }
  return metadata;
}

}  // namespace

Result<PackedImage> pack_image(PackRequest request, const ImageKey& key, std::string_view name) {
  if (!key.can_sign()) {
    return failure(ErrorKind::bad_input,
                   "the key has a certificate but no PRIVATE KEY, so it cannot sign");
  }
  PackageFile* text = find(request.files, kManifest);
  if (text == nullptr) {
    return refuse(name,
                  "there is no app_manifest.json in it (device error 2.25); name an app's folder");
  }
  const std::string place = fmt::format("{}/{}", name, kManifest);
  auto root = parse_json(text->bytes, place, "manifest", " (device error 2.1)");
  if (!root) return tl::unexpected<Error>(root.error());
  if (root->is_object()) {
    if (auto done = resolve_names(root->get_object(), request.hardware, place); !done) {
      return tl::unexpected<Error>(done.error());
    }
    const json::value* type = root->get_object().if_contains("ApplicationType");
    const bool real_time =
        type != nullptr && type->is_string() && view(type->get_string()) == "RealTimeCapable";
    if (!real_time) {
      request.api_set = api_set_of(request, root->get_object());
      root->get_object()[kTargetVersion] = *request.api_set;
    }
  }
  text->bytes.clear();
  write_json(text->bytes, *root, 0);
  text->bytes += '\n';
  auto manifest = parse_manifest(text->bytes, place);
  if (!manifest) return tl::unexpected<Error>(manifest.error());
  PackageFile* program = find(request.files, manifest->entry_point);
  if (auto good = check_program(program, *manifest, name); !good) {
    return tl::unexpected<Error>(good.error());
  }
  program->executable = true;

  auto files = write_asxipfs(request.files);
  if (!files) return refuse(name, files.error().message);
  PackedImage packed;
  packed.metadata = metadata_of(request, *manifest, *files, key);
  packed.manifest = std::move(*manifest);
  packed.bytes = std::move(*files) + write_metadata(packed.metadata);
  auto signature = key.sign(packed.bytes);
  if (!signature) return tl::unexpected<Error>(signature.error());
  packed.bytes += *signature;
  return packed;
}

}  // namespace armillary::image
