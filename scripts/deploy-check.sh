#!/bin/bash
# Proves the image without a Docker engine: npm run deploy-check. Builds the Dockerfile with buildah on a base that is
# made here, Debian by debootstrap and the Node that runs this, serves a phantom from the result in a chroot, makes the
# disk image of deploy/chroot.sh of it, and does the same in that. Takes some minutes and 3 GB, root, and Debian's
# buildah, debootstrap, e2fsprogs, shellcheck, zip and unzip.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '\n== %s\n' "$*"; }
fail() {
  echo "deploy-check: $*" >&2
  exit 1
}

PATH=$PATH:/usr/sbin:/sbin
missing=()
for program in buildah debootstrap mke2fs e2fsck debugfs shellcheck zip unzip; do
  command -v "$program" >/dev/null || missing+=("$program")
done
[ ${#missing[@]} -eq 0 ] || { echo "deploy-check: missing: ${missing[*]}; install Debian's buildah debootstrap e2fsprogs shellcheck zip unzip" >&2 && exit 2; }
[ "$(id -u)" -eq 0 ] || { echo "deploy-check: debootstrap and chroot take root" >&2 && exit 2; }

work=$(mktemp -d)
server='' mounted=''
cleanup() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  [ -z "$mounted" ] || umount "$mounted" || true
  rm -rf "$work"
}
trap cleanup EXIT
build() { buildah --root "$work/storage" --runroot "$work/runroot" --storage-driver vfs "$@"; }
megabytes() { du -s --apparent-size --block-size=1M "$1" | cut -f 1; }

say "shell scripts"
git ls-files '*.sh' .ci/run | xargs shellcheck
echo "shellcheck finds nothing in $(git ls-files '*.sh' .ci/run | wc -l) scripts"

say "base image: Debian bookworm and Node $(node --version)"
# From where this machine has its own packages.
mirror=$(apt-get indextargets 'Created-By: Packages' 'Codename: bookworm' | sed -n 's/^Repo-URI: //p' | sed -n 1p)
debootstrap --variant=minbase --include=ca-certificates,libstdc++6 bookworm "$work/base" "$mirror" >"$work/log" 2>&1 || fail "$(tail -n 5 "$work/log")"
# As Debian's slim images leave it out.
rm -rf "$work"/base/var/cache/apt/* "$work"/base/var/lib/apt/lists/* "$work"/base/usr/share/{doc,man,locale,info}/*
cp "$(readlink -f "$(command -v node)")" "$work/base/usr/local/bin/node"
mkdir -p "$work/base/usr/local/lib/node_modules"
npm=$(dirname "$(dirname "$(readlink -f "$(command -v npm)")")")
cp -RL "$npm" "$work/base/usr/local/lib/node_modules/npm"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$work/base/usr/local/bin/npm"
base=$(build from scratch)
build add -q "$base" "$work/base" / >/dev/null
version=$(sed -n 's/^ARG NODE_VERSION=//p' Dockerfile)
build commit -q "$base" "docker.io/library/node:$version-bookworm-slim" >/dev/null
build rm "$base" >/dev/null
echo "base: $(megabytes "$work/base") MB"

say "Dockerfile"
# Settings that this machine needs to reach the registry do not belong in the image.
{
  printf 'registry=%s\n' "$(npm config get registry)"
  authority=$(npm config get cafile)
  [ "$authority" = null ] || printf 'cafile=/etc/deploy-check/ca.crt\n'
} >"$work/npmrc"
mounts=(--volume "$work/npmrc:/usr/local/etc/npmrc:ro")
[ "$authority" = null ] || mounts+=(--volume "$authority:/etc/deploy-check/ca.crt:ro")
git archive --format=tar HEAD | (mkdir "$work/context" && tar -x -C "$work/context")
build build --isolation chroot --network host --pull=never --format docker "${mounts[@]}" --target runtime -t larmor "$work/context" >"$work/log" 2>&1 \
  || fail "the Dockerfile can't be built: $(tail -n 20 "$work/log")"
build inspect --type image --format 'user {{.Docker.Config.User}}, starts {{.Docker.Config.Entrypoint}} {{.Docker.Config.Cmd}}, ends by {{.Docker.Config.StopSignal}}' larmor
echo
container=$(build from --pull=never localhost/larmor)
root=$(build mount "$container")
echo "runtime image: $(megabytes "$root") MB; 350 are allowed"
[ "$(megabytes "$root")" -le 350 ] || fail "it is too large"

# Runs in a root file system, as the image's user, in place of this shell: become ROOT COMMAND...
become() {
  local place=$1
  shift
  exec chroot --userspec=10002:10002 "$place" /usr/bin/env -i PATH=/usr/local/bin:/usr/bin:/bin HOME=/tmp LARMOR_HTTP=127.0.0.1:0 "$@"
}
run() { (become "$@"); }
# Serves in a root file system, and sends a phantom: reconstruct ROOT
reconstruct() {
  local place=$1 port
  mkdir -p "$place/tmp" && chmod 1777 "$place/tmp"
  # Docker gives its containers a /dev; here it is made, of the two that are used.
  [ -e "$place/dev/null" ] || mknod -m 666 "$place/dev/null" c 1 3
  [ -e "$place/dev/urandom" ] || mknod -m 666 "$place/dev/urandom" c 1 9
  become "$place" larmor serve -p 0 --logfile /tmp/share/log/larmor.log >"$work/served" 2>&1 &
  server=$!
  for _ in $(seq 300); do
    grep -q 'listening on' "$work/served" && break
    sleep 0.1
  done
  port=$(sed -nE 's/.*listening on 127\.0\.0\.1:([0-9]+).*/\1/p' "$work/served" | head -n 1)
  [ -n "$port" ] || fail "the server did not come up: $(cat "$work/served")"
  run "$place" larmor phantom -C -m 128 -o /tmp/phantom.h5
  run "$place" larmor send /tmp/phantom.h5 -a 127.0.0.1 -p "$port" -c cartesian -o /tmp/images.h5 -G dataset
  run "$place" larmor run /tmp/phantom.h5 -c cartesian -o /tmp/own.h5 -G dataset
  # ISMRMRD's own tools are in the image, and read what we wrote.
  run "$place" ismrmrd_recon_cartesian_2d /tmp/phantom.h5 >/dev/null
  cmp "$place/tmp/share/log/larmor.log" "$work/served" || fail "the log under /tmp is not what was printed"
  for each in images own; do run "$place" larmor png "/tmp/$each.h5" -o "/tmp/$each.png" >/dev/null; done
  cmp "$place/tmp/images.png" "$place/tmp/own.png" || fail "the server's image is not that of larmor run"
  kill -TERM "$server"
  wait "$server" || fail "the server did not end cleanly"
  server=''
  grep -q 'stopped' "$work/served"
  echo "served, sent and stopped; the picture is that of larmor run"
  rm -rf "$place"/tmp/*
}

say "server, phantom and client from that root file system, in a chroot, as its user"
reconstruct "$root"

say "the image of examples/custom-image: its chain checked in it"
sed 's/^RUN .*/RUN true/; /^  &&/d' examples/custom-image/Dockerfile >"$work/context/examples/custom-image/Dockerfile"
build build --isolation chroot --pull=never --format docker -t own "$work/context/examples/custom-image" >"$work/log" 2>&1 \
  || fail "examples/custom-image can't be built: $(tail -n 20 "$work/log")"
own=$(build from --pull=never localhost/own)
place=$(build mount "$own")
[ -e "$place/dev/null" ] || mknod -m 666 "$place/dev/null" c 1 3
run "$place" larmor check --gadgets /opt/own/gadgets --pipelines /opt/own/pipelines clean
build rm "$own" >/dev/null

say "disk image of the root file system"
deploy/chroot.sh "$root" "$work/folder.img" --free 60
say "disk image of a container's export, zipped"
tar -cf "$work/export.tar" -C "$root" .
deploy/chroot.sh "$work/export.tar" "$work/larmor.img" --zip
e2fsck -fn "$work/larmor.img" 2>&1 | tail -n 1
debugfs -R "dump /opt/larmor/package.json $work/package.json" "$work/larmor.img" 2>/dev/null
cmp "$work/package.json" "$root/opt/larmor/package.json" && echo "read back by debugfs: the same"
(cd "$work" && unzip -p larmor.img.zip larmor.img | cmp - larmor.img) && echo "unzipped: the same"

say "a reconstruction in the disk image"
mkdir "$work/mounted"
if mount -o loop "$work/larmor.img" "$work/mounted" 2>"$work/error"; then
  mounted=$work/mounted
  place=$mounted
else
  echo "no loop device here ($(head -n 1 "$work/error")): its files are taken out by debugfs instead"
  place=$work/dumped
  mkdir "$place"
  debugfs -R "rdump / $place" "$work/larmor.img" >/dev/null 2>&1
fi
reconstruct "$place"

say "the start scripts in it"
for script in start-larmor start-larmor-with-data-storage sync-gadgets-and-start-larmor; do
  mkdir -p "$place/tmp/share/larmor/gadgets" "$place/tmp/share/larmor/pipelines"
  cp examples/custom-image/gadgets/*.ts "$place/tmp/share/larmor/gadgets/"
  port=$((20000 + RANDOM % 20000))
  chroot "$place" /usr/bin/env -i PATH=/usr/bin:/bin LARMOR_PORT=$port "/opt/larmor/deploy/$script.sh" /tmp/share/log/scan.log --host 127.0.0.1
  run "$place" larmor phantom -m 64 -o /tmp/phantom.h5 >/dev/null
  run "$place" larmor send /tmp/phantom.h5 -a 127.0.0.1 -p "$port" -c cartesian -o /tmp/images.h5 >/dev/null
  grep -q 'session 1 done' "$place/tmp/share/log/scan.log" || fail "$script: no session in the log"
  for process in /proc/[0-9]*; do
    [ "$(readlink "$process/root")" != "$place" ] || kill -TERM "${process#/proc/}" 2>/dev/null || true
  done
  sleep 1
  ls "$place/tmp/share"
  rm -rf "$place"/tmp/*
done

say "all of it holds"
