#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# rpc-site.sh: Samba's rpcclient and net, impacket's samrdump and reg at a sited
# with one PDC and one BDC: what is changed at the PDC is refused at the BDC, and
# shown there when it has replicated.  One line for each try; exit 1 if one
# failed, 77 if there is no client.  `make check' has tests/control/samr.
set -u
HERE=$(cd "$(dirname "$0")" && pwd)
. "$HERE/../lib/site.sh"
BAD=0 TRIES=0
for c in rpcclient net; do
	type "$c" >/dev/null 2>&1 || { echo "rpc-site: no $c" >&2; exit 77; }
done

tried() {	# tried STATUS WHAT
	TRIES=$((TRIES + 1))
	if [ "$1" = 0 ]; then echo "ok   $2"; return; fi
	echo "FAIL $2"
	tail -20 "$SITE/out" >&2
	BAD=1
}
seen() {	# seen WHAT WANTED...
	local what=$1 rc=0 w
	shift
	for w in "$@"; do grep -qF -- "$w" "$SITE/out" || rc=1; done
	tried $rc "$what"
}
AT= WHO=oper PASS=Pass-Word1 NAMED=
rpc() {		# rpc COMMANDS WANTED...: every one is in the answer
	timeout 60 rpcclient ncacn_np:127.0.0.1 -s "$SITE/smb.conf" -p "$AT" \
	    -U "$WHO%$PASS" -c "$1" >"$SITE/out" 2>&1
	seen "$NAMED rpcclient $1" "${@:2}"
}
none() {	# none COMMANDS UNWANTED: nothing of it is
	timeout 60 rpcclient ncacn_np:127.0.0.1 -s "$SITE/smb.conf" -p "$AT" \
	    -U "$WHO%$PASS" -c "$1" >"$SITE/out" 2>&1
	! grep -qF -- "$2" "$SITE/out"
	tried $? "$NAMED rpcclient $1 (not: $2)"
}
nt() {		# nt WORDS WANTED: net rpc, which believes in port 445
	SMBPORT=$AT LD_PRELOAD=$SITE/p445.so timeout 60 net \
	    -s "$SITE/smb.conf" rpc $1 -S 127.0.0.1 -U "$WHO%$PASS" \
	    >"$SITE/out" 2>&1
	seen "$NAMED net rpc $1" "${@:2}"
}
logon() {	# logon USER PASSWORD WANTED
	WHO=$1 PASS=$2
	rpc getusername "$3"
	WHO=oper PASS=Pass-Word1
}
pdc() { AT=$PORT NAMED=PDC; }
bdc() { AT=$BDC NAMED=BDC; }

until BDC=$((20000 + (RANDOM * 32768 + RANDOM) % 12000)); ! port_answers "$BDC"
do :; done
SITE_OPTIONS="server_name = \"SITE01\"
domain = \"SMSSITE\"
account_sync_wait = \"17m\"
replicas = {\"BDC1@127.0.0.1:$BDC/0s\"}"
site_begin
mkdir -p "$SITE/s"
cat >"$SITE/smb.conf" <<T
[global]
   private dir = $SITE/s
   lock directory = $SITE/s
   state directory = $SITE/s
   cache directory = $SITE/s
   pid directory = $SITE/s
   ncalrpc dir = $SITE/s
   client min protocol = SMB2_02
   name resolve order = host
T
site_account oper Pass-Word1 --operator
site_account SMSClient_X Pass-Word1
site_ctl domain sync BDC1 >/dev/null || fail "domain sync"
site_ctl domain pause BDC1 >/dev/null || fail "domain pause"
CHILD='SMS#_PC17'

gcc -shared -fPIC -o "$SITE/p445.so" "$HERE/port445.c" -ldl || exit 77

# before it has replicated
pdc
rpc 'createdomuser again;createdomuser AGAIN;createdomuser a*b' \
    NT_STATUS_USER_EXISTS NT_STATUS_INVALID_ACCOUNT_NAME
rpc 'deletedomuser again;lookupnames again' NT_STATUS_NONE_MAPPED
nt "user add $CHILD Secret-Pw1" "Added user '$CHILD'"
rpc "lookupnames $CHILD" '(User: 1)'
SID=$(awk '$2 ~ /^S-1-5-21-/ { print $2 }' "$SITE/out")
logon "$CHILD" Secret-Pw1 "Account Name: $CHILD"
rpc "lsaaddacctrights $SID SeServiceLogonRight SeTcbPrivilege;lsaenumacctrights $SID" \
    'found 2 privileges' SeServiceLogonRight
rpc 'createdomgroup SMSInternalCliGrp;enumdomgroups' SMSInternalCliGrp \
    'group:[Domain Users] rid:[0x201]'
WHO=$CHILD PASS=Secret-Pw1
rpc 'createdomuser another;lookupnames oper' NT_STATUS_ACCESS_DENIED \
    '(User: 1)'
WHO=oper PASS=Pass-Word1
rpc 'deletedomuser SMSClient_X' NT_STATUS_ACCESS_DENIED
rpc 'querydominfo;getdcname SMSSITE' ROLE_DOMAIN_PDC '\\SITE01'
bdc
rpc "lookupnames $CHILD" NT_STATUS_NONE_MAPPED
rpc 'createdomuser x;enumdomusers' NT_STATUS_INVALID_DOMAIN_ROLE user:[oper]
none enumdomusers "$CHILD"
logon "$CHILD" Secret-Pw1 NT_STATUS_LOGON_FAILURE
rpc 'querydominfo;getanydcname SMSSITE;getdcname SMSSITE' ROLE_DOMAIN_BDC \
    '\\BDC1' '\\SITE01'

rpc "lsaaddacctrights $SID SeTcbPrivilege" NT_STATUS_INVALID_DOMAIN_ROLE
rpc 'createdomgroup x' NT_STATUS_INVALID_DOMAIN_ROLE
rpc 'deletedomuser SMSClient_X' NT_STATUS_INVALID_DOMAIN_ROLE
none enumdomgroups SMSInternalCliGrp
nt 'user add someone' 'Failed to add user'
pdc
rpc enumdomains 'name:[SMSSITE]' 'name:[BUILTIN]'
rpc getdompwinfo 'min_password_length'
rpc "lookupsids $SID" "$CHILD"
rpc "samlookupnames domain $CHILD" "name $CHILD"
rpc "queryuser $CHILD" "$CHILD" 'group_rid:	0x201'
rpc "queryuser $CHILD" 'acb_info :	0x00000010'
rpc "setuserinfo $CHILD 24 Secret-Pw2"
logon "$CHILD" Secret-Pw2 "Account Name: $CHILD"
logon "$CHILD" Secret-Pw1 NT_STATUS_LOGON_FAILURE
rpc "setuserinfo2 $CHILD 24 Secret-Pw1"
rpc "setuserinfo $CHILD 18 Secret-Pw3"
logon "$CHILD" Secret-Pw3 "Account Name: $CHILD"
rpc "setuserinfo2 $CHILD 25 Secret-Pw4"
rpc "setuserinfo2 $CHILD 23 Secret-Pw1"
logon "$CHILD" Secret-Pw1 "Account Name: $CHILD"
rpc "setuserinfo2 $CHILD 26 fifteen-letters" PASSWORD_RESTRICTION
rpc "queryusergroups ${SID##*-}" 'rid:[0x201]'
rpc 'querygroup 0x201' 'Group Name:	Domain Users'
rpc 'querygroupmem 0x201' 'attr:[0x7]'
rpc 'enumalsgroups builtin' 'group:[Administrators] rid:[0x220]'
rpc 'queryaliasmem builtin 0x220'
rpc querydispinfo "Account: $CHILD"
rpc 'querydispinfo 3' 'Account: SMSInternalCliGrp'
rpc "lsaaddacctrights $SID SeNope" NT_STATUS_NO_SUCH_PRIVILEGE
rpc lsaenumsid "$SID"
rpc "lsaenumprivsaccount $SID" 'found 1 privileges for SID'
rpc "lsaremoveacctrights $SID SeTcbPrivilege"
rpc "lsaenumacctrights $SID" 'found 1 privileges'
rpc enumprivs SeTcbPrivilege
rpc 'getanydcname OTHER' WERR_NO_SUCH_DOMAIN
nt 'user add someone' "Added user 'someone'"
nt 'user info someone' 'Domain Users'
nt 'user password someone Secret-Pw5'
logon someone Secret-Pw5 'Account Name: someone'
nt 'group add Testers' "Added group 'Testers'"
nt 'group addmem Testers someone'
nt 'group members Testers' someone
nt 'group addmem Administrators someone'
nt 'group members Administrators' someone
nt 'rights grant SMSSITE\someone SeTcbPrivilege' Success
nt 'rights list SMSSITE\someone' SeTcbPrivilege
nt 'rights revoke SMSSITE\someone SeTcbPrivilege' Success
nt 'user delete someone' "Deleted user 'someone'"
nt user "$CHILD"

# after
site_ctl domain resume BDC1 >/dev/null && site_ctl domain sync BDC1 >/dev/null || fail "domain sync"
bdc
rpc "lookupnames $CHILD;lsaenumacctrights $SID;enumdomgroups" "$SID" \
    SeServiceLogonRight SMSInternalCliGrp
logon "$CHILD" Secret-Pw1 "Account Name: $CHILD"
pdc
rpc "deletedomuser $CHILD;lookupnames $CHILD" NT_STATUS_NONE_MAPPED
logon "$CHILD" Secret-Pw1 NT_STATUS_LOGON_FAILURE

EXAMPLES=${EXAMPLES:-/usr/share/doc/python3-impacket/examples}
imp() {		# imp NAME WANTED ARGUMENTS...: an example of impacket's
	local tool=$EXAMPLES/$1.py
	[ -f "$tool" ] || { echo "none impacket $1"; return; }
	SMBPORT=$AT LD_PRELOAD=$SITE/p445.so timeout 60 /usr/bin/python3 \
	    -W ignore "$tool" "${@:3}" >"$SITE/out" 2>&1
	seen "$NAMED impacket $1" "$2"
}
rpc 'createdomuser again;lookupnames again' '(User: 1)'
for where in pdc bdc; do
	$where
	imp samrdump 'Found user: oper' 'oper:Pass-Word1@127.0.0.1'
	imp reg 'REG_SZ	 LanmanNT' 'oper:Pass-Word1@127.0.0.1' query \
	    -keyName 'HKLM\SYSTEM\CurrentControlSet\Control\ProductOptions' \
	    -v ProductType
done
pdc
imp reg 'REG_DWORD	 17' 'oper:Pass-Word1@127.0.0.1' query -keyName \
    'HKLM\SOFTWARE\Microsoft\SMS\Client\Configuration\Domain Controller' \
    -v 'Account Synchronization Max Wait (minutes)'
grep -qE 'Secret-Pw|Pass-Word1' "$SITE/sited.log" &&
    { echo "FAIL a password is in the log"; BAD=1; }
echo "rpc-site: $TRIES tries"
exit $BAD
