#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Sets up, builds and passes all tests: lints, then ctest on the release build, then ctest on the
# build with the address and undefined behaviour sanitizers.
#   tools/test.sh [--quick]    --quick leaves the sanitizers out
set -euo pipefail

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$top"

say() { printf '\n== %s\n' "$*"; }

say "set-up and release build"
tools/setup.sh

say "lints"
python3 tools/lint/lint.py
git ls-files '*.h' '*.cpp' | grep -v '^src/guest/' |
  xargs -r clang-format-14 --dry-run --Werror
git ls-files '*.sh' .ci/run | xargs -r shellcheck --severity=warning

if [ "${1:-}" != --quick ]; then
  say "build with the sanitizers"
  cmake --preset asan >build/asan.log 2>&1 && cmake --build --preset asan >>build/asan.log 2>&1 || {
    grep -E 'error|FAILED' -A3 build/asan.log | head -n 40
    exit 1
  }
  say "tests with the sanitizers"
  ctest --preset asan -j2 --timeout 600
fi

say "tests"
ctest --preset release -j2
