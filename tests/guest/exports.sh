#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Whether a library exports every name of a table.
# usage: exports.sh NM LIBRARY TABLE
set -euo pipefail
exported=$("$1" -D --defined-only "$2" | awk '{print $3}' | LC_ALL=C sort -u)
wanted=$(grep -v '^#' "$3" | tr -s ' ' '\n' | grep . | LC_ALL=C sort -u)
missing=$(LC_ALL=C comm -13 <(printf '%s\n' "$exported") <(printf '%s\n' "$wanted"))
[ -n "$wanted" ] || { echo "the table $3 holds no name" >&2; exit 1; }
[ -z "$missing" ] || { printf '%s does not export:\n%s\n' "$2" "$missing" >&2; exit 1; }
