// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/signal_frame.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <span>

#include "os/helper_page.h"

namespace armillary::os {

namespace {

// struct ucontext (arch/arm/include/asm/ucontext.h), in words of four bytes from its start.
constexpr std::size_t kStackWord = 2;         // uc_stack: sp, flags, size
constexpr std::size_t kContextWord = 5;       // uc_mcontext: trap_no, error_code, oldmask
constexpr std::size_t kRegistersWord = 8;     // arm_r0..arm_pc, arm_cpsr, fault_address
constexpr std::size_t kMaskWord = 26;         // uc_sigmask
constexpr std::size_t kCoprocessorWord = 58;  // uc_regspace, 128 words
constexpr std::size_t kUcontextWords = kCoprocessorWord + 128;
constexpr std::size_t kReturnCodeWords = 4;
constexpr std::uint32_t kVfpMagic = 0x56465001;
constexpr std::uint32_t kVfpSize = 288;
constexpr std::uint32_t kPlainFrameFlags = 0x5ac3c35a;
constexpr std::uint32_t kFpexcEnabled = 0x40000000;

constexpr std::uint32_t kThumb = 0x20;
constexpr std::uint32_t kItBits = 0x0600fc00;
constexpr std::uint32_t kBigEndianAndJazelle = 0x01000200;
/// What user mode may set in its CPSR: N Z C V Q, GE, IT, T.
constexpr std::uint32_t kUserCpsr = 0xf80f0000 | kItBits | kThumb;

constexpr std::uint32_t kStackDisabled = 2;
constexpr std::uint32_t kOnStack = 1;

using Frame = std::array<std::uint32_t, kUcontextWords + kReturnCodeWords>;

bool on_alternate_stack(const Task& task, std::uint32_t sp) {
  return task.alt_stack_size != 0 && sp > task.alt_stack &&
         sp - task.alt_stack <= task.alt_stack_size;
}

Frame make_frame(const Task& task, const SigInfo& info, SignalSet mask, bool real_time) {
  Frame frame{};
  const ThreadContext& context = task.context;
  frame[0] = real_time ? 0 : kPlainFrameFlags;
  frame[kStackWord] = task.alt_stack;
  frame[kStackWord + 1] = task.alt_stack_size == 0                    ? kStackDisabled
                          : on_alternate_stack(task, context.gpr[13]) ? kOnStack
                                                                      : 0;
  frame[kStackWord + 2] = task.alt_stack_size;
  frame[kContextWord + 2] = static_cast<std::uint32_t>(mask);
  std::ranges::copy(context.gpr, frame.begin() + kRegistersWord);
  frame[kRegistersWord + 16] = context.cpsr;
  frame[kRegistersWord + 17] = info.address;
  frame[kMaskWord] = static_cast<std::uint32_t>(mask);
  frame[kMaskWord + 1] = static_cast<std::uint32_t>(mask >> 32);
  frame[kCoprocessorWord] = kVfpMagic;
  frame[kCoprocessorWord + 1] = kVfpSize;
  std::ranges::copy(context.fp.words, frame.begin() + kCoprocessorWord + 2);
  frame[kCoprocessorWord + 2 + 64] = context.fp.fpscr;
  frame[kCoprocessorWord + 2 + 66] = kFpexcEnabled;
  return frame;
}

}  // namespace

std::vector<std::byte> encode_sig_info(const SigInfo& info) {
  std::array<std::uint32_t, kSigInfoSize / 4> words{};
  words[0] = static_cast<std::uint32_t>(info.signal);
  words[1] = static_cast<std::uint32_t>(info.error);
  words[2] = static_cast<std::uint32_t>(info.code);
  const bool fault = info.signal == kSigSegv || info.signal == kSigBus || info.signal == kSigIll ||
                     info.signal == kSigFpe || info.signal == kSigTrap;
  if (fault && info.code > 0) {
    words[3] = info.address;
  } else if (info.code == kSiTimer) {
    words[3] = static_cast<std::uint32_t>(info.timer);
    words[4] = static_cast<std::uint32_t>(info.overrun);
    words[5] = info.value;
  } else {
    words[3] = static_cast<std::uint32_t>(info.pid);
    words[4] = info.uid;
    words[5] = info.signal == kSigChld && info.code > 0 ? static_cast<std::uint32_t>(info.status)
                                                        : info.value;
  }
  const auto bytes = std::as_bytes(std::span(words));
  return {bytes.begin(), bytes.end()};
}

bool push_signal_frame(Task& task, const SigInfo& info, const SignalAction& action,
                       SignalSet mask_to_restore) {
  const bool real_time = (action.flags & kSaSigInfo) != 0;
  ThreadContext& context = task.context;
  std::uint32_t sp = context.gpr[13];
  if ((action.flags & kSaOnStack) != 0 && task.alt_stack_size != 0 &&
      !on_alternate_stack(task, sp)) {
    sp = task.alt_stack + task.alt_stack_size;
  }
  const std::uint32_t size = static_cast<std::uint32_t>(sizeof(Frame)) +
                             (real_time ? static_cast<std::uint32_t>(kSigInfoSize) : 0);
  if (sp < size) return false;
  sp = (sp - size) & ~7U;
  const Frame frame = make_frame(task, info, mask_to_restore, real_time);
  const std::uint32_t ucontext = real_time ? sp + kSigInfoSize : sp;
  GuestMemory& memory = task.memory();
  if (real_time && !memory.copy_out(sp, encode_sig_info(info))) return false;
  if (!memory.put(ucontext, frame)) return false;

  context.gpr[0] = static_cast<std::uint32_t>(info.signal);
  if (real_time) {
    context.gpr[1] = sp;
    context.gpr[2] = ucontext;
  }
  context.gpr[13] = sp;
  context.gpr[14] = (action.flags & kSaRestorer) != 0 ? action.restorer
                    : real_time                       ? kRtSigreturnCode
                                                      : kSigreturnCode;
  context.gpr[15] = action.handler & ((action.handler & 1) != 0 ? ~1U : ~3U);
  context.cpsr &= ~(kItBits | kThumb | kBigEndianAndJazelle);
  if ((action.handler & 1) != 0) context.cpsr |= kThumb;
  return true;
}

std::optional<SignalSet> pop_signal_frame(Task& task, bool real_time) {
  ThreadContext& context = task.context;
  const std::uint32_t sp = context.gpr[13];
  if ((sp & 7) != 0) return std::nullopt;
  Frame frame{};
  if (!task.memory().get(real_time ? sp + static_cast<std::uint32_t>(kSigInfoSize) : sp, frame)) {
    return std::nullopt;
  }
  std::copy_n(frame.begin() + kRegistersWord, 16, context.gpr.begin());
  context.cpsr = 0x10 | (frame[kRegistersWord + 16] & kUserCpsr);
  if (frame[kCoprocessorWord] != kVfpMagic || frame[kCoprocessorWord + 1] != kVfpSize) {
    return std::nullopt;
  }
  std::copy_n(frame.begin() + kCoprocessorWord + 2, 64, context.fp.words.begin());
  context.fp.fpscr = frame[kCoprocessorWord + 2 + 64];
  return frame[kMaskWord] | (static_cast<SignalSet>(frame[kMaskWord + 1]) << 32);
}

}  // namespace armillary::os
