# For sourcing. Sets `jdk` to the home of a JDK 25 or later, whatever the machine's own `java` is.
# Where there is none, the script ends.

fail() {
  echo "${0##*/}: $*" >&2
  exit 2
}

# The version stands in the file `release`; asking `java -version` would take 50 ms a folder.
is_jdk_25() {
  local line
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  while read -r line; do
    case $line in JAVA_VERSION=*)
      line=${line#*\"}
      [ "${line%%[!0-9]*}" -ge 25 ]
      return
      ;;
    esac
  done <"$1/release"
  return 1
}

find_jdk() {
  local javac
  javac=$(readlink -f "$(command -v javac)") || true
  for jdk in "${JAVA_HOME-}" "${javac%/bin/javac}" /usr/lib/jvm/* \
    ~/.sdkman/candidates/java/* ~/.jdks/* /opt/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    ! is_jdk_25 "$jdk" || return 0
  done
  fail "no JDK 25 or later found: install one, or set JAVA_HOME to it"
}

find_jdk
