#!/bin/bash
# Makes a disk image (ext3) of a container for chroot on a scanner's computer, without special rights and mounts.
set -euo pipefail

usage() {
  cat <<'END'
Usage: chroot.sh IMAGE_OR_TAR OUT.img [--zip] [--free MB]

IMAGE_OR_TAR  name of a Docker image (docker or podman), a tar file of `docker export`, or a folder with a root file system
OUT.img       the disk image: ext3, as large as its contents plus 15 % plus the requested free space
--zip         also write OUT.img.zip
--free MB     minimum free space in the image (default: 100)
END
}

fail() {
  echo "chroot.sh: $*" >&2
  exit 1
}

source='' out='' zip=false free=100
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) usage && exit 0 ;;
    --zip) zip=true ;;
    --free)
      [[ ${2:-} =~ ^[0-9]+$ ]] || fail "--free takes a number of MB, not '${2:-}'"
      free=$2
      shift
      ;;
    -*) fail "there is no option $1; --help lists them" ;;
    *) if [ -z "$source" ]; then source=$1; elif [ -z "$out" ]; then out=$1; else fail "one argument too many: $1"; fi ;;
  esac
  shift
done
[ -n "$out" ] || { usage >&2 && exit 2; }

PATH=$PATH:/usr/sbin:/sbin
needs=(mke2fs e2fsck dumpe2fs debugfs)
$zip && needs+=(zip)
for program in "${needs[@]}"; do
  command -v "$program" >/dev/null || fail "$program is missing: install Debian's e2fsprogs and zip"
done
out=$(realpath -m "$out")
[ -d "$(dirname "$out")" ] || fail "there is no folder $(dirname "$out")"

# fakeroot keeps the owners of the files without special rights; it must run for unpacking and for reading.
if [ "$(id -u)" -eq 0 ] || [ -n "${FAKEROOTKEY:-}" ]; then
  :
elif command -v fakeroot >/dev/null; then
  arguments=("$source" "$out" --free "$free")
  $zip && arguments+=(--zip)
  exec fakeroot "$0" "${arguments[@]}"
else
  echo "chroot.sh: without fakeroot all files belong to user $(id -u) in the image: install it if that matters" >&2
fi

work=$(mktemp -d)
# An existing image is replaced only when the new one is complete.
part=$out.part
container='' engine=''
cleanup() {
  [ -z "$container" ] || "$engine" rm "$container" >/dev/null || true
  rm -rf "$work"
  rm -f "$part"
}
trap cleanup EXIT

if [ -d "$source" ]; then
  root=$source
else
  tar=$source
  if [ ! -e "$source" ]; then
    for each in docker podman; do command -v "$each" >/dev/null && engine=$each && break; done
    [ -n "$engine" ] || fail "there is neither a file or folder $source, nor docker or podman to ask for an image of that name"
    container=$("$engine" create "$source") || fail "$engine has no image $source"
    tar=$work/export.tar
    "$engine" export -o "$tar" "$container"
  fi
  tar -tf "$tar" >"$work/names" 2>"$work/error" || fail "$source is not a tar file: $(head -n 1 "$work/error")"
  ! grep -qE '^(\./)?manifest\.json$' "$work/names" || fail "$source is from \`docker save\`: use the name of its image, or a tar file of \`docker export\`"
  root=$work/root
  mkdir "$root"
  # Devices are created in the disk image.
  tar -xf "$tar" -C "$root" --exclude='dev/*' --exclude='./dev/*'
fi
[ -d "$root/bin" ] || [ -L "$root/bin" ] || fail "$source is not a root file system: it has no folder bin"

megabytes() { echo $((($1 + 1048575) / 1048576)); }
held=$(du -s --apparent-size --block-size=1 "$root" | cut -f 1)
files=$(find "$root" | wc -l)
size=$(($(megabytes $((held + held * 15 / 100))) + free))
# Files take whole blocks, and the file system needs some for itself; how many is known only after it was created.
for _ in 1 2 3 4 5; do
  rm -f "$part"
  if mke2fs -q -F -t ext3 -m 0 -b 4096 -N $((files + files / 2 + 1000)) -L larmor -d "$root" "$part" "${size}M" >/dev/null 2>"$work/error"; then
    found=$(dumpe2fs -h "$part" 2>/dev/null | awk -F: '/^Free blocks/ { blocks = $2 } /^Block size/ { size = $2 } END { print blocks * size }')
    there=$((found / 1048576))
    [ "$there" -lt "$free" ] || break
    size=$((size + free - there + 1))
  else
    there=-1
    size=$((size + size / 5))
  fi
done
[ "$there" -ge "$free" ] || fail "can't create an image of ${size} MB: $(cat "$work/error")"

# Programs expect these devices, and not every scanner mounts its own /dev.
device() {
  debugfs -R "stat /dev/$1" "$part" 2>/dev/null | grep -q '^Inode' && return
  printf 'cd /dev\nmknod %s c %s %s\nsif %s mode 020666\n' "$1" "$2" "$3" "$1"
}
for folder in dev proc sys tmp; do
  debugfs -R "stat /$folder" "$part" 2>/dev/null | grep -q '^Inode' || printf 'mkdir /%s\n' "$folder"
done >"$work/commands"
{
  device null 1 3
  device zero 1 5
  device full 1 7
  device random 1 8
  device urandom 1 9
  device tty 5 0
} >>"$work/commands"
printf 'sif /tmp mode 041777\n' >>"$work/commands"
debugfs -w -f "$work/commands" "$part" >"$work/said" 2>&1
e2fsck -fn "$part" >"$work/said" 2>&1 || fail "the image is damaged: $(tail -n 3 "$work/said")"

mv -f "$part" "$out"
if $zip; then
  rm -f "$out.zip"
  (cd "$(dirname "$out")" && zip -q "$out.zip" "$(basename "$out")")
fi
echo "$out: $(megabytes "$(stat -c %s "$out")") MB, of which $there MB are free"
if $zip; then echo "$out.zip: $(megabytes "$(stat -c %s "$out.zip")") MB"; fi
