#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Installs what Armillary needs, makes the engine and the guest runtime, and builds the program:
# everything under build/. A second run finds all of it and does nothing, without network.
#   tools/setup.sh
#   ARMILLARY_CACHE_DIR   where downloads are kept (default build/cache)
set -euo pipefail

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$top"

packages=(
  # compilers and build tools
  build-essential ccache cmake git ninja-build pkg-config python3 python3-pip
  # libraries
  libbenchmark-dev libboost-json1.81-dev libboost-url1.81-dev libboost1.81-dev libcli11-dev
  libdw-dev libexpected-dev libfmt-dev libgmock-dev libgtest-dev libpng-dev librapidcheck-dev
  libspdlog-dev libssl-dev libyaml-cpp-dev
  # guest compilers
  gcc-arm-linux-gnueabihf gcc-arm-none-eabi libc6-dev-armhf-cross libnewlib-arm-none-eabi
  # what the tests use
  clang-14 clang-format-14 clang-tidy-14 gdb-multiarch mosquitto-clients qemu-system-arm qemu-user
  shellcheck
)

say() { printf 'setup: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

is_installed() {
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

install_packages() {
  local missing=() package
  for package in "${packages[@]}"; do is_installed "$package" || missing+=("$package"); done
  [ ${#missing[@]} -gt 0 ] || return 0
  command -v apt-get >/dev/null ||
    die "these Debian packages are missing and there is no apt-get: ${missing[*]}"
  local root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || die "run as root, or install sudo, to get: ${missing[*]}"
    root=(sudo)
  fi
  say "installing ${#missing[@]} packages: ${missing[*]}"
  local log=build/apt.log
  mkdir -p build
  {
    "${root[@]}" apt-get -q update &&
      "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get -q install -y --no-install-recommends "${missing[@]}"
  } >"$log" 2>&1 || {
    tail -n 5 "$log" >&2
    die "could not install the Debian packages ${missing[*]}; is there a network? (log: $log)"
  }
}

# What the last complete build was made from: when nothing of it has changed, nothing is to do.
build_key() {
  { git rev-parse HEAD && git status --porcelain -uno && git diff HEAD; } 2>/dev/null | sha256sum
}

install_packages
tools/setup/unicorn.sh >&2
tools/setup/guest-runtime.sh >&2
tools/setup/busybox.sh >&2

stamp=build/release/setup.stamp
key=build/keys/image-signing.pem
if [ -f "$stamp" ] && [ -f "$key" ] && [ "$(cat "$stamp")" = "$(build_key)" ]; then
  say "up to date"
  exit 0
fi
say "building"
mkdir -p build
if ! { cmake --preset release && cmake --build --preset release; } >build/setup.log 2>&1; then
  grep -E 'error|Error|FAILED' -A3 build/setup.log | head -n 40 >&2 || true
  die "the build failed; the whole log is build/setup.log"
fi
if [ ! -f "$key" ]; then
  say "making the key that signs image packages: $key"
  mkdir -p build/keys
  build/release/bin/armillary image key --output "$key"
fi
build_key >"$stamp"
say "done"
