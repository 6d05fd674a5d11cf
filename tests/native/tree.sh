#!/bin/sh
# A mounted tree with the tools that everybody has: ls, cat, echo, find, stat.
#   tree.sh ROOT NODE
set -u
root=$1
node=$2
name=$(basename "$node")
failures=0
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

fail() {
  echo "FAILED $*"
  failures=$((failures + 1))
}
# expect WHAT COMMAND...: the command works and says nothing on its standard error.
expect() {
  what=$1
  shift
  if "$@" >"$work/out" 2>"$work/err" && [ ! -s "$work/err" ]; then
    echo "ok $what"
  else
    fail "$what: $(cat "$work/err")"
  fi
}
# store FILE TEXT: what the kernel says of a write; empty when it works.
store() {
  (env printf "%s\n" "$2" >"$1") 2>&1 | sed 's/.*: //'
}
# same WHAT EXPECTED GOT
same() {
  if [ "$2" = "$3" ]; then
    echo "ok $1"
  else
    fail "$1: expected '$2', got '$3'"
  fi
}

expect "ls of the root" ls -l "$root"
expect "ls of everything" ls -lR "$root"
expect "find of everything" find "$root" -ls
expect "stat of the node" stat "$node"
expect "stat of the file system" stat -f "$root"
expect "du" du -s "$root"
same "the node is a file that others may open" 1 "$(find "$node" -perm -006 | wc -l)"
same "find sees nothing twice" "" "$(find "$root" | sort | uniq -d)"
same "the node has another name" "$name" "$(ls -l "$root/dev/by-id" | sed -n "s|.* -> .*/\($name\)$|\1|p")"
same "by-id leads to the node" "$(stat -L -c %i "$root"/dev/by-id/* | sort | tail -n 1)" \
  "$(stat -c %i "$root"/dev/accel/* | sort | tail -n 1)"

# Each attribute that can be read is text that ends with a newline.
find "$root/sys" -type f -perm -0400 >"$work/readable"
while read -r file; do
  if ! cat "$file" >"$work/value" 2>"$work/err"; then
    fail "cat $file: $(cat "$work/err")"
  elif [ -s "$work/value" ] && [ -n "$(tail -c 1 "$work/value")" ]; then
    fail "no newline at the end of $file"
  fi
done <"$work/readable"
echo "ok $(wc -l <"$work/readable") attributes were read"
[ "$(wc -l <"$work/readable")" -gt 10 ] || fail "there are hardly any attributes"

class="$root/sys/class/accel/$name"
expect "the class has the node" ls -d "$class/"
same "dev is MAJOR:MINOR" 1 "$(grep -c '^[0-9]*:[0-9]*$' "$class/dev")"
same "uevent names the node" "DEVNAME=accel/$name" "$(grep '^DEVNAME=' "$class/uevent")"
same "uevent and dev agree" "$(cat "$class/dev")" \
  "$(sed -n 's/^MAJOR=//p' "$class/uevent"):$(sed -n 's/^MINOR=//p' "$class/uevent")"

# Nonsense is refused and changes nothing.
for value in "" x 2 -1 yes "1 1" 99999999999999999999; do
  file="$root/sys/bus/vmbus/drivers_autoprobe"
  before=$(cat "$file")
  same "drivers_autoprobe refuses '$value'" "Invalid argument" "$(store "$file" "$value")"
  same "drivers_autoprobe is unchanged" "$before" "$(cat "$file")"
done
same "uevent refuses nonsense" "Invalid argument" "$(store "$class/uevent" "nonsense")"
same "uevent takes an action" "" "$(store "$class/uevent" "change")"
same "bind refuses a device that is none" "No such device" "$(store "$root/sys/bus/vmbus/drivers/dxg/bind" "nobody")"
same "unbind refuses a device that is none" "No such device" \
  "$(store "$root/sys/bus/vmbus/drivers/dxg/unbind" "nobody")"
same "an attribute takes its own value" "" "$(store "$root/sys/bus/vmbus/drivers_autoprobe" 1)"

# What is not writable is not written, whoever asks.
find "$root/sys" -type f ! -perm /0222 | head -n 40 >"$work/constant"
while read -r file; do
  before=$(cat "$file" 2>/dev/null | head -c 200 | cksum)
  said=$(store "$file" 1)
  case $said in
    "Permission denied" | "Operation not permitted" | "Input/output error" | "Invalid argument") ;;
    *) fail "writing $file: '$said'" ;;
  esac
  case $file in
    */usage/* | */clients/* | */engines/* | */hwmon/* | */errors/* | */memory/*) ;; # live figures
    *) same "value of $file" "$before" "$(cat "$file" 2>/dev/null | head -c 200 | cksum)" >"$work/said" || cat "$work/said" ;;
  esac
done <"$work/constant"

# Nothing can be made or removed.
for command in "mkdir $root/new" "touch $root/dev/new" "rm -f $node" "rmdir $root/dev/accel" "mv $node $root/dev/moved" \
  "ln -s x $root/dev/new" "chmod 0600 $node" "mknod $root/dev/new p"; do
  if $command >"$work/out" 2>&1; then
    fail "possible: $command"
  fi
done
expect "the node is still there" stat "$node"
same "cat of a node is refused" "Invalid argument" "$(cat "$node" 2>&1 | sed 's/.*: //')"
expect "a node is opened and closed by the shell" sh -c ": <$node"
same "the events begin with what is there" "DEVNAME=accel/$name" \
  "$(timeout 2 dd if="$root/events" bs=65536 count=1 2>/dev/null | grep "^DEVNAME=accel/$name$" | head -n 1)"

[ "$failures" -eq 0 ] && echo "all ok"
exit "$((failures > 0))"
