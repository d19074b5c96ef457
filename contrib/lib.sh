# SPDX-License-Identifier: GPL-3.0-or-later
# What quickstart and check have in common; sourced by bash, from the root of
# the tree.

say() { printf '%s\n' "$*"; }
die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

# packages SECTION...: the names in these sections of contrib/packages.
packages() {
	local want=" $* " section='' line
	while read -r line; do
		case $line in
		''|'#'*) ;;
		'['*']') section=${line#[}; section=${section%]} ;;
		*) [[ $want == *" $section "* ]] && say "$line" ;;
		esac
	done <contrib/packages
}

missing_packages() {
	local p
	for p in $(packages "$@"); do
		[ "$(dpkg-query -Wf '${db:Status-Status}' "$p" 2>/dev/null)" = \
		    installed ] || say "$p"
	done
}

as_root() {
	if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# No package that we bring along may start a service of its own: while apt
# runs, a policy says so - unless this machine has a policy already.  In a
# subshell: the policy goes however it ends.
without_services() (
	policy=/usr/sbin/policy-rc.d
	trap 'exit 130' INT TERM
	if [ ! -e $policy ]; then
		trap 'as_root rm -f $policy' EXIT
		printf '#!/bin/sh\nexit 101\n' | as_root tee $policy >/dev/null
		as_root chmod 755 $policy
	fi
	"$@"
)

apt() { as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq "$@" </dev/null; }

apt_install() {
	apt update && apt install -y --no-install-recommends \
	    -o Dpkg::Use-Pty=0 "$@"
}

install_packages() {
	local list
	list=$(missing_packages "$@")
	[ -n "$list" ] || return 0
	say "installing Debian packages:" $list
	command -v apt-get >/dev/null ||
	    die "this is no Debian: install what contrib/packages lists, then use --no-install"
	[ "$(id -u)" = 0 ] || command -v sudo >/dev/null ||
	    die "packages are missing and there is no sudo: run as root, or install them and use --no-install"
	without_services apt_install $list >"$LOG" 2>&1 ||
	    { tail -n 20 "$LOG" >&2
	    die "apt-get could not install them (no network, no package sources?); the log is $LOG"; }
}

# failed_tests: what each test that failed, by $LOG, said of it.
failed_tests() {
	local test log
	sed -n 's/^\(FAIL\|ERROR\): \([^ ]*\)$/\2/p' "$LOG" | head -10 |
	    while read -r test; do
		log=$(find build -path "*/$test.log" -newermt "-1 hour" |
		    head -n 1)
		[ -n "$log" ] || continue
		say "--- $log"
		grep -m 20 -E 'error|ERROR|FAILED|LINE' "$log"
		tail -n 30 "$log"
	done >&2
}

# logged WHAT COMMAND...: runs it into $LOG, shows the end of it on failure.
logged() {
	local what=$1 t0=$SECONDS; shift
	printf '%s ... ' "$what"
	if "$@" >"$LOG" 2>&1; then
		say "$((SECONDS - t0)) s"
		return 0
	fi
	say failed
	grep -E '^(FAIL|ERROR)|error:|warning:|\*\*\*' "$LOG" | head -40 >&2
	tail -n 30 "$LOG" >&2
	failed_tests
	die "$what failed; the whole log is $LOG"
}

# configured FOLDER [OPTION...]: an out-of-tree build folder that is ready.
configured() {
	local folder=$1; shift
	[ -x configure ] || logged "preparing configure" ./autogen.sh
	mkdir -p "$folder"
	[ -f "$folder/Makefile" ] ||
	    logged "configuring $folder" env -C "$folder" \
	    "$PWD/configure" "$@"
}

jobs() { nproc 2>/dev/null || echo 2; }
