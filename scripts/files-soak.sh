#!/usr/bin/env bash
# Large and many files: 1 GB and a folder of 1,000, each killed at half and sent again, their hashes, and the speed beside
# what `peer bench` measures in turn; then 200 MB from the relay's page in Chromium to `peer receive --serve`, and back.
# Needs 4 GB of disk.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  say 'usage: scripts/files-soak.sh [--bytes N] [--no-page]'
  say '  --bytes N    how large the large file is (1000000000)'
  say '  --no-page    leave out the page'
  exit 2
}
bytes=1000000000 page=yes
while (($# > 0)); do
  case $1 in
    --bytes) [[ ${2:-} =~ ^[1-9][0-9]{6,11}$ ]] || usage; bytes=$2; shift ;;
    --no-page) page=no ;;
    *) usage ;;
  esac
  shift
done

work=$(mktemp -d)
relay_pid='' box='' sender=''
stop() {
  local pid
  for pid in $sender $box $relay_pid; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

say 'building...'
build_programs Relay Peer
peer=Peer/bin/Release/net10.0/peer
start_relay "$work/relay" Relay/bin/Release/net10.0/relay --port 0

mkdir -p "$work/out/many"
head -c "$bytes" /dev/urandom >"$work/out/large"
for i in $(seq 1000); do head -c $((i * 20)) /dev/urandom >"$work/out/many/$i"; done

# the summary that a peer wrote to FILE
summary() { grep -E '^(sent|received) ' "$1"; }

# send_killed PATH COUNT COMMAND...: sends, until COMMAND prints at least COUNT, and kills the sender then.
send_killed() {
  local path=$1 count=$2 i
  shift 2
  "$peer" send "$path" --url "$url" --room kill 2>"$work/killed" &
  sender=$!
  for ((i = 0; i < 6000; i++)); do
    (($("$@") >= count)) && break
    kill -0 "$sender" 2>/dev/null || { say 'the sender was done before it could be killed'; return 1; }
  done
  kill -KILL "$sender" && wait "$sender" 2>/dev/null || true
  sender=''
}
large_bytes() { du -sm --apparent-size "$work/in" | cut -f 1; }
many_files() { find "$work/in/many" -type f 2>/dev/null | wc -l; }

say 'killed at half, and sent again:'
mkdir "$work/in"
"$peer" receive "$work/in" --serve --url "$url" --room kill 2>"$work/box" &
box=$!
wait_for joined "$work/box" "$box" 'the drop box'
send_killed "$work/out/large" $((bytes / 2000000)) large_bytes
"$peer" send "$work/out/large" --url "$url" --room kill 2>"$work/sent"
summary "$work/sent"
send_killed "$work/out/many" 500 many_files
"$peer" send "$work/out/many" --url "$url" --room kill 2>"$work/sent"
summary "$work/sent"
kill -TERM "$box"
wait "$box" || true
box=''
diff -r "$work/out" "$work/in"
say 'all files are the same'

say 'in one go, beside peer bench:'
for round in 1 2 3; do
  rm -rf "$work/in"
  "$peer" receive "$work/in" --url "$url" --room "go$round" 2>"$work/box" &
  box=$!
  wait_for joined "$work/box" "$box" 'the receiver'
  "$peer" send "$work/out/large" "$work/out/many" --url "$url" --room "go$round" 2>"$work/sent"
  wait "$box"
  summary "$work/sent"
  "$peer" bench --url "$url" --room "bench$round" >/dev/null 2>"$work/box" &
  box=$!
  wait_for joined "$work/box" "$box" 'the responder'
  "$peer" bench --caller --mode tput --seconds 3 --url "$url" --room "bench$round" 2>/dev/null
  wait "$box"
  box=''
done
diff -r "$work/out" "$work/in"

if [[ $page == yes ]]; then
  say 'the page, 200 MB each way:'
  RTCPEER_MEGABYTES=200 dotnet test Peer.Tests --configuration Release --nologo --verbosity quiet \
    --filter FullyQualifiedName~PageFilesWithPeerTests
fi
