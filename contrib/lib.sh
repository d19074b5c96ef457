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
# runs, a policy says so - unless this machine has a policy already.
no_services() {
	local policy=/usr/sbin/policy-rc.d
	[ -e $policy ] && return 1
	as_root sh -c "printf '#!/bin/sh\nexit 101\n' >$policy &&
	    chmod 755 $policy"
}

install_packages() {
	local list ours=false rc=0 env='DEBIAN_FRONTEND=noninteractive'
	list=$(missing_packages "$@")
	[ -n "$list" ] || return 0
	say "installing Debian packages:" $list
	command -v apt-get >/dev/null ||
	    die "this is no Debian: install what contrib/packages lists, then use --no-install"
	[ "$(id -u)" = 0 ] || command -v sudo >/dev/null ||
	    die "packages are missing and there is no sudo: run as root, or install them and use --no-install"
	no_services && ours=true
	{ as_root apt-get -qq update &&
	    as_root env $env apt-get -qq -y --no-install-recommends \
	    -o Dpkg::Use-Pty=0 install $list; } >"$LOG" 2>&1 || rc=$?
	! $ours || as_root rm -f /usr/sbin/policy-rc.d
	[ $rc = 0 ] || { tail -20 "$LOG" >&2
	    die "apt-get could not install them; the log is $LOG"; }
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
	tail -30 "$LOG" >&2
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
