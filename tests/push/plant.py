# SPDX-License-Identifier: GPL-3.0-or-later
"""A domain whose controllers are machines that clients are pushed to: the site
plays the servers of the domain, `siteclient target' each machine, and the
loader and its child are ours, as real processes."""
import os
import re
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                '../scenarios'))
import play
from dc import Domain
from play import answer, rig

PUSHER, WORD = 'DEMO\\SMSInst', 'Inst-Word1'
CORE, LOADER = 'CCMCore.exe', 'CCMBtLdr.exe'


class Machine:
    """A domain controller, as far as a push sees it."""

    def __init__(self, top, name, domain='DEMO', kind='LanmanNT'):
        self.name = name
        self.root = os.path.join(top, name + '-winnt')
        self.port = rig.free_port()
        self.log_path = os.path.join(top, name + '.target')
        os.mkdir(self.root)
        accounts = os.path.join(top, name + '.accounts')
        with open(os.open(accounts, os.O_CREAT | os.O_WRONLY, 0o600),
                  'w') as f:
            f.write('admin %s %s\n' % (PUSHER, WORD))
        with open(self.log_path, 'ab') as log:
            self.process = subprocess.Popen(
                [play.SITECLIENT, 'target', '--admin', self.root,
                 '--accounts', accounts, '--listen',
                 '127.0.0.1:%d' % self.port, '--name', name, '--domain',
                 domain, '--version', '4.0.1381', '--type', kind],
                stdin=subprocess.DEVNULL, stderr=log)
        play.others.add(self)

    def stop(self):
        self.process.terminate()
        self.process.wait()
        play.others.discard(self)

    def log(self):
        with open(self.log_path) as f:
            return f.read()

    def said(self):
        """What loader and child wrote."""
        path = os.path.join(self.root, 'MS/SMS/Logs/Wnremote.log')
        if not os.path.exists(path):
            return []
        with open(path) as f:
            return [line.split('  $$<')[0].rstrip('~') for line in f]

    def has(self, name):
        return os.path.exists(os.path.join(self.root, name))

    def loaders(self):
        return self.said().count('The loader has begun')


def hosts(path, ports):
    with open(path, 'w') as f:
        f.write(''.join('%s 127.0.0.1:%d\n' % item for item in ports.items()))


def source(folder, template):
    """What an operator brings: the two programs, and sections of his own."""
    os.mkdir(folder)
    shutil.copy('bin/ccmbtldr', os.path.join(folder, LOADER))
    shutil.copy('bin/ccmboot', os.path.join(folder, CORE))
    with open(os.path.join(folder, 'CCMData.tcf'), 'w') as f:
        f.write(template)
    with open(os.path.join(folder, 'SHA256SUMS'), 'w') as f:
        subprocess.run(['sha256sum', CORE, LOADER], cwd=folder, stdout=f,
                       check=True)


class Plant(Domain):
    """`reach': where each machine is found, {name: port}."""

    def __init__(self, top, backups, lag, reach, name='site',
                 template='[Bootstrap]\nWait=60\nInstall=echo x '
                 '>>"$SYSTEMROOT/installed"\n', **options):
        os.makedirs(top, exist_ok=True)
        self.hosts = os.path.join(top, name + '.hosts')
        hosts(self.hosts, reach)
        source(os.path.join(top, name + '-src'), template)
        settings = {
            'push': '{"%s"}' % PUSHER.replace('\\', '\\\\'),
            'push_hosts': '"%s"' % self.hosts,
            'push_source': '"%s"' % os.path.join(top, name + '-src'),
            'push_program': '"%s"' % os.path.abspath('bin/site-push'),
            'push_interval': '"2s"', 'lease_probe': '"300ms"',
        }
        settings.update(options)
        super().__init__(top, backups, lag, name, **settings)
        self.site.ctl('push', 'add', PUSHER, '--password-stdin', input=WORD)

    def request(self, name, *more):
        self.site.ctl('ccr', 'add', name, '--domain', 'DEMO', *more)

    def requests(self):
        return answer(self.site, 'ccr', 'list')['requests']

    def past_leases(self):
        return {r['machine'] for r in answer(
            self.site, 'lease', 'list', '--ended').get('past_leases', ())}

    def shown(self, server, names):
        """Those of the names that are users on that server."""
        told = self.rpc(server, *['lookupnames ' + n for n in names])
        return set(re.findall(r'(\S+) S-1-5-21-\S+ \(User: 1\)', told))

    def is_enabled(self, server, name):
        m = re.search(r'acb_info *:\s*0x([0-9a-f]+)', self.rpc(
            server, 'queryuser ' + name))
        return m is not None and int(m.group(1), 16) & 1 == 0
