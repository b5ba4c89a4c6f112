// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/dev/basic_devices.h"

#include <algorithm>
#include <utility>

namespace armillary::os {

namespace {

enum class Kind : std::uint8_t { null, zero, full, random };

class BasicDevice final : public File {
 public:
  BasicDevice(std::uint32_t flags, Kind kind, RandomSource& random)
      : File(flags), kind_(kind), random_(random) {}
  SysResult read(std::span<std::byte> out) override {
    if (kind_ == Kind::null) return 0;
    if (kind_ == Kind::random) {
      random_.fill(out);
    } else {
      std::ranges::fill(out, std::byte{0});
    }
    return static_cast<SysResult>(out.size());
  }
  SysResult write(std::span<const std::byte> in) override {
    return kind_ == Kind::full ? -kENOSPC : static_cast<SysResult>(in.size());
  }
  SysResult seek(std::int64_t /*offset*/, int /*whence*/) override { return 0; }
  [[nodiscard]] OsResult<Stat> stat() const override {
    Stat stat;
    stat.mode = kModeCharacter | 0666;
    stat.inode = 3 + static_cast<std::uint64_t>(kind_);
    return stat;
  }

 private:
  Kind kind_;
  RandomSource& random_;
};

}  // namespace

void add_basic_devices(Vfs& vfs, RandomSource& random) {
  for (const auto& [path, kind] :
       {std::pair{"/dev/null", Kind::null}, std::pair{"/dev/zero", Kind::zero},
        std::pair{"/dev/full", Kind::full}, std::pair{"/dev/random", Kind::random},
        std::pair{"/dev/urandom", Kind::random}}) {
    vfs.add_device(
        path, 0666,
        [kind, &random](const Caller&, std::uint32_t flags) -> OsResult<std::shared_ptr<File>> {
          return std::make_shared<BasicDevice>(flags, kind, random);
        });
  }
}

}  // namespace armillary::os
