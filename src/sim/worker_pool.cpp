// SPDX-License-Identifier: GPL-2.0-or-later
#include "sim/worker_pool.h"

namespace armillary::sim {

namespace {

/// About 50 us of looking before a worker gives the processor back.
constexpr int kSpins = 20'000;

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
  ++round_;
  round_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void WorkerPool::run(std::size_t count, const std::function<void(std::size_t)>& job) {
  job_ = &job;
  count_ = count;
  next_ = 0;
  busy_ = threads_.size();
  ++round_;
  round_.notify_all();
  take_jobs();
  for (int spins = 0; busy_.load(std::memory_order_acquire) != 0;) {
    // On a loaded host the other thread may need this processor to get on.
    if (++spins < kSpins) {
      relax();
    } else {
      std::this_thread::yield();
    }
  }
}

void WorkerPool::take_jobs() {
  for (;;) {
    const std::size_t index = next_.fetch_add(1);
    if (index >= count_) return;
    (*job_)(index);
  }
}

void WorkerPool::work() {
  unsigned seen = 0;
  for (;;) {
    int spins = 0;
    while (round_.load(std::memory_order_acquire) == seen) {
      if (++spins < kSpins) {
        relax();
      } else {
        round_.wait(seen);
      }
    }
    ++seen;
    if (stop_) return;
    take_jobs();
    busy_.fetch_sub(1, std::memory_order_release);
  }
}

}  // namespace armillary::sim
