# For sourcing, after jdk.sh.

# The command line in a JVM that takes the place of this shell: start CACHE JAR ARGUMENTS…
# The cache of classes saves time and nothing else: one that does not fit is passed over in silence.
# A look by `jasyncio ps` is an agent; it must not make the JVM write warnings among our output.
start() {
  local cache=$1 jar=$2 brief
  shift 2
  case ${1-} in # a look into another process is over before a JVM would have warmed up
    ps | pstree | dump | top) brief="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC" ;;
    *) brief= ;;
  esac
  exec "$jdk/bin/java" $brief -XX:+EnableDynamicAgentLoading -XX:AOTCache="$cache" '-Xlog:aot*=off' '-Xlog:cds*=off' \
    -jar "$jar" "$@"
}
