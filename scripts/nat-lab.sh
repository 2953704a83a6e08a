#!/usr/bin/env bash
# Two peers behind two NATs, with relay, STUN and TURN server in between, all in network namespaces of their own:
#   scripts/nat-lab.sh [CASE...]     nat, turn, tls, dead; all without any
#   nat   a STUN server: the peers connect directly through their NATs
#   turn  the STUN server is blocked: through coturn, over UDP on one side and TCP on the other
#   tls   UDP is blocked altogether: through coturn, over TLS
#   dead  everything is blocked: what peer doctor says
# Prints the path that each peer names, and what peer doctor finds. Needs root, iproute2, nftables, coturn and openssl.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

peer=${PEER:-Peer/bin/Debug/net10.0/peer} relay=${RELAY:-Relay/bin/Debug/net10.0/relay}
case ${1:-} in -h|--help) sed -n '2,8s/^# \{0,1\}//p' scripts/nat-lab.sh; exit 0 ;; esac
[[ $(id -u) == 0 ]] || { say 'nat-lab.sh needs root'; exit 77; }
for program in ip nft turnserver openssl; do
  command -v "$program" >/dev/null || { say "nat-lab.sh needs $program"; exit 77; }
done
[[ -x $peer && -x $relay ]] || { say 'build first: dotnet build'; exit 1; }

lab=nl$$ work=$(mktemp -d) pids=() public=$lab-p
cleanup() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for side in a b; do ip netns del "$lab-$side" 2>/dev/null || true; ip netns del "$lab-n$side" 2>/dev/null || true; done
  ip netns del "$public" 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

# link NAMESPACE DEVICE ADDRESS NAMESPACE DEVICE ADDRESS
link() {
  ip -n "$1" link add "$2" type veth peer name "$5" netns "$4"
  ip -n "$1" address add "$3/24" dev "$2"; ip -n "$1" link set dev "$2" up
  ip -n "$4" address add "$6/24" dev "$5"; ip -n "$4" link set dev "$5" up
}

# The addresses outside are those that are reserved for documentation. The servers have two, which lets a peer tell the
# kind of its NAT. What a NAT is not waiting for it drops without a trace, so that the peers may begin at any time.
for name in "$public" "$lab-na" "$lab-nb" "$lab-a" "$lab-b"; do
  ip netns add "$name"
  ip -n "$name" link set lo up
done
number=1
for side in a b; do
  outside=198.51.100 inside=192.168.$number
  [[ $side == b ]] && outside=203.0.113
  link "$lab-n$side" wan "$outside.2" "$public" "to-$side" "$outside.1"
  link "$lab-$side" eth0 "$inside.2" "$lab-n$side" lan "$inside.1"
  ip -n "$lab-$side" route add default via "$inside.1"
  ip -n "$lab-n$side" route add default via "$outside.1"
  ip netns exec "$lab-n$side" sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward'
  ip netns exec "$lab-n$side" nft "add table ip nat; add chain ip nat out { type nat hook postrouting priority 100; };
    add rule ip nat out oifname wan masquerade;
    add table ip wall; add chain ip wall way { type filter hook forward priority 0; };
    add rule ip wall way iifname wan ct state new drop;
    add chain ip wall self { type filter hook input priority 0; };
    add rule ip wall self iifname wan ct state new drop"
  number=$((number + 1))
done
ip netns exec "$public" sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward'
server=192.0.2.1 second=192.0.2.2
ip -n "$public" address add "$server/32" dev lo
ip -n "$public" address add "$second/32" dev lo

# As on the Internet, what is sent to private addresses leads nowhere, and nobody says so.
ip -n "$public" route add default via 198.51.100.2

scripts/dev-cert.sh -o "$work/cert" "$server" >/dev/null
printf 'secret\n' >"$work/password"
ip netns exec "$public" turnserver -n --listening-ip=$server --listening-ip=$second --relay-ip=$server --lt-cred-mech \
  --user=me:secret --realm=lab --no-cli --no-dtls --cert="$work/cert/fullchain.pem" --pkey="$work/cert/privkey.pem" \
  --log-file=stdout --userdb="$work/users" --pidfile="$work/pid" >"$work/turn.log" 2>&1 &
pids+=($!)
ip netns exec "$public" "$relay" --host $server --port 8443 2>"$work/relay.log" &
pids+=($!)
wait_for 'listening on' "$work/relay.log" $! relay
for ((i = 0; i < 100; i++)); do
  ip netns exec "$public" bash -c ": </dev/tcp/$server/5349" 2>/dev/null && break
  sleep 0.1
done

# block RULE...: what the NATs let out no more.
block() {
  for side in a b; do
    ip netns exec "$lab-n$side" nft "flush chain ip wall way; add rule ip wall way iifname wan ct state new drop"
    for rule in "$@"; do ip netns exec "$lab-n$side" nft "add rule ip wall way $rule drop"; done
  done
}

options=(--url "ws://$server:8443/" --ice-username me --ice-credential-file "$work/password" --ice-ca "$work/cert/ca.pem")

# meet CASE PATH SERVERS-OF-A -- SERVERS-OF-B: a line goes from a to b, and both have to name the path.
meet() {
  local name=$1 path=$2 a=() b=() side
  shift 2
  while [[ $1 != -- ]]; do a+=(--ice-server "$1"); shift; done
  shift
  while [[ $# -gt 0 ]]; do b+=(--ice-server "$1"); shift; done
  # A stdin that stays open.
  mkfifo "$work/$name.in"
  timeout 60 ip netns exec "$lab-b" "$peer" "${options[@]}" --room "$name" "${b[@]}" <>"$work/$name.in" >"$work/$name.out" 2>"$work/$name.b" &
  local callee=$!
  pids+=("$callee")
  printf 'through %s\n' "$name" |
    timeout 60 ip netns exec "$lab-a" "$peer" "${options[@]}" --room "$name" --caller "${a[@]}" 2>"$work/$name.a" \
    || { say "$name: the caller failed"; cat "$work/$name.a" "$work/$name.b" >&2; return 1; }
  for ((i = 0; i < 50; i++)); do [[ -s $work/$name.out ]] && break; sleep 0.1; done
  grep -qx "through $name" "$work/$name.out" || { say "$name: the line did not arrive"; return 1; }
  for side in a b; do
    printf '%s %s: %s\n' "$name" "$side" "$(grep -o 'connected .*' "$work/$name.$side" || true)"
    grep -Eq "connected $path" "$work/$name.$side" || { say "$name: not '$path'"; cat "$work/$name.$side" >&2; return 1; }
  done
}

# doctor CASE CODE SERVERS...: what peer doctor finds at a, and that it ends with the code.
doctor() {
  local name=$1 expected=$2 servers=() code=0
  shift 2
  for one in "$@"; do servers+=(--ice-server "$one"); done
  timeout 60 ip netns exec "$lab-a" "$peer" doctor "${options[@]}" --room doctor "${servers[@]}" >"$work/doctor" || code=$?
  sed "s/^/$name doctor: /" "$work/doctor"
  [[ $code == "$expected" ]] || { say "$name: peer doctor ended with $code and not $expected"; return 1; }
}

stun=stun:$server udp=turn:$server tcp="turn:$server?transport=tcp" tls="turns:$server?transport=tcp"
for case in "${@:-nat turn tls dead}"; do
  for one in $case; do
    case $one in
      nat) block; meet nat 'direct, through NAT' $stun -- $stun; doctor nat 0 $stun $udp ;;
      turn)
        # TURN servers answer STUN too, so the direct way between the NATs has to go as well.
        block "ip daddr $second" 'ip daddr { 198.51.100.2, 203.0.113.2 } meta l4proto udp'
        meet turn 'through (our|the other).*TURN server' $udp -- "$tcp"; doctor turn 23 stun:$second $udp "$tcp" ;;
      tls) block 'meta l4proto udp'; meet tls 'through (our|the other).*TURN server' "$tls" -- "$tls"; doctor tls 23 $stun "$tls" ;;
      dead) block 'iifname lan'; doctor dead 20 $stun "$tls" ;;
      *) say "unknown case $one"; exit 2 ;;
    esac
  done
done
