#!/bin/sh
# Host, guest driver and callers of an ordinary user, on a machine where such a user may mount with fusermount3. To be run by root in a
# mount namespace of its own (unshare -m), where the FUSE device is made one for everybody; nothing outside sees any of it.
#   ordinary.sh DIRECTORY PROGRAM...
# PARAVANE is the command line of the launcher, ENGINE that of the host, AS_SERVER and AS_CALLER are what becomes that user.
set -u
directory=$1
shift
root=$directory/root
host=
guest=

end() {
  for process in $guest $host; do
    kill "$process" 2>/dev/null && wait "$process"
  done
  grep " $root " /proc/self/mounts && echo "FAILED the tree is still mounted"
  ls -d "$directory"/paravane-workers-* 2>/dev/null && echo "FAILED the place of the workers is left"
}
trap end EXIT

mount --make-rprivate / && mknod -m 666 "$directory/fuse" c 10 229 && mount --bind "$directory/fuse" /dev/fuse || exit 69
$AS_SERVER $PARAVANE host --socket "$directory/host.sock" --devices 2 --engine "$ENGINE" </dev/null >"$directory/host.log" 2>&1 &
host=$!
$AS_SERVER $PARAVANE guest --host "$directory/host.sock" --root "$root" </dev/null >"$directory/guest.log" 2>&1 &
guest=$!
tries=600
until $AS_CALLER test -e "$root/dev/accel/accel1"; do
  tries=$((tries - 1))
  if [ "$tries" -eq 0 ] || ! kill -0 "$guest" 2>/dev/null; then
    echo "FAILED no nodes appear: $(cat "$directory/host.log" "$directory/guest.log")"
    exit 1
  fi
  sleep 0.1
done
failures=0
for program in "$@"; do
  echo "program $program"
  $AS_CALLER "$program" "$root/dev/accel/accel0" "$root/dev/accel/accel1" || failures=$((failures + 1))
done
echo "programs failed: $failures"
exit "$((failures > 0))"
