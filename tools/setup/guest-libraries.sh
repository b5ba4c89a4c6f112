#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Builds the libraries of others that apps link against: wolfSSL and libcurl, for the A7, from the
# sources that Debian keeps of them.
#
# usage: tools/setup/guest-libraries.sh GUEST_FOLDER   (made by tools/setup/guest-runtime.sh)
#
# The source archives come through apt from the mirror that the machine already uses, with private
# directories, so that no file of the machine changes. They are kept in ARMILLARY_CACHE_DIR
# (build/cache); with them there no network is needed, and a run that finds its stamp does nothing.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
guest=$(cd "$1" && pwd)
cache=${ARMILLARY_CACHE_DIR:-$root/build/cache}

# The upstream archive of a Debian source package stays the same through a release of Debian. Its
# hash is fixed, because a run's hash depends on every instruction of these libraries.
wolfssl=wolfssl_5.5.4.orig.tar.gz
wolfssl_hash=b7ee150e49def77c765bc02aac92ddeb0bebefd4cb12aa263d8f95e405221fb8
curl=curl_7.88.1.orig.tar.gz
curl_hash=cdb38b72e36bc5d33d5b8810f8018ece1baa29a8f215b4495e495ded82bbf3c7

say() { printf '%s\n' "guest libraries: $*" >&2; }
die() {
  say "$*"
  exit 1
}

stamp=$guest/libraries.stamp
wanted=$(cat "${BASH_SOURCE[0]}" "$root/tools/cmake/toolchains/mt3620-a7.cmake" "$guest/stamp" |
  sha256sum)
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
  exit 0
fi

mkdir -p "$cache"
work=$(mktemp -d "$cache/guest-libraries.XXXXXX")
trap 'rm -rf "$work"' EXIT

# --- the sources ----------------------------------------------------------------------------------
# The source lines of what this machine already reads packages from; only Debian has both packages.
source_lines() {
  apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
    grep -E ' (bookworm|stable)[a-z-]* main$' | sort -u |
    sed 's|^|deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] |'
}

fetch_sources() {
  mkdir -p "$work"/apt/{state/lists/partial,cache/archives/partial,download}
  : >"$work/apt/status"
  source_lines >"$work/apt/sources.list"
  cat >"$work/apt/apt.conf" <<CONF
APT::Sandbox::User "";
Dir::Etc::sourcelist "$work/apt/sources.list";
Dir::Etc::sourceparts "$work/apt/none";
Dir::State "$work/apt/state";
Dir::State::status "$work/apt/status";
Dir::Cache "$work/apt/cache";
Dir::Log "$work/apt";
Acquire::Languages "none";
CONF
  # An index that is out of step must not stop us; what counts is the download below.
  APT_CONFIG=$work/apt/apt.conf apt-get -qq update >"$work/apt/log" 2>&1 || true
  (cd "$work/apt/download" &&
    APT_CONFIG=$work/apt/apt.conf apt-get -qq source --download-only "$@") >>"$work/apt/log" 2>&1 || {
    cat "$work/apt/log" >&2
    die "could not get the sources of $*. They are fetched once from the Debian mirror of this" \
      "machine: connect to the network and run this again, or put $wolfssl and $curl into $cache"
  }
  mv "$work"/apt/download/*.orig.tar.gz "$cache/"
}

missing=()
[ -f "$cache/$wolfssl" ] || missing+=(wolfssl)
[ -f "$cache/$curl" ] || missing+=(curl)
if [ ${#missing[@]} -gt 0 ]; then
  say "fetching the sources of ${missing[*]}"
  fetch_sources "${missing[@]}"
fi

unpack() { # FILE HASH FOLDER
  [ -f "$cache/$1" ] || die "the mirror of this machine has another version than $1; put it into $cache"
  printf '%s  %s\n' "$2" "$cache/$1" | sha256sum --quiet -c - >/dev/null 2>&1 ||
    die "$cache/$1 is damaged or another one: remove it and run this again"
  mkdir -p "$work/$3"
  tar -xzf "$cache/$1" -C "$work/$3" --strip-components=1
}
unpack "$wolfssl" "$wolfssl_hash" wolfssl
unpack "$curl" "$curl_hash" curl

# --- the builds -----------------------------------------------------------------------------------
build() { # NAME OPTION...
  local name=$1 log=$work/$1.log
  shift
  say "building $name"
  {
    # SIZEOF_LONG_LONG: curl defines SIZEOF_LONG alone, which wolfSSL's headers take for a mistake.
    CFLAGS="-DSIZEOF_LONG_LONG=8 -ffile-prefix-map=$work=." cmake -S "$work/$name" \
      -B "$work/build-$name" -G Ninja -DCMAKE_BUILD_TYPE=Release \
      -DCMAKE_TOOLCHAIN_FILE="$root/tools/cmake/toolchains/mt3620-a7.cmake" \
      -DCMAKE_C_COMPILER_LAUNCHER="$(command -v ccache || true)" \
      -DCMAKE_INSTALL_PREFIX="$work/installed" -DCMAKE_INSTALL_LIBDIR=lib -DBUILD_SHARED_LIBS=ON "$@" &&
      cmake --build "$work/build-$name" && cmake --install "$work/build-$name"
  } >"$log" 2>&1 || {
    grep -E 'error|Error' "$log" | head -n 20 >&2 || true
    cp "$log" "$root/build/guest-libraries.log"
    die "$name does not build; the whole log is build/guest-libraries.log"
  }
}

build wolfssl -DWOLFSSL_OPENSSLEXTRA=yes -DWOLFSSL_SNI=yes -DWOLFSSL_TLSX=yes \
  -DWOLFSSL_KEYGEN=yes -DWOLFSSL_32BIT=yes -DWOLFSSL_ASM=no -DWOLFSSL_EXAMPLES=no \
  -DWOLFSSL_CRYPT_TESTS=no -DWOLFSSL_SYS_CA_CERTS=no
# Apps include wolfSSL's headers without its options; the structures must be those of the library.
sed -i '0,/^#ifdef __cplusplus/s//#include <wolfssl\/options.h>\n&/' \
  "$work/installed/include/wolfssl/wolfcrypt/settings.h"

# HTTP and HTTPS only, as on the device; no thread of its own for names.
build curl -DHTTP_ONLY=ON -DBUILD_CURL_EXE=OFF -DBUILD_TESTING=OFF -DENABLE_MANUAL=OFF \
  -DCURL_USE_WOLFSSL=ON -DCURL_USE_OPENSSL=OFF -DCURL_ZLIB=OFF -DCURL_USE_LIBSSH2=OFF \
  -DCURL_USE_LIBPSL=OFF -DUSE_LIBIDN2=OFF -DENABLE_IPV6=OFF -DENABLE_UNIX_SOCKETS=OFF \
  -DENABLE_THREADED_RESOLVER=OFF -DCURL_DISABLE_NTLM=ON -DCURL_CA_BUNDLE=none -DCURL_CA_PATH=none \
  -DWolfSSL_INCLUDE_DIR="$work/installed/include" \
  -DWolfSSL_LIBRARY="$work/installed/lib/libwolfssl.so"

# --- into the guest -------------------------------------------------------------------------------
cp -a "$work"/installed/include/{curl,wolfssl} "$guest/sysroot/include/"
for library in wolfssl curl; do
  cp -a "$work"/installed/lib/lib$library.so* "$guest/sysroot/lib/"
  cp -a "$work"/installed/lib/lib$library.so.* "$guest/rootfs/usr/lib/"
done
chmod 755 "$guest"/rootfs/usr/lib/*.so.*
printf '%s' "$wanted" >"$stamp"
say "built libwolfssl and libcurl"
