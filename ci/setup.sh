# shellcheck shell=bash
# What the commands of ci/ share: the packages that Turnstile needs, how they get here, and how things are said.
# To be sourced. Results go to standard output; what is said here goes to standard error.

# The packages, by what they are for. package=command: the command will do, whoever installed it.
declare -rA packages=(
  [build]='git=git ca-certificates g++=c++ cmake=cmake ninja-build=ninja util-linux=setarch'
  [libraries]='libgtest-dev libgmock-dev librapidcheck-dev relacy-dev libcli11-dev libfmt-dev nlohmann-json3-dev libtomlplusplus-dev'
  [sandbox]='bubblewrap=bwrap libseccomp-dev'
  [benchmarks]='libbenchmark-dev'
  [format]='git=git clang-format-19=clang-format-19'
  [tidy]='clang-tidy-19=clang-tidy-19 python3=python3'
  [clang]='clang-19=clang++-19 libclang-rt-19-dev'
  [browser]='chromium=chromium nodejs=node npm=npm'
)
declare -rA purposes=(
  [build]='to configure, compile and run'
  [libraries]='the checkers and the tests are built on them'
  [sandbox]='to keep submissions of a course from doing harm'
  [benchmarks]='to measure the locks (ci/benchmark only)'
  [format]='to check the formatting'
  [tidy]='to lint'
  [clang]='to compile and test a second time'
  [browser]='to test the pages in'
)

root=$(realpath -- "${BASH_SOURCE[0]%/*}/..")
install=yes # --no-install says no

say() { printf '%s: %s\n' "ci/${0##*/}" "$*" >&2; }

# Status 2, as for bad usage: 1 says that a verdict or a test is not what it should be.
fail() {
  say "error: $*"
  exit 2
}

# quietly COMMAND...: what the command prints is shown only if it fails.
quietly() {
  local output status=0
  output=$("$@" 2>&1) || status=$?
  ((status == 0)) || printf '%s\n' "$output" >&2
  return "$status"
}

# setup GROUP...: afterwards the packages of these groups are here, or the command has ended with status 2.
# With nothing missing it is silent and takes no time.
setup() {
  local -A missing=() # group -> packages
  local group entry
  for group; do
    for entry in ${packages[$group]}; do
      if is_missing "$entry"; then missing[$group]+=" ${entry%%=*}"; fi
    done
  done
  # Where apt's lists are here already, they tell without the network what the distribution does not have.
  if compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null; then drop_unknown; fi
  ((${#missing[@]} == 0)) || install_missing "$@"
}

is_missing() { # package or package=command
  if [[ $1 == *=* ]]; then
    ! command -v "${1#*=}" >/dev/null
  elif command -v dpkg-query >/dev/null; then
    ! dpkg-query --show --showformat='${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed
  else
    false # not a Debian: its package names mean nothing here, and CMake looks for the libraries by itself
  fi
}

# What may stay missing where the distribution does not have it.
drop_unknown() {
  drop_unknown_of libraries 'CMake fetches the pinned source' # cmake/dependencies.cmake
  drop_unknown_of sandbox 'submissions run with fewer barriers, and their grades say so'
  drop_unknown_of browser 'the tests of the pages are skipped'
}

drop_unknown_of() { # GROUP CONSEQUENCE
  local package known='' unknown=''
  for package in ${missing[$1]-}; do
    if apt-cache show "$package" &>/dev/null; then known+=" $package"; else unknown+=" $package"; fi
  done
  [[ ! $unknown ]] || say "this distribution does not have$unknown: $2"
  missing[$1]=$known
  [[ $known ]] || unset "missing[$1]"
}

install_missing() { # GROUP...
  local -a as_root=()
  [[ $install == yes ]] || cannot_install '--no-install forbids installing them'
  command -v apt-get >/dev/null || cannot_install 'there is no apt-get to install them with (the names are Debian'\''s)'
  if ((EUID != 0)); then
    command -v sudo >/dev/null || cannot_install 'only root could install them (there is no sudo)'
    as_root=(sudo)
  fi

  local group
  say "installing with ${as_root[*]}${as_root:+ }apt-get what is missing (--no-install to do it yourself)"
  for group; do
    [[ ! ${missing[$group]-} ]] || say " ${missing[$group]}  (${purposes[$group]})"
  done

  # A list that cannot be updated may still do, so that the verdict is left to the installation.
  quietly "${as_root[@]}" apt-get update || say 'apt-get update failed; trying with the lists as they are'
  drop_unknown
  # shellcheck disable=SC2048,SC2086 # each value is several words
  ((${#missing[@]} == 0)) ||
    quietly "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends ${missing[*]} ||
    cannot_install 'apt-get could not install them'
}

cannot_install() { # reason
  local hint=''
  [[ ! ${missing[libraries]-} ]] ||
    hint=$'\n'"CMake fetches the libraries it does not find, so that cmake --preset release needs none of:${missing[libraries]}"
  fail "packages are missing, and $1:"$'\n'" ${missing[*]}$hint"
}

# What drives the browser (ci/browser/package.json), into build/browser. Where it is there already it takes no time.
setup_browser_driver() {
  local from=$root/ci/browser there=$root/build/browser
  if cmp -s "$from/package-lock.json" "$there/installed" || ! command -v npm >/dev/null; then return; fi
  [[ $install == yes ]] || fail "npm packages are missing, and --no-install forbids installing them: ci/browser/package.json"
  say 'installing with npm what drives the browser'
  mkdir -p "$there"
  cp "$from/package.json" "$from/package-lock.json" "$there"
  quietly npm ci --prefix "$there" --ignore-scripts --no-audit --no-fund || fail 'npm could not install it'
  cp "$there/package-lock.json" "$there/installed"
}
