# SPDX-License-Identifier: GPL-3.0-or-later
"""A real smbd with ADMIN$, in a folder of its own, for pushes to meet."""
import os
import shutil
import signal
import subprocess
import time

CONF = '''[global]
   workgroup = %(domain)s
   netbios name = %(name)s
   server role = standalone server
   passdb backend = tdbsam:%(top)s/private/passdb.tdb
   interfaces = 127.0.0.1/8
   bind interfaces only = yes
   smb ports = %(port)d
   disable netbios = yes
   private dir = %(top)s/private
   lock directory = %(top)s/lock
   state directory = %(top)s/state
   cache directory = %(top)s/cache
   pid directory = %(top)s/pid
   ncalrpc dir = %(top)s/ncalrpc
   log file = %(top)s/smbd.log
   load printers = no
   printcap name = /dev/null
   disable spoolss = yes
   map to guest = Never
[ADMIN$]
   path = %(top)s/winnt
   read only = no
   admin users = root
'''
USER, PASSWORD = 'root', 'Peer-Word1'


def lacks():
    """What it would need, or None."""
    return None if shutil.which('smbd') and os.geteuid() == 0 else \
        'needs smbd and root'


class Smbd:
    def __init__(self, top, port, name='SMBPEER', domain='SMSPEER'):
        self.top, self.port = top, port
        for folder in 'private lock state cache pid ncalrpc winnt'.split():
            os.makedirs(os.path.join(top, folder), 0o755, exist_ok=True)
        conf = os.path.join(top, 'smbd.conf')
        with open(conf, 'w') as f:
            f.write(CONF % {'top': top, 'port': port, 'name': name,
                            'domain': domain})
        subprocess.run(['pdbedit', '-s', conf, '-a', '-t', '-u', USER],
                       input=('%s\n' % PASSWORD * 2).encode(), check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        subprocess.run(['smbd', '-D', '-s', conf], check=True)
        for _ in range(400):
            if os.path.exists(os.path.join(top, 'pid/smbd.pid')):
                break
            time.sleep(0.05)
        time.sleep(0.5)

    def stop(self):
        for name in 'samba-dcerpcd', 'smbd':
            try:
                with open(os.path.join(self.top, 'pid', name + '.pid')) as f:
                    for p in family(int(f.read())):
                        os.kill(p, signal.SIGTERM)
            except OSError:
                pass
        time.sleep(0.5)


def family(pid):
    found = [pid]
    for t in os.listdir('/proc/%d/task' % pid):
        with open('/proc/%d/task/%s/children' % (pid, t)) as f:
            for p in f.read().split():
                found += family(int(p))
    return found
