# SPDX-License-Identifier: GPL-3.0-or-later
"""A domain of one site: a PDC and backup controllers, each with an address and
a lag of its own; Samba's rpcclient looks at it from outside, and agents are the
client services of its controllers."""
import os
import re
import shutil
import subprocess

import play
from play import PASSWORD, OPERATOR, SERVER, Agent, answer, check, rig, until

TOKEN = 'SMSCliToknAcct&'
STAMP = re.compile(r'E=(\d+);W=S01;O=[0-9a-f]{8}')


class Domain:
    """`lag': of each backup controller, as option replicas has it."""

    def __init__(self, top, backups, lag, name='site', **options):
        os.makedirs(top, exist_ok=True)
        os.chmod(top, 0o755)
        self.top = top
        self.names = [SERVER] + ['BDC%d' % i for i in range(1, backups + 1)]
        self.ports = {name: rig.free_port() for name in self.names}
        self.site = play.site(
            top, name, port=self.ports[SERVER], server_name='"%s"' % SERVER,
            replicas='{%s}' % ', '.join(
                '"%s@127.0.0.1:%d/%s"' % (name, self.ports[name], lag)
                for name in self.names[1:]), **options)
        self.password = os.path.join(top, name + '.password')
        with open(os.open(self.password, os.O_CREAT | os.O_WRONLY, 0o600),
                  'w') as f:
            f.write(PASSWORD + '\n')
        play.publish(self.site)
        self.site.ctl('account', 'add', 'SMSClient_00001', '--generate')

    # --- from outside

    def rpc(self, server, *commands):
        """rpcclient's words; its status is not to be relied upon."""
        done = subprocess.run(
            ['rpcclient', 'ncacn_np:127.0.0.1', '-s', '/dev/null',
             '-p', str(self.ports[server]), '-U',
             'DEMO\\%s%%%s' % (OPERATOR, PASSWORD), '-c',
             '; '.join(commands)], capture_output=True, text=True,
            timeout=60, check=False)
        return done.stdout + done.stderr

    def sid(self, name):
        """None: that name is not there."""
        m = re.search(r'(S-1-5-21-[-0-9]+) \(User: 1\)',
                      self.rpc(SERVER, 'lookupnames ' + name))
        return m.group(1) if m else None

    def comment(self, server):
        """Of the token account; None: it is not there."""
        told = self.rpc(server, 'queryuser ' + TOKEN)
        m = re.search(r'Description :\t(.*)', told)
        return m.group(1) if m else None

    def epoch(self, server):
        m = STAMP.fullmatch(self.comment(server) or '')
        return int(m.group(1)) if m else 0

    def rights(self, server):
        return set(re.findall(r'Se\w+(?:Privilege|Right)', self.rpc(
            server, 'lsaenumacctrights ' + self.sid(TOKEN))))

    # --- what was written, as the audit has it

    def audit(self):
        return answer(self.site, 'audit', 'tail', '--count=1000')['records']

    def mark(self):
        records = self.audit()
        return max([r['seq'] for r in records], default=0)

    def writes(self, since):
        """How often each verb of samr and lsarpc was done since then."""
        found = {}
        for r in self.audit():
            if r['seq'] > since and r['outcome'] == 'done' and \
                    r['verb'].split()[0] in ('samr', 'lsa'):
                found[r['verb']] = found.get(r['verb'], 0) + 1
        return found

    def settled(self):
        """All replicas show what the PDC has."""
        return all(s['pending'] == 0 for s in answer(
            self.site, 'domain', 'dcs')['servers'])

    def settle(self):
        until('all controllers to show all', self.settled, 60)

    # --- agents

    def agent(self, name, **options):
        hosts = ' '.join('%s=127.0.0.1:%d' % item
                         for item in self.ports.items())
        return Controller(self.site, self.top, name, host=hosts,
                          dc_account='DEMO\\' + OPERATOR,
                          dc_password=self.password, token_poll='300ms',
                          token_splay='500ms', **options).enrol()


class Controller(Agent):
    """The client service of a domain controller."""

    def start(self):
        self.since = len(self.texts('Clisvc.log'))
        self.daemon = subprocess.Popen(
            self.command('run', '--dc', self.name),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        play.daemons.add(self)

    def kill(self):
        self.daemon.kill()
        self.daemon.wait()
        self.daemon = None
        play.daemons.discard(self)

    def said(self):
        """What its log has since it was started."""
        return self.texts('Clisvc.log')[self.since:]

    def has_said(self, words):
        return any(words in text for text in self.said())

    def is_started(self):
        return self.has_said('SMS Client Service has started on ' + self.name)


def all_at_once(agents):
    for agent in agents:
        agent.start()


def started(agents):
    return [a for a in agents if a.is_started()]


def need(program):
    if shutil.which(program) is None:
        rig.skip('no ' + program)


def check_started(agents, seconds=30):
    until('all client services to start',
          lambda: len(started(agents)) == len(agents), seconds)
    for agent in agents:
        check(agent.daemon.poll() is None, agent.name + ' has ended')
