#!/usr/bin/env bash
# Makes a certificate for trying TLS on this machine or in one's own network, and the authority that signs it:
#   scripts/dev-cert.sh [-o FOLDER] [-d DAYS] [NAME...]     NAMEs are host names or addresses besides localhost
# A second run keeps the authority, so that those who trust it already trust the new certificate too.
set -euo pipefail

usage() { sed -n '2,4s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }

folder=dev-cert days=30
while getopts 'o:d:h' option; do
  case $option in
    o) folder=$OPTARG ;;
    d) days=$OPTARG ;;
    h) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done
shift $((OPTIND - 1))
command -v openssl >/dev/null || { echo 'dev-cert.sh needs openssl' >&2; exit 1; }

names=DNS:localhost,IP:127.0.0.1,IP:::1
for name in "$@"; do
  if [[ $name == *:* || $name =~ ^[0-9.]+$ ]]; then names+=,IP:$name; else names+=,DNS:$name; fi
done

umask 077
mkdir -p "$folder"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2>/dev/null; }

if [[ ! -f $folder/ca.pem || ! -f $folder/ca.key ]]; then
  key "$folder/ca.key"
  openssl req -x509 -new -key "$folder/ca.key" -sha256 -days 3650 -subj '/CN=RtcPeer development authority' \
    -addext 'basicConstraints=critical,CA:TRUE,pathlen:0' -addext 'keyUsage=critical,keyCertSign,cRLSign' -out "$folder/ca.pem"
fi

key "$work/privkey.pem"
openssl req -new -key "$work/privkey.pem" -subj '/CN=RtcPeer relay' -out "$work/request"
printf '%s\n' 'basicConstraints=critical,CA:FALSE' 'keyUsage=critical,digitalSignature' 'extendedKeyUsage=serverAuth' \
  "subjectAltName=$names" >"$work/extensions"
openssl x509 -req -in "$work/request" -CA "$folder/ca.pem" -CAkey "$folder/ca.key" -sha256 -days "$days" \
  -set_serial "0x$(openssl rand -hex 15)" -extfile "$work/extensions" -out "$work/leaf.pem" 2>/dev/null
cat "$work/leaf.pem" "$folder/ca.pem" >"$work/fullchain.pem"
mv "$work/privkey.pem" "$work/fullchain.pem" "$folder/"
chmod 644 "$folder/ca.pem" "$folder/fullchain.pem"

cat <<END
$folder has a certificate for localhost 127.0.0.1 ::1 $*, valid for $days days. Try it:
  relay --tls-cert $folder/fullchain.pem --tls-key $folder/privkey.pem
  peer --url wss://localhost:8443/ --ca $folder/ca.pem
END
