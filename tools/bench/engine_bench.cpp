// SPDX-License-Identifier: GPL-2.0-or-later
//
// The speed of a bare Core, without devices, clocks or a scheduler:
//   cmake --build --preset release --target engine_bench && build/release/bin/engine_bench
// items_per_second is guest instructions a second; the second argument of a name is the slice.
#include <algorithm>
#include <cstdlib>
#include <span>
#include <vector>

#include <benchmark/benchmark.h>

#include "cpu/unicorn/unicorn_core.h"
#include "engine_a7.guest.h"
#include "engine_m4.guest.h"

namespace {

using namespace armillary::cpu;
namespace m4 = guest::engine_m4;
namespace a7 = guest::engine_a7;

constexpr std::uint32_t kBase = 0x10000;
constexpr std::uint32_t kSize = 0x10'0000;
constexpr std::uint32_t kDevice = 0x4000'0000;

class Device final : public IoHandler {
 public:
  explicit Device(Core& core) : core_(core) {}
  IoResult io_read(std::uint32_t, unsigned) override {
    if (ask_count) sum += core_.retired();
    if (limit) core_.end_run_after(0);
    return {1, true};
  }
  bool io_write(std::uint32_t, unsigned, std::uint32_t) override { return true; }
  bool ask_count = false;
  bool limit = false;
  std::uint64_t sum = 0;

 private:
  Core& core_;
};

struct Computer {
  Computer(Model model, std::span<const unsigned char> image, std::uint32_t entry) : memory(kSize) {
    std::transform(image.begin(), image.end(), memory.begin(),
                   [](unsigned char byte) { return std::byte{byte}; });
    auto made = make_unicorn_core(model);
    if (!made) std::abort();
    core = std::move(*made);
    device = std::make_unique<Device>(*core);
    if (!core->map_memory(kBase, memory, kReadWriteExecute)) std::abort();
    if (!core->map_io(kDevice, 0x1000, *device)) std::abort();
    if (model == Model::cortex_m4f) {
      MState state;
      state.msp = kBase + kSize;
      state.xpsr = 1U << 24;
      core->set_m_state(state);
      core->set_m_controls(0, 0xfU << 20, 0);
    } else {
      core->set_cpsr(0x30);
      core->gpr()[13] = kBase + kSize;
    }
    core->gpr()[15] = entry & ~1U;
  }
  std::vector<std::byte> memory;
  std::unique_ptr<Core> core;
  std::unique_ptr<Device> device;
};

void run_slices(benchmark::State& state, Computer& computer) {
  const auto slice = static_cast<std::uint64_t>(state.range(0));
  computer.core->run(5'000'000);  // translate
  const std::uint64_t before = computer.core->retired();
  for (auto _ : state) benchmark::DoNotOptimize(computer.core->run(slice));
  state.SetItemsProcessed(static_cast<std::int64_t>(computer.core->retired() - before));
}

void m4_compute(benchmark::State& state) {
  Computer computer(Model::cortex_m4f, m4::kImage, m4::compute);
  run_slices(state, computer);
}
BENCHMARK(m4_compute)->Arg(1)->Arg(137)->Arg(1976)->Arg(20000)->Arg(100000);

void a7_compute(benchmark::State& state) {
  Computer computer(Model::cortex_a7, a7::kImage, a7::compute);
  run_slices(state, computer);
}
BENCHMARK(a7_compute)->Arg(1976)->Arg(5000)->Arg(20000)->Arg(100000);

void start_and_stop(benchmark::State& state) {
  Computer computer(Model::cortex_m4f, m4::kImage, m4::compute);
  for (auto _ : state) benchmark::DoNotOptimize(computer.core->run(0));
}
BENCHMARK(start_and_stop);

/// items_per_second is accesses a second.
void device_access(benchmark::State& state) {
  Computer computer(Model::cortex_m4f, m4::kImage, m4::read_device);
  computer.device->ask_count = state.range(0) != 0;
  for (auto _ : state) benchmark::DoNotOptimize(computer.core->run(20000));
  state.SetItemsProcessed(state.iterations() * 10000);
}
BENCHMARK(device_access)->Arg(0)->Arg(1);

void device_ends_run(benchmark::State& state) {
  Computer computer(Model::cortex_m4f, m4::kImage, m4::read_device);
  computer.device->limit = true;
  for (auto _ : state) benchmark::DoNotOptimize(computer.core->run(20000));
}
BENCHMARK(device_ends_run);

void flush_translations(benchmark::State& state) {
  Computer computer(Model::cortex_m4f, m4::kImage, m4::compute);
  for (auto _ : state) {
    computer.core->flush_translations();
    benchmark::DoNotOptimize(computer.core->run(1));
  }
}
BENCHMARK(flush_translations);

}  // namespace

BENCHMARK_MAIN();
