#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# rpc-engine.sh RPC_TCP [FIRST_PORT]: Samba's torture client and impacket talk
# to the RPC engine alone, behind TCP ports on loopback.  One line for each
# try; exit 1 if one failed, 77 if there is no client.
set -u
TOOL=$1 PORT=${2:-4581}
T=$(mktemp -d) PIDS= BAD=0 TRIES=0
trap 'kill $PIDS 2>/dev/null; rm -rf "$T"' EXIT
type smbtorture >/dev/null 2>&1 || { echo "rpc-engine: no smbtorture" >&2; exit 77; }
mkdir -p "$T"/{private,lock,state,cache,pid,ncalrpc}
cat >"$T/smb.conf" <<E2
[global]
   private dir = $T/private
   lock directory = $T/lock
   state directory = $T/state
   cache directory = $T/cache
   pid directory = $T/pid
   ncalrpc dir = $T/ncalrpc
E2

say() {		# say STATUS WHAT
	TRIES=$((TRIES + 1))
	if [ "$1" = 0 ]; then echo "ok   $2"; return; fi
	echo "FAIL $2"
	tail -5 "$T/out" >&2
	BAD=1
}

serve() {	# serve PORT PIPE [USERS]
	"$TOOL" "$1" "$2" ${3:-} >"$T/$2.log" 2>&1 &
	PIDS="$PIDS $!"
	for _ in $(seq 50); do
		(exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return
		sleep 0.1
	done
	echo "rpc-engine: port $1 does not answer" >&2
	exit 1
}

torture() {	# torture PORT OPTIONS USER TEST
	timeout 60 smbtorture "ncacn_ip_tcp:127.0.0.1[$1$2]" -s "$T/smb.conf" \
	    -U "$3" --basedir="$T" --option=torture:progress=no "$4" \
	    >"$T/out" 2>&1
	say $? "$4 ${2#,}"
}

serve "$PORT" lsarpc
serve "$((PORT + 1))" srvsvc
for o in ntlm,connect ntlm,packet ntlm,sign ntlm,sign,seal spnego,connect \
    spnego,packet spnego,sign spnego,sign,seal; do
	for b in '' bigendian,; do
		torture "$PORT" ",$b$o" user%Pass-Word1 rpc.handles.lsarpc
	done
done
torture "$PORT" '' % rpc.handles.lsarpc
for t in NetConnEnum NetFileEnum NetSessEnum NetShareEnumAll NetSrvGetInfo \
    NetDiskEnum NetRemoteTOD NetShareEnum NetShareGetInfo NetNameValidate; do
	torture "$((PORT + 1))" ,seal user%Pass-Word1 \
	    "rpc.srvsvc.srvsvc (admin access).$t"
done
for t in NetShareEnumAll NetShareEnum NetShareGetInfo; do
	torture "$((PORT + 1))" '' % "rpc.srvsvc.srvsvc anonymous access.$t"
done

# impacket: NTLM of its own, header signing not agreed on; it has no level 4
for level in 1 2 5 6; do
	/usr/bin/python3 -W ignore - "$((PORT + 1))" "$level" >"$T/out" 2>&1 <<'E2'
import sys
from impacket.dcerpc.v5 import transport, srvs
from impacket.dcerpc.v5.rpcrt import DCERPCException
t = transport.DCERPCTransportFactory('ncacn_ip_tcp:127.0.0.1[%s]' % sys.argv[1])
level = int(sys.argv[2])
if level > 1:
    t.set_credentials('user', 'Pass-Word1', 'SITE01')
d = t.get_dce_rpc()
d.set_auth_level(level)
d.connect()
d.bind(srvs.MSRPC_UUID_SRVS)
for i in range(3):
    r = srvs.hNetrShareEnum(d, 1)
    names = [s['shi1_netname'][:-1]
        for s in r['InfoStruct']['ShareInfo']['Level1']['Buffer']]
    assert 'CAP_S01' in names, names
r = srvs.hNetrServerGetInfo(d, 101)
assert r['InfoStruct']['ServerInfo101']['sv101_name'][:-1] == 'SITE01'
try:
    r = srvs.hNetrShareGetInfo(d, 'CAP_S01\x00', 2)
    assert level > 2
except DCERPCException as e:	# unsigned, nobody is an operator
    assert level < 5 and e.get_error_code() == 5, e
srvs.hNetrRemoteTOD(d)
E2
	say $? "impacket, level $level"
done
# accounts: what samrdump.py and the like do, with 3,000 users
serve "$((PORT + 2))" samr 3000
for level in 5 6; do
	/usr/bin/python3 -W ignore - "$((PORT + 2))" "$level" >"$T/out" 2>&1 <<'E2'
import sys
from impacket.dcerpc.v5 import transport, samr
from impacket.dcerpc.v5.rpcrt import DCERPCException
t = transport.DCERPCTransportFactory('ncacn_ip_tcp:127.0.0.1[%s]' % sys.argv[1])
t.set_credentials('user', 'Pass-Word1', 'SITE01')
d = t.get_dce_rpc()
d.set_auth_level(int(sys.argv[2]))
d.connect()
d.bind(samr.MSRPC_UUID_SAMR)
def refused(status, call, *args):
    try:
        call(d, *args)
    except DCERPCException as e:
        assert e.get_error_code() == status, e
        return
    assert False, 'not refused'
server = samr.hSamrConnect(d)['ServerHandle']
names = [n['Name'] for n in samr.hSamrEnumerateDomainsInSamServer(d,
    server)['Buffer']['Buffer']]
assert names == ['SITE01', 'BUILTIN'], names
sid = samr.hSamrLookupDomainInSamServer(d, server, 'SITE01')['DomainId']
dom = samr.hSamrOpenDomain(d, server, domainId=sid)['DomainHandle']
seen, more, at = [], 0x105, 0
while more == 0x105:
    try:
        r = samr.hSamrEnumerateUsersInDomain(d, dom, enumerationContext=at)
    except DCERPCException as e:
        if e.get_error_code() != 0x105:
            raise
        r = e.get_packet()
    seen += [u['Name'] for u in r['Buffer']['Buffer']]
    at, more = r['EnumerationContext'], r['ErrorCode']
assert len(seen) == len(set(seen)) >= 3003, len(seen)
name = 'SMS&_PC%s' % sys.argv[2]
r = samr.hSamrCreateUser2InDomain(d, dom, name,
    desiredAccess=samr.MAXIMUM_ALLOWED)
user, rid = r['UserHandle'], r['RelativeId']
refused(0xc0000063, samr.hSamrCreateUser2InDomain, dom, name)
refused(0xc0000062, samr.hSamrCreateUser2InDomain, dom, 'a' * 21)
r = samr.hSamrLookupNamesInDomain(d, dom, [name])
assert r['RelativeIds']['Element'][0]['Data'] == rid
info = samr.hSamrQueryInformationUser2(d, user,
    samr.USER_INFORMATION_CLASS.UserAllInformation)['Buffer']['All']
assert info['UserName'] == name and info['UserId'] == rid
assert info['UserAccountControl'] & 0x10
group = samr.hSamrOpenGroup(d, dom, groupId=512)['GroupHandle']
samr.hSamrAddMemberToGroup(d, group, rid, 7)
r = samr.hSamrGetMembersInGroup(d, group)
assert [m['Data'] for m in r['Members']['Members']] == [rid]
r = samr.hSamrGetGroupsForUser(d, user)
assert sorted(g['RelativeId'] for g in r['Groups']['Groups']) == [512, 513]
r = samr.hSamrQueryInformationDomain2(d, dom,
    samr.DOMAIN_INFORMATION_CLASS.DomainLockoutInformation)
assert r['Buffer']['Lockout']['LockoutThreshold'] == 5
r = samr.hSamrQueryInformationDomain2(d, dom,
    samr.DOMAIN_INFORMATION_CLASS.DomainPasswordInformation)
assert r['Buffer']['Password']['MinPasswordLength'] == 6
refused(0x105, samr.hSamrQueryDisplayInformation, dom)	# there is more
samr.hSamrDeleteUser(d, user)
refused(0xc0000064, samr.hSamrOpenUser, dom, 0x02000000, rid)
E2
	say $? "impacket, samr, level $level"
done
echo "rpc-engine: $TRIES tries"
exit $BAD
