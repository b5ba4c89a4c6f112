#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Gets a static busybox for armhf, which the tests run on the A7, into build/busybox: the package
# busybox-static of the Debian mirror that the machine already uses, through apt with private
# directories. Kept in ARMILLARY_CACHE_DIR (build/cache); a run that finds it does nothing.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cache=${ARMILLARY_CACHE_DIR:-$root/build/cache}
program=$root/build/busybox/busybox
[ ! -x "$program" ] || exit 0

mkdir -p "$cache" "$root/build/busybox"
work=$(mktemp -d "$cache/busybox.XXXXXX")
trap 'rm -rf "$work"' EXIT
find_package() { find "$cache" -maxdepth 1 -name 'busybox-static_*_armhf.deb' | sort | tail -n 1; }

if [ -z "$(find_package)" ]; then
  printf 'busybox: fetching busybox-static for armhf\n' >&2
  mkdir -p "$work"/{lists/partial,archives/partial}
  : >"$work/status"
  private=(-o APT::Architecture=armhf -o APT::Architectures::=armhf -o APT::Sandbox::User=
    -o "Dir::State::lists=$work/lists" -o "Dir::State::status=$work/status"
    -o "Dir::Cache=$work" -o Acquire::Languages=none)
  # An index of updates that is out of step must not stop us; what counts is the download below.
  apt-get -qq "${private[@]}" update >"$work/log" 2>&1 || true
  (cd "$cache" && apt-get -qq "${private[@]}" download busybox-static) >>"$work/log" 2>&1 || {
    cat "$work/log" >&2
    printf 'busybox: could not get busybox-static for armhf: connect to the network and run this %s\n' \
      "again, or put the .deb file into $cache" >&2
    exit 1
  }
fi
dpkg-deb -x "$(find_package)" "$work/unpacked"
install -m 755 "$work/unpacked/bin/busybox" "$program"
