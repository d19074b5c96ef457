# SPDX-License-Identifier: GPL-3.0-or-later
# A site for a test: a sited of its own in a folder of its own on a free port.
# Sourced by bash.  As root the roles get users of their own (numbers, so that
# none has to be made), else all run under one.
#
#	SITED SITECTL	the programs; default: bin/ of the build folder
#	SITE_OPTIONS	further lines of sited.conf
#	site_begin	makes $SITE, starts sited, waits for its answer
#	$SITE $PORT $SITE_PID
#	site_account NAME PASSWORD [OPTION...]
#	site_publish	imports the sample: when it returns, the set is published
#	site_ctl ...	sitectl on this site
#	site_start, site_stop	once more; exit status of sited
#	until_true SECONDS WHAT COMMAND...
#	fail TEXT
# At exit sited is stopped and the folder removed; when the test has failed,
# the end of the log is shown.

TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
SITED=$(realpath "${SITED:-bin/sited}")
SITECTL=$(realpath "${SITECTL:-bin/sitectl}")
SITE='' PORT='' SITE_PID='' SITE_FAILED=false

say() { printf '%s\n' "$*"; }

fail() {
	SITE_FAILED=true
	printf '%s: %s\n' "${0##*/}" "$*" >&2
	exit 1
}

until_true() {
	local end=$((SECONDS + $1)) what=$2; shift 2
	while ! "$@" >/dev/null 2>&1; do
		[ $SECONDS -lt $end ] || fail "waited in vain: $what"
		sleep 0.05
	done
}

port_answers() { (exec 3<>"/dev/tcp/127.0.0.1/${1:-$PORT}") 2>/dev/null; }

site_ctl() { "$SITECTL" -s "$SITE/sited.sock" "$@"; }

site_config() {
	cat <<T
site = "S01"
dir = "$SITE"
listen = {"127.0.0.1:$PORT"}
control_socket = "sited.sock"
T
	[ "$(id -u)" != 0 ] || cat <<T
user_director = "64501"
user_keeper = "64502"
user_worker = "64503"
group = "64500"
T
	printf '%s\n' "${SITE_OPTIONS:-}"
}

# All roles are there when an account could be added, or a guard says no.
site_answers() {
	site_ctl account add probe --generate --dry-run >/dev/null 2>&1
	case $? in 0|3) ;; *) return 1 ;; esac
}

# Answers, or has ended: the port may be somebody else's.
site_decided() { site_answers || ! kill -0 "$SITE_PID" 2>/dev/null; }

site_start() {
	"$SITED" -F -f "$SITE/sited.conf" >>"$SITE/sited.log" 2>&1 &
	SITE_PID=$!
	until_true 60 "an answer of sited" site_decided
	site_answers
}

site_begin() {
	local try
	SITE=$(mktemp -d "${TMPDIR:-/tmp}/sited-test.XXXXXX") || exit 1
	chmod 711 "$SITE"
	trap site_end EXIT
	trap 'exit 1' INT TERM
	for try in 1 2 3 4 5 6 7 8; do
		PORT=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
		port_answers && continue
		site_config >"$SITE/sited.conf"
		site_start && return
	done
	fail "sited does not start"
}

site_stop() {
	local rc
	[ -n "$SITE_PID" ] || return 0
	kill -TERM "$SITE_PID" 2>/dev/null
	wait "$SITE_PID"
	rc=$?
	SITE_PID=
	return $rc
}

site_end() {
	local rc=$?
	site_stop || [ $rc != 0 ] || rc=1
	if [ $rc != 0 ] && [ $rc != 77 ]; then
		say "--- the end of sited's log:" >&2
		tail -15 "$SITE/sited.log" >&2
	fi
	rm -rf "$SITE"
	exit $rc
}

# The password is no argument of a program: a pipe brings it.
site_account() {
	local name=$1 password=$2; shift 2
	printf '%s' "$password" |
	    site_ctl account add "$name" --password-stdin "$@" >/dev/null ||
	    fail "account $name could not be added"
}

site_publish() {
	site_ctl site import "$TOP/conf/site.ct0" >/dev/null ||
	    fail "the sample could not be imported"
	until_true 30 "an open port" port_answers
}
