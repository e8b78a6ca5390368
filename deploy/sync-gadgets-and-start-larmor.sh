#!/bin/bash
# Like start-larmor.sh, with the gadgets and chains in larmor/gadgets and larmor/pipelines of the shared folder. They
# are copied, so that a share that is slow or becomes unavailable affects no session.
set -euo pipefail

share=${SHARE:-/tmp/share}
log=${1:-$share/log/larmor.log}
shift $(($# > 0))

own=$(mktemp -d /tmp/larmor-own.XXXXXX)
options=()
for kind in gadgets pipelines; do
  from=$share/larmor/$kind
  if [ -d "$from" ]; then
    cp -RL "$from" "$own/$kind"
    echo "copied $(find "$own/$kind" -type f | wc -l) files of $from"
    options+=("--$kind" "$own/$kind")
  else
    echo "there is no $from: no additional $kind"
  fi
done
exec "$(dirname "$0")/start-larmor.sh" "$log" "${options[@]}" "$@"
