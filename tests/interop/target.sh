#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# target.sh SITECLIENT [PORT]: clients that nobody here wrote at a machine that
# `siteclient target' plays: Samba's smbclient, rpcclient and net, impacket's
# services and reg.  Files are staged, and a service runs them as a process.
# One line for each try; exit 1 if one failed, 77 if there is no client.
set -u
TOOL=$1 PORT=${2:-4610}
HERE=$(cd "$(dirname "$0")" && pwd)
T=$(mktemp -d) PIDS= BAD=0 TRIES=0
trap 'kill $PIDS 2>/dev/null; wait; rm -rf "$T"' EXIT
for c in smbclient rpcclient net; do
	type $c >/dev/null 2>&1 || { echo "target: no $c" >&2; exit 77; }
done
mkdir -p "$T"/{private,lock,state,cache,pid,ncalrpc,winnt}
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
umask 077
printf '%s\n' '# local and of a domain' 'admin install Push-Word 1' \
    'user guest Guest-Word1' 'admin DOM\install Other-Word1' >"$T/accounts"
printf 'SOFTWARE\\Microsoft\\SMS\\Client\\Sites\tCount\tdword\t2\n' \
    >"$T/registry"

"$TOOL" target --admin "$T/winnt" --accounts "$T/accounts" \
    --listen "127.0.0.1:$PORT" --name PC17 --domain WORK \
    --registry "$T/registry" 2>"$T/log" &
PIDS=$!
for _ in $(seq 50); do
	(exec 3<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null && break
	sleep 0.1
done
gcc -shared -fPIC -o "$T/p445.so" "$HERE/port445.c" -ldl || exit 77

say() {		# say STATUS WHAT
	TRIES=$((TRIES + 1))
	if [ "$1" = 0 ]; then echo "ok   $2"; return; fi
	echo "FAIL $2"
	tail -n 20 "$T/out" >&2; tail -n 8 "$T/log" >&2
	BAD=1
}
seen() {	# seen WHAT WANTED...
	local what=$1 rc=0
	shift
	for w in "$@"; do grep -qF -- "$w" "$T/out" || rc=1; done
	say $rc "$what"
}
smb() {		# smb WHO COMMANDS WANTED...
	timeout 60 smbclient "//127.0.0.1/admin$" -s "$T/smb.conf" \
	    -p "$PORT" -U "$1" -c "$2" >"$T/out" 2>&1
	seen "smbclient ${1%%\%*}: $2" "${@:3}"
}
nt() {		# nt WORDS WANTED...: net rpc, which believes in port 445
	SMBPORT=$PORT LD_PRELOAD=$T/p445.so timeout 60 net -s "$T/smb.conf" \
	    rpc $1 -S 127.0.0.1 -U 'install%Push-Word 1' >"$T/out" 2>&1
	seen "net rpc $1" "${@:2}"
}
EXAMPLES=${EXAMPLES:-/usr/share/doc/python3-impacket/examples}
imp() {		# imp NAME WANTED ARGUMENTS...: an example of impacket's
	local tool=$EXAMPLES/$1.py
	[ -f "$tool" ] || { echo "none impacket $1"; return; }
	SMBPORT=$PORT LD_PRELOAD=$T/p445.so timeout 60 /usr/bin/python3 \
	    -W ignore "$tool" 'install:Push-Word 1@127.0.0.1' "${@:3}" \
	    >"$T/out" 2>&1
	seen "impacket $1 ${*:3}" "$2"
}
until_seen() {	# until_seen FILE TEXT
	for _ in $(seq 50); do
		grep -qF -- "$2" "$1" 2>/dev/null && break
		sleep 0.1
	done
	cp "$1" "$T/out" 2>/dev/null || : >"$T/out"
	seen "$2" "$2"
}

# who may
smb 'install%wrong' 'ls' NT_STATUS_LOGON_FAILURE
smb 'nobody%Push-Word 1' 'ls' NT_STATUS_LOGON_FAILURE
smb 'OTHER\install%Push-Word 1' 'ls' 'blocks available'
smb 'DOM\install%Push-Word 1' 'ls' NT_STATUS_LOGON_FAILURE
smb 'guest%Guest-Word1' 'ls' NT_STATUS_ACCESS_DENIED
smb 'DOM\install%Other-Word1' 'ls' 'blocks available'
smb 'PC17\install%Push-Word 1' 'ls' 'blocks available'

# a program is staged, and runs as a service
cat >"$T/loader" <<'E2'
#!/bin/sh
echo "loader of $SERVICE_NAME in $PWD: $*" >>"$SYSTEMROOT/out.log"
cat <&3 >>"$SYSTEMROOT/out.log" 2>/dev/null
trap 'echo stopped >>"$SYSTEMROOT/out.log"; exit 0' TERM
test "$1" = quick && exit 3
while :; do sleep 0.1; done
E2
smb 'install%Push-Word 1' "mkdir sms_temp; cd sms_temp; put $T/loader CCMBtLdr.exe; ls" \
    'CCMBtLdr.exe'
LDR='%SystemRoot%\sms_temp\ccmbtldr.exe'
imp services 'Creating service' create -name CCMBoot -display 'SMS Boot' \
    -path "$LDR slow"
imp services 'CCMBoot' list
imp services 'SERVICE_START_NAME: LocalSystem' config -name CCMBoot
imp services 'STOPPED' status -name CCMBoot
imp services 'Starting' start -name CCMBoot
imp services 'RUNNING' status -name CCMBoot
until_seen "$T/winnt/out.log" "loader of CCMBoot in $T/winnt/sms_temp: slow"
imp services 'ERROR_SERVICE_ALREADY_RUNNING' start -name CCMBoot
imp services 'Stopping' stop -name CCMBoot
until_seen "$T/winnt/out.log" stopped
imp services 'Changing' change -name CCMBoot -path "$LDR quick" \
    -display 'quick one' -start_type 3 -service_type 16
imp services 'quick one' config -name CCMBoot
imp services 'Deleting' delete -name CCMBoot
imp services 'ERROR_SERVICE_DOES_NOT_EXIST' status -name CCMBoot
nt 'service create Two Second %SystemRoot%\sms_temp\CCMBTLDR.EXE' \
    'Successfully created Service: Two'
nt 'service list' 'Two'
nt 'service start Two' 'Successfully started service: Two'
nt 'service status Two' 'service is running'
nt 'service stop Two' 'Two service is stop'
until_seen "$T/log" 'service Two has stopped: exit 0'
nt 'service create Three Third %SystemRoot%\sms_temp\nothing.exe' created
nt 'service start Three' 'WERR_FILE_NOT_FOUND'
nt 'service create Four Fourth c:\temp\nothing.exe' created
nt 'service start Four' 'WERR_PATH_NOT_FOUND'
nt 'service delete Two' 'Successfully deleted Service: Two'

# what the registry shows
imp reg '2195' query -keyName 'HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion'
imp reg 'REG_DWORD	 2' query -keyName 'HKLM\SOFTWARE\Microsoft\SMS\Client\Sites' -v Count
nt 'registry getvalue HKLM\SYSTEM\CurrentControlSet\Control\ProductOptions ProductType' WinNT
timeout 60 rpcclient ncacn_np:127.0.0.1 -s "$T/smb.conf" -p "$PORT" \
    -U 'install%Push-Word 1' -c 'lookupnames guest; srvinfo' >"$T/out" 2>&1
seen 'rpcclient lookupnames, srvinfo' 'guest S-1-5-21-' PC17
timeout 60 rpcclient ncacn_np:127.0.0.1 -s "$T/smb.conf" -p "$PORT" \
    -U 'guest%Guest-Word1' -c 'lookupnames guest' >"$T/out" 2>&1
seen 'a mere user looks up names' 'guest S-1-5-21-'
echo "target: $TRIES tries"
exit $BAD
