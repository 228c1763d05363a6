#!/usr/bin/env bash
# Becomes an echo server on 127.0.0.1: echo.sh streams|streams-into|protocol|buffered PORT [CERTIFICATE KEY]. Builds what is missing
# or changed.
# env: JAVA_OPTS (default: what suits one core), ENGINE (carrier or portable)
set -euo pipefail

root=$(dirname "$(dirname "$(readlink -f "$0")")")
jar=$root/bench/target/jasyncio-bench.jar
. "$root/scripts/jdk.sh"

"$root/bench/build"

# shellcheck disable=SC2206 # the options are words
opts=(${JAVA_OPTS:--XX:+UseSerialGC -Xmx1g})
exec "$jdk/bin/java" "${opts[@]}" -Djasyncio.engine="${ENGINE:-carrier}" \
  --add-opens java.base/java.lang=ALL-UNNAMED -cp "$jar" jasyncio.bench.Echo "$@"
