// SPDX-License-Identifier: GPL-2.0-or-later
// Runs a fuzz target without libFuzzer: its seeds, then fixed mutations of them. The numbers come
// from one constant, so that every run does the same.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using Input = std::vector<std::uint8_t>;

std::vector<Input> read_seeds(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  if (std::filesystem::is_directory(folder)) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry);
  }
  std::ranges::sort(files);
  std::vector<Input> seeds;
  for (const auto& file : files) {
    std::ifstream stream(file, std::ios::binary);
    seeds.emplace_back(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
  }
  if (seeds.empty()) seeds.emplace_back(64);
  return seeds;
}

void mutate(Input& input, std::mt19937& random) {
  const auto below = [&](std::size_t limit) { return random() % std::max<std::size_t>(limit, 1); };
  for (std::size_t steps = 1 + below(8); steps > 0; --steps) {
    switch (below(5)) {
      case 0:  // a byte becomes any other
        if (!input.empty()) input[below(input.size())] = static_cast<std::uint8_t>(random());
        break;
      case 1:  // one bit flips
        if (!input.empty()) input[below(input.size())] ^= static_cast<std::uint8_t>(1U << below(8));
        break;
      case 2:  // bytes go
        input.resize(below(input.size() + 1));
        break;
      case 3:  // bytes come
        for (std::size_t n = below(64); n > 0; --n) {
          input.push_back(static_cast<std::uint8_t>(random()));
        }
        break;
      default:  // a word at the edge of its range
        if (input.size() >= 4) {
          const std::size_t at = below(input.size() - 3);
          const std::uint8_t fill = below(2) != 0 ? 0xFF : 0x00;
          std::fill_n(input.begin() + static_cast<std::ptrdiff_t>(at), 4, fill);
        }
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: " << argv[0] << " MUTATIONS [SEED-FOLDER]\n";
    return 2;
  }
  const std::vector<Input> seeds = read_seeds(argc > 2 ? argv[2] : "");
  for (const Input& seed : seeds) LLVMFuzzerTestOneInput(seed.data(), seed.size());
  std::mt19937 random(3620);
  const long count = std::strtol(argv[1], nullptr, 10);
  for (long i = 0; i < count; ++i) {
    Input input = seeds[static_cast<std::size_t>(i) % seeds.size()];
    mutate(input, random);
    LLVMFuzzerTestOneInput(input.data(), input.size());
  }
  std::cout << seeds.size() << " seeds and " << count << " mutations ran\n";
  return 0;
}
