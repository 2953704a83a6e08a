#!/usr/bin/env bash
# Installs the node packages of the interop tests into Peer.Tests/Interop/node (which git ignores). Needs node and npm.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

cd Peer.Tests/Interop/node
npm install --no-package-lock --no-audit --no-fund --loglevel=error
node -e 'require("wrtc"); require("ws")'
