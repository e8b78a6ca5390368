#!/bin/sh
# Ends a program and removes its folder when the process that started them has ended, for whatever reason: a shell
# outlives a SIGKILL of its parent, and its standard input ends with it. src/processes/workplace.ts starts it:
#
#   guard.sh FOLDER
#
# Protocol. Each line of standard input replaces the one before:
#
#   GROUP TENTHS   the process group GROUP is running; at the end of input it may go on for TENTHS tenths of a second
#   (empty)        no program is running
#
# At the end of input, the group of the last line gets that time to exit by itself, then SIGTERM and two seconds, then
# SIGKILL. FOLDER is removed in any case. Nothing is printed, and the exit status means nothing.

running=
patience=0
while read -r group tenths; do
  running=$group
  patience=$tenths
done

# Waits until the group has ended, for $1 tenths of a second at most.
wait_for() {
  left=$1
  while [ "$left" -gt 0 ] && kill -s 0 -- "-$running" 2>/dev/null; do
    sleep 0.1
    left=$((left - 1))
  done
}

if [ -n "$running" ]; then
  wait_for "$patience"
  kill -s TERM -- "-$running" 2>/dev/null
  wait_for 20
  kill -s KILL -- "-$running" 2>/dev/null
fi
rm -rf -- "$1"
