#!/bin/bash
# As start-larmor.sh, with the gadgets and chains that are in larmor/gadgets and larmor/pipelines of the shared folder. They are copied,
# so that a share that is slow, or goes away, harms no session.
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
    echo "there is no $from: none of one's own $kind"
  fi
done
exec "$(dirname "$0")/start-larmor.sh" "$log" "${options[@]}" "$@"
