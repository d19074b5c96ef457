#!/bin/bash
# smbcacls: a folder's list of rights is shown, added to, handed down and obeyed
. "$(dirname "$0")/lib.sh"; need smbcacls; need smbclient
SC=(timeout 60 smbclient "//$HOST/$SHARE" -s "$T/smb.conf" -p "$PORT" -U "$USER_%$PASS")
acl() { with445 timeout 60 smbcacls "//$HOST/$SHARE" "$@" -s "$T/smb.conf" -U "$USER_%$PASS" >"$T/acl" 2>&1 ||
	{ cat "$T/acl" >&2; fail "smbcacls $*"; }; }
has() { grep -q "$1" "$T/acl" || { cat "$T/acl" >&2; fail "no $1"; }; }
"${SC[@]}" -c "mkdir $N" >"$T/out" 2>&1 || { cat "$T/out" >&2; fail mkdir; }
acl "$N"; has OWNER:
acl "$N" -a 'ACL:Everyone:ALLOWED/OI|CI/READ'
acl "$N"; has 'ACL:Everyone:ALLOWED/OI|CI/READ'
"${SC[@]}" -c "cd $N; put $T/up f" >"$T/out" 2>&1 || { cat "$T/out" >&2; fail put; }
acl "$N/f"; has 'ACL:Everyone:ALLOWED/.*READ'
acl "$N/f" -S 'ACL:Everyone:ALLOWED/0x0/READ'
"${SC[@]}" -c "cd $N; put $T/up f" >"$T/out" 2>&1 && fail "written without the right to"
grep -q NT_STATUS_ACCESS_DENIED "$T/out" || { cat "$T/out" >&2; fail "refused otherwise"; }
"${SC[@]}" -c "cd $N; get f $T/down" >"$T/out" 2>&1 && cmp -s "$T/up" "$T/down" || { cat "$T/out" >&2; fail get; }
"${SC[@]}" -c "deltree $N" >"$T/out" 2>&1 || { cat "$T/out" >&2; fail deltree; }
ok
