#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# rpc-people.sh RPC_SMB [FIRST_PORT]: Samba's rpcclient and net, and impacket's
# samrdump and reg, at a made-up domain of 10,000 users: a primary and a backup
# controller behind pipes of our SMB server.  One line for each try; exit 1 if
# one failed, 77 if there is no client.
set -u
TOOL=$1 PORT=${2:-4590}
HERE=$(cd "$(dirname "$0")" && pwd)
T=$(mktemp -d) PIDS= BAD=0 TRIES=0
trap 'kill $PIDS 2>/dev/null; rm -rf "$T"' EXIT
for c in rpcclient net; do
	type $c >/dev/null 2>&1 || { echo "rpc-people: no $c" >&2; exit 77; }
done
mkdir -p "$T"/{private,lock,state,cache,pid,ncalrpc}
cat >"$T/smb.conf" <<E2
[global]
   private dir = $T/private
   lock directory = $T/lock
   state directory = $T/state
   cache directory = $T/cache
   pid directory = $T/pid
   ncalrpc dir = $T/ncalrpc
   client min protocol = SMB2_02
   name resolve order = host
E2

serve() {	# serve PORT USERS [bdc]
	"$TOOL" "$@" >>"$T/log" 2>&1 &
	PIDS="$PIDS $!"
	for _ in $(seq 50); do
		(exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return
		sleep 0.1
	done
	echo "rpc-people: port $1 does not answer" >&2
	exit 1
}

say() {		# say STATUS WHAT
	TRIES=$((TRIES + 1))
	if [ "$1" = 0 ]; then echo "ok   $2"; return; fi
	echo "FAIL $2"
	tail -20 "$T/out" >&2
	BAD=1
}

AT=$PORT WHO=user
rpc() {		# rpc COMMAND WANTED...: every line is in the answer
	timeout 60 rpcclient ncacn_np:127.0.0.1 -s "$T/smb.conf" -p "$AT" \
	    -U "$WHO%Pass-Word1" -c "$1" >"$T/out" 2>&1
	seen "rpcclient $1" "${@:2}"
}
nt() {		# nt WORDS WANTED: net rpc, which believes in port 445
	SMBPORT=$AT LD_PRELOAD=$T/p445.so timeout 60 net -s "$T/smb.conf" \
	    rpc $1 -S 127.0.0.1 -U "$WHO%Pass-Word1" >"$T/out" 2>&1
	seen "net rpc $1" "${@:2}"
}
seen() {	# seen WHAT WANTED...
	local what=$1 rc=0
	shift
	for w in "$@"; do grep -qF -- "$w" "$T/out" || rc=1; done
	say $rc "$what"
}

serve "$PORT" 9996
serve "$((PORT + 1))" 20 bdc
gcc -shared -fPIC -o "$T/p445.so" "$HERE/port445.c" -ldl || exit 77

# the primary controller
rpc enumdomains 'name:[SMSSITE]' 'name:[BUILTIN]'
rpc querydominfo ROLE_DOMAIN_PDC 'Total Users:	9999'
rpc getdompwinfo 'min_password_length: 6'
rpc 'createdomuser SMSCliToknAcct&'
rpc 'createdomuser SMSCliToknAcct&' NT_STATUS_USER_EXISTS
rpc 'createdomuser aaaaaaaaaaaaaaaaaaaaa' NT_STATUS_INVALID_ACCOUNT_NAME
rpc 'createdomuser a*b' NT_STATUS_INVALID_ACCOUNT_NAME
timeout 60 rpcclient ncacn_np:127.0.0.1 -s "$T/smb.conf" -p "$PORT" \
    -U user%Pass-Word1 -c enumdomusers >"$T/out" 2>&1
[ "$(grep -c '^user:' "$T/out")" = 10000 ]
say $? "rpcclient enumdomusers: 10,000"
rpc 'lookupnames SMSCliToknAcct&' '(User: 1)'
SID=$(awk '{ print $2 }' "$T/out")
rpc "lookupsids $SID" 'SMSCliToknAcct&'
rpc 'samlookupnames domain SMSCliToknAcct&' '(1)'
rpc 'queryuser SMSCliToknAcct&' 'SMSCliToknAcct&' 'group_rid:	0x201'
rpc 'setuserinfo SMSCliToknAcct& 24 Secret-Pw1'
rpc 'setuserinfo2 SMSCliToknAcct& 26 Secret-Pw1'
rpc 'queryusergroups 1000' 'rid:[0x201]'
rpc enumdomgroups 'group:[Domain Users] rid:[0x201]'
rpc 'querygroup 0x201' 'Group Name:	Domain Users'
rpc 'querygroupmem 0x201'
rpc 'enumalsgroups builtin' 'group:[Administrators] rid:[0x220]'
rpc 'queryaliasmem builtin 0x220'
rpc querydispinfo 'Account: Administrator'
rpc "lsaaddacctrights $SID SeTcbPrivilege SeServiceLogonRight"
rpc "lsaenumacctrights $SID" 'found 2 privileges' SeServiceLogonRight
rpc "lsaaddacctrights $SID SeNope" NT_STATUS_NO_SUCH_PRIVILEGE
rpc lsaenumsid 'found 1 SIDs' "$SID"
rpc "lsaremoveacctrights $SID SeTcbPrivilege"
rpc "lsaenumacctrights $SID" 'found 1 privileges'
rpc enumprivs SeTcbPrivilege
rpc 'getdispname SeTcbPrivilege' 'Act as part of the operating system'
rpc 'getdcname SMSSITE' '\\SITE01'
rpc 'getanydcname SMSSITE' '\\SITE01'
rpc 'getanydcname OTHER' WERR_NO_SUCH_DOMAIN
rpc 'deletedomuser SMSCliToknAcct&'
rpc 'lookupnames SMSCliToknAcct&' NONE_MAPPED
nt 'user add someone' "Added user 'someone'"
nt 'user info someone' 'Domain Users'
nt 'group add SMSInternalCliGrp' "Added group 'SMSInternalCliGrp'"
nt 'group addmem SMSInternalCliGrp someone'
nt 'group members SMSInternalCliGrp' someone
nt 'rights grant SMSSITE\someone SeTcbPrivilege' Success
nt 'rights list SMSSITE\someone' SeTcbPrivilege
nt 'rights revoke SMSSITE\someone SeTcbPrivilege' Success
nt 'user delete someone' "Deleted user 'someone'"
nt user u09996
nt 'registry getvalue HKLM\SYSTEM\CurrentControlSet\Control\ProductOptions ProductType' Lan

# a mere user
WHO=other
rpc enumdomgroups 'Domain Users'
rpc 'createdomuser x' NT_STATUS_ACCESS_DENIED
rpc "lsaaddacctrights $SID SeTcbPrivilege" NT_STATUS_ACCESS_DENIED
rpc 'deletedomuser u00001' NT_STATUS_ACCESS_DENIED

# the backup controller
WHO=user AT=$((PORT + 1))
rpc querydominfo ROLE_DOMAIN_BDC
rpc 'createdomuser x' NT_STATUS_INVALID_DOMAIN_ROLE
rpc 'deletedomuser u00001' NT_STATUS_INVALID_DOMAIN_ROLE
rpc "lsaaddacctrights $SID SeTcbPrivilege" NT_STATUS_INVALID_DOMAIN_ROLE
nt 'user add someone' 'Failed to add user'

EXAMPLES=${EXAMPLES:-/usr/share/doc/python3-impacket/examples}
imp() {		# imp NAME WANTED ARGUMENTS...: an example of impacket's
	local tool=$EXAMPLES/$1.py
	[ -f "$tool" ] || { echo "none impacket $1"; return; }
	SMBPORT=$AT LD_PRELOAD=$T/p445.so timeout 60 /usr/bin/python3 \
	    -W ignore "$tool" "${@:3}" >"$T/out" 2>&1
	seen "impacket $1" "$2"
}
imp samrdump 'u00020' 'user:Pass-Word1@127.0.0.1'
imp reg 'REG_DWORD	 300' 'user:Pass-Word1@127.0.0.1' query -keyName \
    'HKLM\SOFTWARE\Microsoft\SMS\Client\Configuration\Domain Controller' \
    -v 'Account Synchronization Max Wait (minutes)'
echo "rpc-people: $TRIES tries"
exit $BAD
