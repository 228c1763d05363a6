#!/usr/bin/env bash
# Becomes an echo server on 127.0.0.1: echo.sh streams|protocol|buffered PORT. Builds what is missing.
# env: JAVA_OPTS (default: what suits one core), ENGINE (carrier or portable)
set -euo pipefail

root=$(dirname "$(readlink -f "$0")")/..
jar=$root/bench/target/jasyncio-bench.jar
. "$root/scripts/toolchain.sh"

if [ ! -e "$jar" ] || [ -n "$(find "$root"/{core,bench}/src/main -newer "$jar" -print -quit)" ]; then
  (cd "$root" && maven -q package -pl core,bench -Dmaven.test.skip -Dspotless.check.skip) >&2 ||
    fail "the build failed"
fi

opts=(${JAVA_OPTS:--XX:+UseSerialGC -Xmx1g})
exec "$jdk/bin/java" "${opts[@]}" -Djasyncio.engine="${ENGINE:-carrier}" \
  --add-opens java.base/java.lang=ALL-UNNAMED -cp "$jar" jasyncio.bench.Echo "$@"
