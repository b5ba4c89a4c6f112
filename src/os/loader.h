// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "os/memory/address_space.h"
#include "os/process.h"
#include "os/random_source.h"
#include "os/vfs.h"

namespace armillary::os {

/// Why a program cannot be started: the error number for execve and the sentence for the person.
struct LoadError {
  int error = 0;
  std::string message;
};

/// What a program starts with.
struct LoadedProgram {
  std::uint32_t entry = 0;  ///< bit 0: Thumb
  std::uint32_t stack = 0;
  std::string executable;  ///< the real path
};

/// How a program is started.
struct LoadRequest {
  Caller caller;
  std::string path;
  std::vector<std::string> arguments, environment;
  Credentials credentials;
};

/// Maps a program and the dynamic linker that it names into an empty address space, with its stack:
/// arguments, environment and the auxiliary vector, as the kernel's binfmt_elf does. Reads files
/// through the Vfs alone.
class Loader {
 public:
  static constexpr std::uint32_t kStackTop = 0xbefff000;
  static constexpr std::uint32_t kStackSize = 8u << 20;
  static constexpr std::uint32_t kProgramBase = 0x00400000;  ///< of position-independent programs
  static constexpr std::size_t kLongestArguments = 128u << 10;

  Loader(Vfs& vfs, RandomSource& random) : vfs_(vfs), random_(random) {}
  tl::expected<LoadedProgram, LoadError> load(AddressSpace& space, const LoadRequest& request);

 private:
  struct Image;
  tl::expected<Image, LoadError> read_image(const Caller& caller, const std::string& path);
  tl::expected<void, LoadError> map_image(AddressSpace& space, const Image& image,
                                          std::uint32_t bias);
  tl::expected<std::uint32_t, LoadError> make_stack(AddressSpace& space, const LoadRequest& request,
                                                    const Image& program, std::uint32_t bias,
                                                    std::uint32_t interpreter_base);
  Vfs& vfs_;
  RandomSource& random_;
};

}  // namespace armillary::os
