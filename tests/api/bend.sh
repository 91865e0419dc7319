#!/usr/bin/env bash
# Bends the API by its own document: schemathesis asks for what the document has and for what it has
# not, as one duty after the other, and every answer must keep to it.
#
#     tests/api/bend.sh BINARY SCHEMATHESIS SECONDS
#
# The seconds are for each duty, and for everybody before the published site. One of its checks is
# left out: a valid body may be refused for what it says, such as a programme that is not there.
set -euo pipefail

binary=$(realpath "$1")
schemathesis=$(realpath --no-symlinks "$2")
seconds=$3
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=$(mktemp -d)
said=$folder/said
# It keeps its notes where it stands.
cd "$folder"

"$binary" demo --small --serve --listen 127.0.0.1:0 "$folder/city" >"$said" 2>&1 &
programs=$!
trap 'kill $programs 2>/dev/null || true; wait $programs 2>/dev/null || true; cd /; rm -rf "$folder"' EXIT

# address_in FILE PROGRAM: where the program says that it listens.
address_in() {
    local address=
    for _ in $(seq 1800); do
        address=$(grep -o 'http://127\.0\.0\.1:[0-9]*' "$1" | head -n 1 || true)
        if [ -n "$address" ] || ! kill -0 "$2" 2>/dev/null; then
            break
        fi
        sleep 0.1
    done
    if [ -z "$address" ]; then
        cat "$1" >&2
        return 1
    fi
    echo "$address"
}

address=$(address_in "$said" "$programs")

failed=0
for duty in entry head planning panel audit administration; do
    token=$("$binary" staff token "$duty" --label "$duty" --format json \
        --database "sqlite:$folder/city/enishi.db" | grep -o 'enishi_[0-9a-f]*')
    echo "as $duty"
    "$schemathesis" --config-file "$here/schemathesis.toml" run "$address/api/v1/openapi.json" \
        --header "Authorization: Bearer $token" --max-time "$seconds" || failed=1
done
"$binary" publish --site "$folder/site" --database "sqlite:$folder/city/enishi.db" \
    --key "$folder/city/enishi.key" >"$folder/published" 2>&1 || { cat "$folder/published" >&2; exit 1; }
"$binary" public --site "$folder/site" --listen 127.0.0.1:0 >"$folder/open" 2>&1 &
public=$!
programs="$programs $public"
address=$(address_in "$folder/open" "$public")
echo "as everybody"
"$schemathesis" --config-file "$here/schemathesis.toml" run "$address/api/v1/openapi.json" \
    --max-time "$seconds" || failed=1
exit "$failed"
