// SPDX-License-Identifier: GPL-2.0-or-later
#include "cpu/armv7m/semihosting.h"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace armillary::cpu {

namespace {

// "Semihosting for AArch32 and AArch64", chapter 5: the operations.
enum Operation : std::uint32_t {
  kOpen = 0x01,
  kClose = 0x02,
  kWriteCharacter = 0x03,
  kWriteString = 0x04,
  kWrite = 0x05,
  kRead = 0x06,
  kReadCharacter = 0x07,
  kIsError = 0x08,
  kIsTerminal = 0x09,
  kSeek = 0x0A,
  kLength = 0x0C,
  kTemporaryName = 0x0D,
  kRemove = 0x0E,
  kRename = 0x0F,
  kClock = 0x10,
  kTime = 0x11,
  kSystem = 0x12,
  kErrno = 0x13,
  kCommandLine = 0x15,
  kHeapInfo = 0x16,
  kExit = 0x18,
  kExitExtended = 0x20,
  kElapsed = 0x30,
  kTickFrequency = 0x31,
};

constexpr std::uint32_t kError = 0xFFFFFFFF;
/// ADP_Stopped_ApplicationExit: the reason of a program that ends by itself.
constexpr std::uint32_t kApplicationExit = 0x20026;
// errno values of newlib, which is what asks.
constexpr std::uint32_t kNoEntry = 2, kBadHandle = 9, kBadAddress = 14, kTooManyFiles = 24,
                        kNotSupported = 95;

constexpr std::string_view kConsole = ":tt", kFeatures = ":semihosting-features";
/// The contents of that file: its magic number, then SH_EXT_EXIT_EXTENDED and
/// SH_EXT_STDOUT_STDERR (chapter 4.1).
constexpr std::array<std::byte, 5> kFeatureBytes{std::byte{'S'}, std::byte{'H'}, std::byte{'F'},
                                                 std::byte{'B'}, std::byte{3}};
/// A string without an end is cut here.
constexpr std::uint32_t kLongestString = 0x10000;
constexpr std::uint64_t kNanosecondsASecond = 1'000'000'000, kNanosecondsACentisecond = 10'000'000;

}  // namespace

Semihosting::Semihosting(GuestMemory& memory, Hooks hooks, Options options)
    : memory_(memory), hooks_(std::move(hooks)), options_(std::move(options)) {}

std::uint32_t Semihosting::call(std::uint32_t operation, std::uint32_t parameter) {
  switch (operation) {
    case kOpen:
      return open(parameter);
    case kClose:
      return close(parameter);
    case kWriteCharacter:
      return write_character(parameter);
    case kWriteString:
      return write_string(parameter);
    case kWrite:
      return write(parameter);
    case kRead:
      return read(parameter);
    case kReadCharacter:
      return kError;  // the console's input has ended
    case kIsError:
      return is_error(parameter);
    case kIsTerminal:
      return is_terminal(parameter);
    case kSeek:
      return seek(parameter);
    case kLength:
      return length(parameter);
    case kTemporaryName:
      return refuse("SYS_TMPNAM");
    case kRemove:
      return refuse("SYS_REMOVE");
    case kRename:
      return refuse("SYS_RENAME");
    case kClock:
      return static_cast<std::uint32_t>(nanoseconds() / kNanosecondsACentisecond);
    case kTime:
      return static_cast<std::uint32_t>(static_cast<std::uint64_t>(options_.start_time_s) +
                                        nanoseconds() / kNanosecondsASecond);
    case kSystem:
      return refuse("SYS_SYSTEM");
    case kErrno:
      return state_.error;
    case kCommandLine:
      return command_line(parameter);
    case kHeapInfo:
      return heap_info(parameter);
    case kExit:
      return exit(parameter, 0);
    case kExitExtended:
      return exit_extended(parameter);
    case kElapsed:
      return elapsed(parameter);
    case kTickFrequency:
      return static_cast<std::uint32_t>(kNanosecondsASecond);
    default:
      hooks_.warn(fmt::format("semihosting operation 0x{:02X} is not served", operation));
      return fail(kNotSupported);
  }
}

std::uint32_t Semihosting::fail(std::uint32_t error) {
  state_.error = error;
  return kError;
}

std::uint32_t Semihosting::refuse(const char* operation) {
  hooks_.warn(fmt::format("semihosting {} is refused: there are no host files", operation));
  return fail(kNotSupported);
}

std::uint64_t Semihosting::nanoseconds() const {
  return static_cast<std::uint64_t>((hooks_.now() - sim::kPowerOn).count());
}

// Memory of the guest --------------------------------------------------------------------------

std::optional<std::uint32_t> Semihosting::argument(std::uint32_t block, unsigned index) {
  const std::uint32_t address = block + 4 * index;
  if (const std::byte* const bytes = memory_.find(address, 4, Access::load)) {
    std::uint32_t value = 0;
    std::memcpy(&value, bytes, 4);
    return value;
  }
  hooks_.warn("semihosting with a parameter block where there is no memory");
  state_.error = kBadAddress;
  return std::nullopt;
}

bool Semihosting::store(std::uint32_t address, std::span<const std::byte> bytes) {
  const auto size = static_cast<std::uint32_t>(bytes.size());
  if (memory_.find(address, size, Access::store) != nullptr && memory_.poke(address, bytes)) {
    return true;
  }
  hooks_.warn("semihosting with a buffer where there is no memory to write");
  state_.error = kBadAddress;
  return false;
}

bool Semihosting::store_word(std::uint32_t address, std::uint32_t value) {
  std::array<std::byte, 4> bytes;
  std::memcpy(bytes.data(), &value, bytes.size());
  return store(address, bytes);
}

// The console ----------------------------------------------------------------------------------

std::uint32_t Semihosting::write_character(std::uint32_t address) {
  if (const std::byte* const byte = memory_.find(address, 1, Access::load)) {
    hooks_.output(std::span(byte, 1));
  } else {
    hooks_.warn("semihosting with text where there is no memory");
  }
  return 0;  // the operation has no result
}

std::uint32_t Semihosting::write_string(std::uint32_t address) {
  for (std::uint32_t i = 0; i < kLongestString; ++i) {
    const std::byte* const byte = memory_.find(address + i, 1, Access::load);
    if (byte == nullptr) {
      hooks_.warn("semihosting with text where there is no memory");
      return 0;
    }
    if (*byte == std::byte{0}) return 0;
    hooks_.output(std::span(byte, 1));
  }
  hooks_.warn(fmt::format("semihosting SYS_WRITE0 with a text of more than {} bytes, which is cut",
                          kLongestString));
  return 0;
}

// Files ----------------------------------------------------------------------------------------

Semihosting::File Semihosting::file(std::uint32_t handle) const {
  return handle < kHandles ? state_.files[handle] : File::none;
}

std::uint32_t Semihosting::open(std::uint32_t block) {
  const auto name = argument(block, 0);
  const auto mode = argument(block, 1);
  const auto size = argument(block, 2);
  if (!name || !mode || !size) return kError;
  const auto is = [&](std::string_view what) {
    if (*size != what.size()) return false;
    const std::byte* const bytes = memory_.find(*name, *size, Access::load);
    return bytes != nullptr && std::memcmp(bytes, what.data(), what.size()) == 0;
  };
  File kind = File::none;
  if (is(kConsole)) {
    kind = File::console;
  } else if (is(kFeatures)) {
    if (*mode > 3) return fail(kNoEntry);  // it can only be read
    kind = File::features;
  } else {
    hooks_.warn("semihosting SYS_OPEN is refused: there are no host files, only \":tt\"");
    return fail(kNoEntry);
  }
  const auto free = std::find(state_.files.begin() + 1, state_.files.end(), File::none);
  if (free == state_.files.end()) return fail(kTooManyFiles);
  *free = kind;
  const auto handle = static_cast<std::uint32_t>(free - state_.files.begin());
  state_.positions[handle] = 0;
  return handle;
}

std::uint32_t Semihosting::close(std::uint32_t block) {
  const auto handle = argument(block, 0);
  if (!handle) return kError;
  if (file(*handle) == File::none) return fail(kBadHandle);
  state_.files[*handle] = File::none;
  return 0;
}

// The result is the number of bytes that were not written.
std::uint32_t Semihosting::write(std::uint32_t block) {
  const auto handle = argument(block, 0);
  const auto address = argument(block, 1);
  const auto size = argument(block, 2);
  if (!handle || !address || !size) return kError;
  if (file(*handle) != File::console) {
    state_.error = kBadHandle;
    return *size;
  }
  if (*size == 0) return 0;
  const std::byte* const bytes = memory_.find(*address, *size, Access::load);
  if (bytes == nullptr) {
    hooks_.warn("semihosting with text where there is no memory");
    state_.error = kBadAddress;
    return *size;
  }
  hooks_.output(std::span(bytes, *size));
  return 0;
}

// The result is the number of bytes that were not read: all of them at the end of the file.
std::uint32_t Semihosting::read(std::uint32_t block) {
  const auto handle = argument(block, 0);
  const auto address = argument(block, 1);
  const auto size = argument(block, 2);
  if (!handle || !address || !size) return kError;
  const File kind = file(*handle);
  if (kind == File::none) state_.error = kBadHandle;
  if (kind != File::features) return *size;
  std::uint8_t& position = state_.positions[*handle];
  const auto left = static_cast<std::uint32_t>(kFeatureBytes.size() - position);
  const std::uint32_t count = std::min(*size, left);
  if (count == 0) return *size;
  if (!store(*address, std::span(kFeatureBytes).subspan(position, count))) return *size;
  position = static_cast<std::uint8_t>(position + count);
  return *size - count;
}

std::uint32_t Semihosting::seek(std::uint32_t block) {
  const auto handle = argument(block, 0);
  const auto position = argument(block, 1);
  if (!handle || !position) return kError;
  if (file(*handle) != File::features || *position > kFeatureBytes.size()) return fail(kBadHandle);
  state_.positions[*handle] = static_cast<std::uint8_t>(*position);
  return 0;
}

std::uint32_t Semihosting::is_terminal(std::uint32_t block) {
  const auto handle = argument(block, 0);
  if (!handle) return kError;
  if (file(*handle) == File::none) return fail(kBadHandle);
  return file(*handle) == File::console ? 1 : 0;
}

std::uint32_t Semihosting::length(std::uint32_t block) {
  const auto handle = argument(block, 0);
  if (!handle) return kError;
  if (file(*handle) == File::none) return fail(kBadHandle);
  return file(*handle) == File::features ? static_cast<std::uint32_t>(kFeatureBytes.size()) : 0;
}

std::uint32_t Semihosting::is_error(std::uint32_t block) {
  const auto status = argument(block, 0);
  return status && (*status >> 31) == 0 ? 0 : 1;
}

// The program ----------------------------------------------------------------------------------

std::uint32_t Semihosting::command_line(std::uint32_t block) {
  const auto address = argument(block, 0);
  const auto size = argument(block, 1);
  if (!address || !size) return kError;
  const std::string& text = options_.command_line;
  if (*size <= text.size()) return fail(kBadAddress);
  // With the terminating zero.
  if (!store(*address, std::as_bytes(std::span(text.c_str(), text.size() + 1)))) return kError;
  return store_word(block + 4, static_cast<std::uint32_t>(text.size())) ? 0 : kError;
}

// Zeros: where heap and stack lie is the firmware's own affair.
std::uint32_t Semihosting::heap_info(std::uint32_t address) {
  const auto block = argument(address, 0);
  if (!block) return kError;
  constexpr std::array<std::byte, 16> kUnknown{};
  return store(*block, kUnknown) ? 0 : kError;
}

std::uint32_t Semihosting::elapsed(std::uint32_t block) {
  const std::uint64_t ticks = nanoseconds();
  std::array<std::byte, 8> bytes;
  std::memcpy(bytes.data(), &ticks, bytes.size());
  return store(block, bytes) ? 0 : kError;
}

// Any other reason than the end of the program is an error that the program met.
std::uint32_t Semihosting::exit(std::uint32_t reason, std::uint32_t status) {
  hooks_.exit(reason == kApplicationExit ? status : std::max(status, 1U));
  return 0;
}

std::uint32_t Semihosting::exit_extended(std::uint32_t block) {
  const auto reason = argument(block, 0);
  const auto status = argument(block, 1);
  // Even without a readable block the program wants to end.
  return exit(reason.value_or(0), status.value_or(0));
}

}  // namespace armillary::cpu
