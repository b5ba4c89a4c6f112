#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Builds the engine: Unicorn 2.1.4 for ARM, static, with the patches of tools/unicorn/, installed
# in build/unicorn/{include,lib}. Does nothing when that is up to date, and needs the network only
# to get the source archive once.
#   ARMILLARY_CACHE_DIR   where the source archive is kept (default build/cache)
#   ARMILLARY_JOBS        compiler processes (default: all processors)
set -euo pipefail

version=2.1.4
sha256=00567a70e323f749b419cd86bee4f9115beab7ebba32194581c090cbb7c59cff

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cache=${ARMILLARY_CACHE_DIR:-$top/build/cache}
archive=$cache/unicorn-$version.tar.gz
patches=("$top"/tools/unicorn/*.patch)
out=$top/build/unicorn
if [ "${1:-}" = --unpatched ]; then
  # What upstream ships, for tools/bench.sh to compare with.
  patches=()
  out=$top/build/unicorn-unpatched
fi

say() { printf 'unicorn: %s\n' "$*"; }
die() { printf 'unicorn: %s\n' "$*" >&2; exit 1; }
need() { command -v "$1" >/dev/null || die "$1 is missing: install the package $2, then run tools/setup.sh again"; }
archive_is_good() { [ -f "$archive" ] && sha256sum "$archive" | grep -q "^$sha256 "; }

# What the result depends on: this script and the patches.
key=$(cat "${BASH_SOURCE[0]}" "${patches[@]}" | sha256sum | cut -d' ' -f1)
if [ "$(cat "$out/stamp" 2>/dev/null)" = "$key" ] && [ -f "$out/lib/libunicorn.a" ]; then
  say "up to date"
  exit 0
fi

need cmake cmake; need ninja ninja-build; need git git; need cc gcc

if ! archive_is_good; then
  need python3 python3-pip
  say "getting the source of $version"
  mkdir -p "$cache"
  fetch=$(mktemp -d "$cache/fetch.XXXXXX")
  trap 'rm -rf "$fetch"' EXIT
  # pip checks the hash before it looks into the archive, and keeps the archive as it came.
  printf 'unicorn==%s --hash=sha256:%s\n' "$version" "$sha256" >"$fetch/requirements.txt"
  if ! python3 -m pip download --quiet --no-deps --no-binary unicorn --require-hashes \
      --requirement "$fetch/requirements.txt" --dest "$fetch" >"$fetch/log" 2>&1; then
    tail -n 5 "$fetch/log" >&2
    die "the source archive of Unicorn $version is not in $cache and could not be fetched with pip;" \
        "connect to the network (or put unicorn-$version.tar.gz there), then run tools/setup.sh again"
  fi
  mv "$fetch/unicorn-$version.tar.gz" "$archive"
  archive_is_good || die "$archive has the wrong SHA-256 (expected $sha256); remove it and try again"
fi

say "unpacking, and applying ${#patches[@]} patches"
rm -rf "$out"
mkdir -p "$out/src"
tar -xzf "$archive" -C "$out/src" --strip-components=2 "unicorn-$version/src"
for patch in "${patches[@]}"; do
  # The ceiling keeps git from taking the tree for a folder of this repository.
  (cd "$out/src" && GIT_CEILING_DIRECTORIES=$out git apply --unidiff-zero -p1 "$patch") ||
    die "$(basename "$patch") does not apply to Unicorn $version"
done

say "building (about a minute)"
launcher=()
if command -v ccache >/dev/null; then launcher=(-DCMAKE_C_COMPILER_LAUNCHER=ccache); fi
{
  cmake -S "$out/src" -B "$out/obj" -G Ninja -DCMAKE_BUILD_TYPE=Release -DUNICORN_ARCH=arm \
    -DBUILD_SHARED_LIBS=OFF -DUNICORN_LEGACY_STATIC_ARCHIVE=ON -DUNICORN_BUILD_TESTS=OFF \
    -DCMAKE_POSITION_INDEPENDENT_CODE=ON -DCMAKE_INSTALL_PREFIX="$out" \
    -DCMAKE_INSTALL_LIBDIR=lib "${launcher[@]}"
  cmake --build "$out/obj" ${ARMILLARY_JOBS:+-j"$ARMILLARY_JOBS"}
  cmake --install "$out/obj"
} >"$out/build.log" 2>&1 || { tail -n 30 "$out/build.log" >&2; die "the build failed; the whole log is $out/build.log"; }
rm -rf "$out/obj"
printf '%s\n' "$key" >"$out/stamp"
say "done: $out"
