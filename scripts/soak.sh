#!/usr/bin/env bash
# scripts/soak.sh [MEGABYTES]: the tests that carry much, with more than they carry among the others: a file from page to
# page and back, and transfers during which the network changes.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

if (($# > 1)) || [[ ! ${1:-200} =~ ^[1-9][0-9]{0,2}$ ]]; then
  say 'usage: scripts/soak.sh [MEGABYTES]   (1 to 999; 200 unless told)'
  exit 2
fi

RTCPEER_MEGABYTES=${1:-200} exec scripts/test.sh --filter 'Name~A_large_file_arrives|Name~A_transfer_survives'
