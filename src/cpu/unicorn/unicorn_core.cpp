// SPDX-License-Identifier: GPL-2.0-or-later
#include "cpu/unicorn/unicorn_core.h"

#include <algorithm>
#include <atomic>
#include <type_traits>
#include <vector>

#include <fmt/format.h>
#include <unicorn/core_mode.h>
#include <unicorn/unicorn.h>

#include "cpu/unicorn/exit_decoder.h"
#include "cpu/unicorn/physical_map.h"

namespace armillary::cpu {

namespace {

// request_stop() is seen between two runs of the engine, so a long run is cut into pieces: the
// engine has no way to be stopped from another thread that is both cheap and exact. About 0.5 ms.
constexpr std::uint64_t kStopCheckInterval = 1'000'000;

// CPSR: user mode, nothing masked. Arm ARM (DDI 0406C) B1.3.3.
constexpr std::uint32_t kUserMode = 0x10;
// CPACR: full access to CP10 and CP11. FPEXC.EN. Arm ARM B4.1.40 and B6.1.38.
constexpr std::uint32_t kCpacrFpOn = 0xfU << 20;
constexpr std::uint32_t kFpexcEnable = 1U << 30;
// FPCCR.ASPEN. Arm ARM (DDI 0403E) B3.2.21.
constexpr std::uint32_t kFpccrAspen = 1U << 31;

struct CloseEngine {
  void operator()(uc_engine* engine) const { uc_close(engine); }
};
using EnginePtr = std::unique_ptr<uc_engine, CloseEngine>;

Error engine_error(std::string_view what, uc_err error) {
  return {error == UC_ERR_NOMEM ? ErrorKind::io : ErrorKind::internal,
          fmt::format("The engine could not {}: {}.", what, uc_strerror(error))};
}

class UnicornCore final : public Core {
 public:
  UnicornCore(EnginePtr engine, Model model)
      : engine_(std::move(engine)), model_(model), gpr_(uc_core_gpr(engine_.get())) {}

  Result<void> start();

  [[nodiscard]] Capabilities capabilities() const override {
    return {"unicorn-core", true, true, m_profile(), !m_profile()};
  }
  [[nodiscard]] Model model() const override { return model_; }

  Result<void> map_memory(std::uint64_t base, std::span<std::byte> memory,
                          Permissions permissions) override;
  Result<void> map_io(std::uint64_t base, std::uint64_t size, IoHandler& handler) override;
  void set_translator(Translator* translator) override;
  void flush_translations() override { uc_core_flush_tlb(engine_.get()); }
  void invalidate_code(std::uint64_t base, std::uint64_t size) override {
    uc_core_invalidate(engine_.get(), base, size);
  }

  [[nodiscard]] std::span<std::uint32_t, 16> gpr() override {
    return std::span<std::uint32_t, 16>(gpr_, 16);
  }
  void read_fp(FpState& state) const override;
  void write_fp(const FpState& state) override;
  [[nodiscard]] MState m_state() const override;
  void set_m_state(const MState& state) override;
  void set_m_controls(std::uint32_t ccr, std::uint32_t cpacr, std::uint32_t fpdscr) override {
    uc_core_m_controls(engine_.get(), ccr, cpacr, fpdscr);
  }
  void set_automatic_fp(bool on) override { uc_core_m_fpccr(engine_.get(), on ? kFpccrAspen : 0); }
  void set_priority_bits(unsigned bits) override {
    uc_core_m_priority_mask(engine_.get(), 0xff00U >> bits & 0xff);
  }
  [[nodiscard]] std::uint32_t cpsr() const override { return uc_core_cpsr(engine_.get()); }
  void set_cpsr(std::uint32_t value) override { uc_core_set_cpsr(engine_.get(), value); }
  [[nodiscard]] std::uint32_t thread_pointer() const override {
    return uc_core_tpidruro(engine_.get());
  }
  void set_thread_pointer(std::uint32_t value) override {
    uc_core_set_tpidruro(engine_.get(), value);
  }
  void clear_exclusive() override { uc_core_clrex(engine_.get()); }

  Exit run(std::uint64_t instructions) override;
  [[nodiscard]] std::uint64_t retired() const override {
    return running_ ? run_end_ - static_cast<std::uint64_t>(uc_core_left(engine_.get())) : run_end_;
  }
  [[nodiscard]] std::uint32_t pc() const override { return uc_core_pc(engine_.get()); }
  void end_run_after(std::uint64_t instructions) override;
  [[nodiscard]] bool in_access() const override { return in_access_; }
  void set_pending_priority(int priority) override { uc_core_set_irq(engine_.get(), priority); }
  [[nodiscard]] bool event_register() const override { return uc_core_event(engine_.get()) != 0; }
  void set_event_register(bool value) override { uc_core_set_event(engine_.get(), value ? 1 : 0); }
  void request_stop() override { stop_requested_.store(true, std::memory_order_relaxed); }

 private:
  /// A device as the engine's callbacks see it.
  struct Device {
    UnicornCore* core;
    IoHandler* handler;
    std::uint64_t base;
  };

  static std::uint64_t on_read(uc_engine* engine, std::uint64_t offset, unsigned size, void* user);
  static void on_write(uc_engine* engine, std::uint64_t offset, unsigned size, std::uint64_t value,
                       void* user);
  static bool on_tlb_fill(uc_engine* engine, std::uint64_t address, uc_mem_type type,
                          uc_tlb_entry* entry, void* user);

  [[nodiscard]] bool m_profile() const { return model_ == Model::cortex_m4f; }
  Exit run_piece(std::uint64_t instructions);
  bool fill_tlb(std::uint32_t address, Access access, uc_tlb_entry& entry);

  EnginePtr engine_;
  Model model_;
  std::uint32_t* gpr_;
  PhysicalMap map_;
  std::vector<std::unique_ptr<Device>> devices_;
  Translator* translator_ = nullptr;
  std::atomic<bool> stop_requested_ = false;
  bool running_ = false;
  bool in_access_ = false;
  bool refused_by_bus_ = false;
  std::uint64_t run_end_ = 0;  // retired instructions; during a run: when its budget is used up
};

Result<void> UnicornCore::start() {
  uc_hook hook = 0;
  // uc_hook_add is variadic over the kinds of callbacks; Unicorn takes each as a void pointer.
  const uc_err error = uc_hook_add(engine_.get(), &hook, UC_HOOK_TLB_FILL,
                                   reinterpret_cast<void*>(&UnicornCore::on_tlb_fill), this, 1, 0);
  if (error != UC_ERR_OK) return tl::unexpected(engine_error("install its TLB callback", error));
  // A set of end addresses that stays empty: else code at address 0 would be the end of the
  // program.
  if (uc_ctl_exits_enable(engine_.get()) != UC_ERR_OK) {
    return failure(ErrorKind::internal, "The engine could not be told that no address ends a run.");
  }
  if (!m_profile()) {
    uc_reg_write(engine_.get(), UC_ARM_REG_C1_C0_2, &kCpacrFpOn);
    uc_reg_write(engine_.get(), UC_ARM_REG_FPEXC, &kFpexcEnable);
    uc_core_set_cpsr(engine_.get(), kUserMode);
  }
  return {};
}

Result<void> UnicornCore::map_memory(std::uint64_t base, std::span<std::byte> memory,
                                     Permissions permissions) {
  if (auto added = map_.add({base, memory.size(), permissions}); !added) return added;
  // Permissions are ours to hold (fill_tlb): the engine's own checks know no exact address.
  const uc_err error =
      uc_mem_map_ptr(engine_.get(), base, memory.size(), UC_PROT_ALL, memory.data());
  if (error != UC_ERR_OK) return tl::unexpected(engine_error("map memory", error));
  return {};
}

Result<void> UnicornCore::map_io(std::uint64_t base, std::uint64_t size, IoHandler& handler) {
  if (auto added = map_.add({base, size, kReadWrite}); !added) return added;
  devices_.push_back(std::make_unique<Device>(Device{this, &handler, base}));
  void* const user = devices_.back().get();
  const uc_err error = uc_mmio_map(engine_.get(), base, size, &on_read, user, &on_write, user);
  if (error != UC_ERR_OK) return tl::unexpected(engine_error("map a device", error));
  return {};
}

void UnicornCore::set_translator(Translator* translator) {
  translator_ = translator;
  flush_translations();
}

void UnicornCore::read_fp(FpState& state) const {
  uc_core_fp_state raw;
  uc_core_fp_get(engine_.get(), &raw);
  std::copy(std::begin(raw.words), std::end(raw.words), state.words.begin());
  state.fpscr = raw.fpscr;
}

void UnicornCore::write_fp(const FpState& state) {
  uc_core_fp_state raw;
  std::copy(state.words.begin(), state.words.end(), std::begin(raw.words));
  raw.fpscr = state.fpscr;
  uc_core_fp_set(engine_.get(), &raw);
}

MState UnicornCore::m_state() const {
  uc_core_m_state raw;
  uc_core_m_get(engine_.get(), &raw);
  return {raw.msp, raw.psp, raw.primask, raw.basepri, raw.faultmask, raw.control, raw.xpsr};
}

void UnicornCore::set_m_state(const MState& state) {
  const uc_core_m_state raw{state.msp,       state.psp,     state.primask, state.basepri,
                            state.faultmask, state.control, state.xpsr};
  uc_core_m_set(engine_.get(), &raw);
}

Exit UnicornCore::run(std::uint64_t instructions) {
  for (;;) {
    if (stop_requested_.load(std::memory_order_relaxed) &&
        stop_requested_.exchange(false, std::memory_order_relaxed)) {
      Exit exit;
      exit.reason = ExitReason::stopped;
      return exit;
    }
    if (instructions <= kStopCheckInterval) return run_piece(instructions);
    const std::uint64_t before = run_end_;
    const Exit exit = run_piece(kStopCheckInterval);
    if (exit.reason != ExitReason::budget || run_end_ - before != kStopCheckInterval) return exit;
    instructions -= kStopCheckInterval;
  }
}

Exit UnicornCore::run_piece(std::uint64_t instructions) {
  uc_core_exit raw;
  run_end_ += instructions;
  running_ = true;
  uc_core_run(engine_.get(), static_cast<std::int64_t>(instructions), &raw);
  run_end_ -= static_cast<std::uint64_t>(uc_core_left(engine_.get()));
  running_ = false;
  if (raw.kind == UC_CORE_EXIT_BUDGET) return {};
  return decode_exit(raw, gpr_[15], refused_by_bus_);
}

void UnicornCore::end_run_after(std::uint64_t instructions) {
  if (!in_access_) return;
  constexpr std::uint64_t kMost = kStopCheckInterval;  // no piece of a run is longer
  uc_core_limit(engine_.get(), static_cast<std::int64_t>(std::min(instructions, kMost)));
}

std::uint64_t UnicornCore::on_read(uc_engine* engine, std::uint64_t offset, unsigned size,
                                   void* user) {
  const Device& device = *static_cast<const Device*>(user);
  const auto address = static_cast<std::uint32_t>(device.base + offset);
  device.core->in_access_ = true;
  IoResult result = device.handler->io_read(address, std::min(size, 4U));
  std::uint64_t value = result.value;
  if (size == 8 && result.ok) {
    result = device.handler->io_read(address + 4, 4);
    value |= std::uint64_t{result.value} << 32;
  }
  device.core->in_access_ = false;
  if (!result.ok) uc_core_abort(engine);
  return value;
}

void UnicornCore::on_write(uc_engine* engine, std::uint64_t offset, unsigned size,
                           std::uint64_t value, void* user) {
  const Device& device = *static_cast<const Device*>(user);
  const auto address = static_cast<std::uint32_t>(device.base + offset);
  device.core->in_access_ = true;
  bool ok =
      device.handler->io_write(address, std::min(size, 4U), static_cast<std::uint32_t>(value));
  if (size == 8 && ok) {
    ok = device.handler->io_write(address + 4, 4, static_cast<std::uint32_t>(value >> 32));
  }
  device.core->in_access_ = false;
  if (!ok) uc_core_abort(engine);
}

bool UnicornCore::on_tlb_fill(uc_engine*, std::uint64_t address, uc_mem_type type,
                              uc_tlb_entry* entry, void* user) {
  const Access access = type == UC_MEM_FETCH   ? Access::fetch
                        : type == UC_MEM_WRITE ? Access::store
                                               : Access::load;
  return static_cast<UnicornCore*>(user)->fill_tlb(static_cast<std::uint32_t>(address), access,
                                                   *entry);
}

bool UnicornCore::fill_tlb(std::uint32_t address, Access access, uc_tlb_entry& entry) {
  const auto allows = [access](const Permissions& permissions) {
    return access == Access::load    ? permissions.read
           : access == Access::store ? permissions.write
                                     : permissions.execute;
  };
  Translation translation{true, address, kReadWriteExecute};
  if (translator_ != nullptr) {
    translation = translator_->translate(address, access);
    if (!translation.ok || !allows(translation.permissions)) {
      refused_by_bus_ = false;
      return false;
    }
  }
  const PhysicalMap::Region* const region = map_.find(translation.physical);
  if (region == nullptr || !allows(region->permissions)) {
    refused_by_bus_ = true;
    return false;
  }
  std::uint32_t protection = UC_PROT_NONE;
  if (translation.permissions.read && region->permissions.read) protection |= UC_PROT_READ;
  if (translation.permissions.write && region->permissions.write) protection |= UC_PROT_WRITE;
  if (translation.permissions.execute && region->permissions.execute) protection |= UC_PROT_EXEC;
  entry.paddr = translation.physical;
  entry.perms = static_cast<uc_prot>(protection);
  return true;
}

}  // namespace

Result<std::unique_ptr<Core>> make_unicorn_core(Model model) {
  const bool m_profile = model == Model::cortex_m4f;
  uc_engine* raw = nullptr;
  // Never UC_MODE_MCLASS: it silently gives a Cortex-M33.
  uc_err error = uc_open(UC_ARCH_ARM, m_profile ? UC_MODE_THUMB : UC_MODE_ARM, &raw);
  if (error != UC_ERR_OK) return tl::unexpected(engine_error("start", error));
  EnginePtr engine(raw);
  error = uc_ctl_set_cpu_model(raw, m_profile ? UC_CPU_ARM_CORTEX_M4 : UC_CPU_ARM_CORTEX_A7);
  if (error == UC_ERR_OK) error = uc_ctl_tlb_mode(raw, UC_TLB_VIRTUAL);
  if (error == UC_ERR_OK) error = uc_core_enable(raw);
  if (error != UC_ERR_OK) return tl::unexpected(engine_error("make a processor", error));
  auto core = std::make_unique<UnicornCore>(std::move(engine), model);
  if (auto started = core->start(); !started) return tl::unexpected(started.error());
  return core;
}

}  // namespace armillary::cpu
