#!/usr/bin/env bash
# Proves the Dockerfile without a container engine: carries out its steps in a clean temporary folder on what is
# committed, then starts what came out as a user without rights, with a Redis of its own, and asks its health check.
#   scripts/prove-image.sh [commit]      (HEAD when none is given)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
mkdir "$work/context"
git archive "${1:-HEAD}" | tar -x -C "$work/context"
node scripts/prove-image.mjs "$work"
