#!/bin/bash
# Like start-larmor.sh, but also saves all incoming data to saved_data in the shared folder.
set -euo pipefail

share=${SHARE:-/tmp/share}
log=${1:-$share/log/larmor.log}
shift $(($# > 0))
exec "$(dirname "$0")/start-larmor.sh" "$log" --savedata "$@"
