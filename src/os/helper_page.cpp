// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/helper_page.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <span>

#include "os/abi/memory.h"

namespace armillary::os {

namespace {

class HelperPage : public PageSource {
 public:
  HelperPage() {
    // ARM instructions; the entry points are fixed by the document named in the header.
    static constexpr std::array<std::uint32_t, 14> kCompareExchange64{
        0xe92d00f0,   // push {r4-r7}
        0xe1c040d0,   // ldrd r4, r5, [r0]      the expected value
        0xe1c160d0,   // ldrd r6, r7, [r1]      the new value
        0xf57ff05b,   // dmb ish
        0xe1b20f9f,   // again: ldrexd r0, r1, [r2]
        0xe0303004,   // eors r3, r0, r4
        0x00313005,   // eorseq r3, r1, r5
        0x01a23f96,   // strexdeq r3, r6, r7, [r2]
        0x03330001,   // teqeq r3, #1
        0x0afffff9,   // beq again
        0xf57ff05b,   // dmb ish
        0xe2730000,   // rsbs r0, r3, #0
        0xe8bd00f0,   // pop {r4-r7}
        0xe12fff1e};  // bx lr
    static constexpr std::array<std::uint32_t, 2> kBarrier{0xf57ff05b,   // dmb ish
                                                           0xe12fff1e};  // bx lr
    static constexpr std::array<std::uint32_t, 8> kCompareExchange{
        0xf57ff05b,   // dmb ish
        0xe1923f9f,   // again: ldrex r3, [r2]
        0xe0533000,   // subs r3, r3, r0
        0x01823f91,   // strexeq r3, r1, [r2]
        0x03330001,   // teqeq r3, #1
        0x0afffffa,   // beq again
        0xe2730000,   // rsbs r0, r3, #0
        0xeaffffef};  // b kBarrier
    static constexpr std::array<std::uint32_t, 2> kThreadPointer{
        0xee1d0f70,   // mrc p15, 0, r0, c13, c0, 3
        0xe12fff1e};  // bx lr
    static constexpr std::array<std::uint32_t, 4> kSigreturn{
        0xe3a07077, 0xef000000,   // mov r7, #119 (sigreturn); svc 0
        0xe3a070ad, 0xef000000};  // mov r7, #173 (rt_sigreturn); svc 0
    put(0xf60, kCompareExchange64);
    put(0xfa0, kBarrier);
    put(0xfc0, kCompareExchange);
    put(0xfe0, kThreadPointer);
    put(0xffc, std::array<std::uint32_t, 1>{5});  // version: how many helpers
    put(0x500, kSigreturn);
  }
  [[nodiscard]] bool immutable() const override { return true; }
  [[nodiscard]] std::uint64_t size() const override { return kPageSize; }
  std::size_t read_at(std::uint64_t offset, std::span<std::byte> out) const override {
    if (offset >= kPageSize) return 0;
    const std::size_t n = std::min<std::size_t>(out.size(), kPageSize - offset);
    std::memcpy(out.data(), bytes_.data() + offset, n);
    return n;
  }

 private:
  template <std::size_t N>
  void put(std::size_t offset, const std::array<std::uint32_t, N>& words) {
    std::memcpy(bytes_.data() + offset, words.data(), sizeof words);
  }
  std::array<std::byte, kPageSize> bytes_{};
};

}  // namespace

std::shared_ptr<PageSource> make_helper_page() { return std::make_shared<HelperPage>(); }

}  // namespace armillary::os
