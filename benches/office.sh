#!/bin/sh
# How quick the office and the public site are on the whole demo city: every staff page as several
# duties, the list of the ledger however deep, the first page after a start, memory at rest, and
# public pages by wrk beside nginx, which gives out the same files. Wants python3, wrk and nginx, and
# fails where a figure is beyond what is asked for.
#
#     benches/office.sh [FOLDER]    the folder keeps the city for the next run
#
# Without FOLDER the city is made in target/bench-office, which takes minutes.
set -eu
cd "$(dirname "$0")/.."
folder=${1:-target/bench-office}
mkdir -p "$folder"
folder=$(realpath "$folder")

for program in python3 wrk nginx; do
    if ! PATH=$PATH:/usr/sbin command -v "$program" >/dev/null; then
        echo "did not run: office, as $program is missing" >&2
        exit 1
    fi
done
cargo build --quiet --release --workspace --locked --bin enishi
python3 benches/office.py "$(realpath "${CARGO_TARGET_DIR:-target}")/release/enishi" "$folder"
