#!/usr/bin/env bash
# Becomes a micro-workload: micro.sh WORKLOAD. Builds what is missing or changed. The heap is that of the JVM's peers.
# env: ENGINE (carrier or portable)
set -euo pipefail

root=$(dirname "$(dirname "$(readlink -f "$0")")")
. "$root/scripts/jdk.sh"

"$root/bench/build"

case $1 in
  mem) heap=(-Xms64m -Xmx10g) ;; # its resident memory shall be what is used
  *) heap=(-Xms6g -Xmx6g) ;;
esac
exec "$jdk/bin/java" -XX:+UseSerialGC "${heap[@]}" -Djasyncio.engine="${ENGINE:-carrier}" \
  --add-opens java.base/java.lang=ALL-UNNAMED -cp "$root/bench/target/jasyncio-bench.jar" jasyncio.bench.Micro "$1"
