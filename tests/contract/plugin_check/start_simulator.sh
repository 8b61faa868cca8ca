#!/usr/bin/env bash
# start_simulator.sh SIMULATOR FOLDER: runs the simulator and prints its ready line with the refresh tokens of two
# new consents in it, as one JSON line. SIGTERM ends both.
set -euo pipefail

"$1" --dir "$2" >"$2/ready.json" 2>"$2/errors" &
simulator=$!
trap 'kill -TERM "$simulator" 2>/dev/null || true; wait "$simulator" 2>/dev/null || true; exit 0' TERM INT

until [ -s "$2/ready.json" ]; do
    kill -0 "$simulator" 2>/dev/null || { cat "$2/errors" >&2; exit 1; }
    sleep 0.02
done
ready=$(head -n 1 "$2/ready.json")
door=$(sed -n 's|.*"control_url":"http:\\*/\\*/\([^"]*\)".*|\1|p' <<<"$ready")

# A consent of its own for each of two instances: they have stores of their own, and a token works for one.
grant() {
    exec 7<>"/dev/tcp/${door%:*}/${door#*:}"
    printf 'POST /accounts/demo/grant HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nContent-Length: 0\r\n\r\n' "$door" >&7
    sed -n 's|.*"refresh_token":"\([^"]*\)".*|\1|p' <&7
    exec 7<&- 7>&-
}
first=$(grant)
second=$(grant)
[ -n "$first" ] && [ -n "$second" ] || { echo "the simulator gave no token" >&2; exit 1; }

printf '%s,"refresh_token":"%s","second_refresh_token":"%s"}\n' "${ready%\}}" "$first" "$second"
wait "$simulator"
