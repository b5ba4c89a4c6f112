// SPDX-License-Identifier: GPL-2.0-or-later
#include "image/check_sum.h"

#include <array>

#include <boost/crc.hpp>

namespace armillary::image {

std::uint32_t check_sum(Bytes bytes) {
  constexpr std::array<std::byte, 4> kZero{};
  boost::crc_32_type crc;
  crc.process_bytes(bytes.data(), kCheckSumAt);
  crc.process_bytes(kZero.data(), kZero.size());
  const Bytes rest = bytes.subspan(kCheckSumAt + kZero.size());
  crc.process_bytes(rest.data(), rest.size());
  return crc.checksum();
}

}  // namespace armillary::image
