#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Measures the product beside QEMU and an unpatched Unicorn and prints one table.
#   tools/bench.sh [--json FILE] [--repeats N]
set -euo pipefail

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$top"

tools/setup.sh >&2
tools/setup/unicorn.sh --unpatched >&2
plain=build/unicorn-unpatched
runner=$plain/upstream_unicorn
if [ "$runner" -ot tools/bench/upstream_unicorn.c ] || [ "$runner" -ot $plain/lib/libunicorn.a ]; then
  cc -O2 -I$plain/include -o "$runner" tools/bench/upstream_unicorn.c $plain/lib/libunicorn.a \
    -lm -lpthread
fi
exec python3 tools/bench/bench.py --upstream "$runner" "$@"
