#!/bin/sh
# What the office does under a flood of logins, on the small demo city: how many wrong passwords are
# looked at and how long whoever knows theirs waits meanwhile, whether the time of a refusal tells
# who is here, and memory and /healthz under 500 logins at once. Wants python3. Takes five minutes,
# and fails where a figure is beyond what is asked for.
#
#     benches/logins.sh
set -eu
cd "$(dirname "$0")/.."
if ! command -v python3 >/dev/null; then
    echo "did not run: logins, as python3 is missing" >&2
    exit 1
fi
target=$(realpath "${CARGO_TARGET_DIR:-target}")
folder=$target/bench-logins
rm -rf "$folder"
mkdir -p "$folder"
cargo build --quiet --release --workspace --locked --bin enishi
python3 -B benches/logins.py "$target/release/enishi" "$folder"
