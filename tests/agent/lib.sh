# SPDX-License-Identifier: GPL-3.0-or-later
# An agent for a test, beside the site of tests/lib/site.sh; sourced by bash.
#
#	SITECLIENT	the program; default: bin/ of the build folder
#	agent ...	siteclient in $AGENT, which reaches the site
#	agent_by_hand NAME ACCOUNT PASSWORD	as if it had been installed
#	agent_log TEXT	whether Ccim32.log has it
#	put_component NAME VERSION BYTES	brings one to the site
#	agent_fact NAME	a value of status --json

SITECLIENT=$(realpath "${SITECLIENT:-bin/siteclient}")
AGENT=''
AGENT_OPTIONS=()

agent() { (agent_exec "$@"); }

# In the place of the shell: for the background, so that $! is the agent.
agent_exec() {
	exec "$SITECLIENT" -d "$AGENT" -o "host=SITESRV=127.0.0.1:$PORT" \
	    -o card=127.0.0.1/8 "${AGENT_OPTIONS[@]}" "$@"
}

hex_of() { printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n'; }

site_key() {
	site_ctl publish status --json |
	    sed -n 's/.*"public_key": "\([0-9a-f]*\)".*/\1/p'
}

agent_by_hand() {
	local none key
	none=$(printf '%064d' 0)
	key=$(site_key)
	mkdir -p "$AGENT" && chmod 700 "$AGENT"
	printf '%s\r\n' '[Identity]' \
	    "SMS Unique Identifier=GUID:5ED0C1EA-0000-4000-8000-$(printf %012d $RANDOM)" \
	    "Name=$1" Domain=DEMO Site=S01 'Logon Point=\\SITESRV\SMSLOGON' \
	    "Site Signing Key=$key" "Site Exchange Key=$none" \
	    "Site List Key=$none" '[IDENT]' 'TYPE=Client Identity' \
	    >"$AGENT/identity.ini"
	printf '%s\r\n' '[Client]' \
	    "Installed=$(date -u +%Y-%m-%dT%H:%M:%S.000000Z)" '[CAP List]' \
	    'CAP1=["Display=\\SITESRV\"]MSWNET:["SMS_SITE=S01"]\\SITESRV\CAP_S01\' \
	    '[Accounts]' \
	    "Account1=1,0,1970-01-01T00:00:00.000000Z,$(hex_of "$3"),\\$2" \
	    '[Client Components]' '[Copy Queue]' '[Advertisements]' \
	    '[IDENT]' 'TYPE=Client State' >"$AGENT/state.ini"
	chmod 600 "$AGENT"/*.ini
}

agent_log() { grep -qF -- "$1" "$AGENT/logs/Ccim32.log"; }

put_component() {
	local from=$SITE/bring/$1
	mkdir -p "$from/i386"
	head -c "$3" /dev/urandom >"$from/i386/Setup.bin"
	printf '[ComponentVersion]\r\nVersion=%s\r\n[IDENT]\r\nTYPE=Compver\r\n' \
	    "$2" >"$from/compver.ini"
	site_ctl component publish "$from" >/dev/null ||
	    fail "component $1 $2 could not be published"
}

has_component() {
	cmp -s "$SITE/bring/$1/i386/Setup.bin" "$AGENT/clicomp/$1/Setup.bin"
}

agent_fact() {
	agent status --json | sed -n "s/^  \"$1\": \"\{0,1\}\([^\",]*\).*/\1/p"
}
