// SPDX-License-Identifier: GPL-2.0-or-later
#include "sim/worker_pool.h"

namespace armillary::sim {

namespace {

/// A pause takes 40 to 140 cycles: some ten microseconds of looking before a thread gives the
/// processor back.
constexpr int kSpins = 500;
constexpr std::uint64_t kRoundStep = 256, kJobsMask = kRoundStep - 1;

inline void relax() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#endif
}

}  // namespace

WorkerPool::WorkerPool(unsigned threads) {
  for (unsigned i = 1; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

WorkerPool::~WorkerPool() {
  stop_ = true;
  round_ += kRoundStep;
  round_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void WorkerPool::run(std::size_t count, const std::function<void(std::size_t)>& job) {
  // All jobs of the last round are done: nobody reads job_ before the round is published.
  job_ = &job;
  done_.store(0, std::memory_order_relaxed);
  const std::uint64_t last = round_.load(std::memory_order_relaxed) & ~kJobsMask;
  round_.store(last + kRoundStep + count, std::memory_order_release);
  round_.notify_all();
  take_jobs();
  for (int spins = 0; done_.load(std::memory_order_acquire) != count;) {
    // On a loaded host the other thread may need this processor to get on.
    if (++spins < kSpins) {
      relax();
    } else {
      std::this_thread::yield();
    }
  }
}

void WorkerPool::take_jobs() {
  std::uint64_t round = round_.load(std::memory_order_acquire);
  while ((round & kJobsMask) != 0) {
    if (!round_.compare_exchange_weak(round, round - 1, std::memory_order_acq_rel)) continue;
    // The caller waits for this job, so the round cannot end meanwhile.
    (*job_)((round & kJobsMask) - 1);
    done_.fetch_add(1, std::memory_order_release);
    round = round_.load(std::memory_order_acquire);
  }
}

void WorkerPool::work() {
  std::uint64_t seen = 0;
  for (;;) {
    std::uint64_t round = round_.load(std::memory_order_acquire);
    for (int spins = 0; (round & ~kJobsMask) == seen;
         round = round_.load(std::memory_order_acquire)) {
      if (++spins < kSpins) {
        relax();
      } else {
        round_.wait(round);
      }
    }
    seen = round & ~kJobsMask;
    if (stop_) return;
    take_jobs();
  }
}

}  // namespace armillary::sim
