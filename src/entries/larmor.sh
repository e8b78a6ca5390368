#!/usr/bin/env sh
# The command `larmor`: starts main.js. `larmor run` gets what only the caller of a process can ask for, and what takes
# a tenth of its time (docs/performance.md):
#
# - large pages of memory, which need fewer page faults (src/processes/large-pages.ts)
# - on one or two cores, one thread for V8's compiler and garbage collector: the usual four delay the reconstruction

main=$(readlink -f -- "$0")
main=${main%/*}/main.js
[ "$1" = run ] || exec node "$main" "$@"

export GLIBC_TUNABLES="${GLIBC_TUNABLES-glibc.malloc.hugetlb=1}"
if [ "$(nproc 2>/dev/null || echo 4)" -le 2 ]; then exec node --v8-pool-size=1 "$main" "$@"; fi
exec node "$main" "$@"
