# SPDX-License-Identifier: GPL-3.0-or-later
"""A cycle of each of so many agents, in one process, against a site with one
component: no error, no drop left, and everything digested."""
import json, os, subprocess

import servers

CLIENTS = 10000
BASE = '[ComponentVersion]\r\nVersion=2.00.1493.4009\r\n[IDENT]\r\nTYPE=Compver\r\n'


def bring(server):
    base = os.path.join(server.dir, 'base')
    os.makedirs(base + '/i386')
    with open(base + '/compver.ini', 'w', newline='') as f:
        f.write(BASE)
    with open(base + '/i386/Clicore.exe', 'wb') as f:
        f.write(b'core' * 4096)
    server.control('component', 'publish', base)


def reports(server):
    """Discovery records and inventories that are in the store."""
    told = json.loads(server.control('inbox', 'status', '--json'))
    return sum(b['total'] for b in told['boxes']
               if b['box'] in ('ddr.box', 'inventry.box'))


def measure(build, folder, options):
    place = os.path.join(folder, 'swarm')
    os.mkdir(place, 0o755)
    server = servers.Sited(build, place, options)
    try:
        bring(server)
        bundle = os.path.join(server.dir, 'swarm.enrol')
        server.control('client', 'enrol', 'SWARM', '--out', bundle)
        before = servers.cpu(server.pids())
        done = subprocess.run(
            [os.path.join(build, 'bin/siteclient'), '-d',
             os.path.join(server.dir, 'agent'), '-o',
             'host=SITESRV=127.0.0.1:%d' % server.port, '-o',
             'card=10.1.2.3/16', 'swarm', '--clients', str(CLIENTS),
             '--from', bundle, '--sources', '250'],
            capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise SystemExit('swarm: %s%s' % (done.stdout, done.stderr))
        found = json.loads(done.stdout)
        servers.wait_for('all reports of the swarm',
                         lambda: reports(server) >= 2 * CLIENTS, 300)
        cpu_us = 1e6 * (servers.cpu(server.pids()) - before) / CLIENTS
    finally:
        server.stop()
    print('%-20s %11.1f/s, %d cycles in %.1f s, %d errors: %s, %.0f us of '
          'processor for one' % ('swarm', found['rate'], found['done'],
                                 found['seconds'], found['errors'],
                                 'ok' if found['errors'] == 0 else 'BELOW',
                                 cpu_us), flush=True)
    found.update(name='swarm', cpu_us=cpu_us)
    return [found]
