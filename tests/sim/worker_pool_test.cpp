// SPDX-License-Identifier: GPL-2.0-or-later
#include "sim/worker_pool.h"

#include <atomic>
#include <functional>
#include <vector>

#include <gtest/gtest.h>

namespace armillary::sim {
namespace {

TEST(WorkerPool, DoesEachJobOfEachRoundOnce) {
  for (const unsigned threads : {1U, 2U, 3U, 8U}) {
    WorkerPool pool(threads);
    std::vector<int> counts(5, 0);  // not atomic: a job is one thread's, and rounds do not overlap
    constexpr int kRounds = 2000;
    for (int round = 0; round < kRounds; ++round) {
      const std::size_t jobs = 1 + static_cast<std::size_t>(round) % counts.size();
      pool.run(jobs, [&](std::size_t index) { ++counts[index]; });
    }
    for (std::size_t i = 0; i < counts.size(); ++i) {
      const auto skipped = static_cast<int>(i) * kRounds / static_cast<int>(counts.size());
      EXPECT_EQ(counts[i], kRounds - skipped) << threads << " threads, job " << i;
    }
  }
}

TEST(WorkerPool, ARoundSeesItsOwnJobFunction) {
  WorkerPool pool(3);
  int sum = 0;
  for (int round = 0; round < 2000; ++round) {
    std::atomic<int> here{0};
    pool.run(3, [&, round](std::size_t) { here += round; });
    ASSERT_EQ(here, 3 * round);
    sum += here;
  }
  EXPECT_EQ(sum, 3 * 1999 * 2000 / 2);
}

}  // namespace
}  // namespace armillary::sim
