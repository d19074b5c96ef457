# SPDX-License-Identifier: GPL-3.0-or-later
"""drops - real clients (impacket) that drop files, and the ledger of what they
were told.

Each client is a process; it appends a line to its own ledger, before it starts
on a file ("try") and when the server has acknowledged its CLOSE ("ack").  A
name is used once: what failed is tried again under a new one, as a client does
that cannot know.  Files say themselves whether they are whole.
"""
import hashlib
import multiprocessing
import os
import random
import time
import uuid

import rig

BODY_MAX = 30000
PATIENCE = 60.0         # seconds that a client goes on trying one file


class Plan:
    """One file: what it is called and what is in it follow from its key."""

    def __init__(self, key, box):
        self.key = key
        self.box = box
        self.name = key + {'ddr.box': '.DDR', 'ccr.box': '.CCR'
                           }.get(box, '.DAT')    # that nobody digests

    def content(self):
        if self.box == 'ddr.box':
            return self.discovery()
        size = random.Random(self.key).randrange(100, BODY_MAX)
        body = random.Random(self.key + 'b').randbytes(size)
        return hashlib.sha256(self.key.encode() + body).digest() + body

    def discovery(self):
        guid = str(uuid.uuid5(uuid.NAMESPACE_DNS, self.key)).upper()
        bad = '' if not self.is_bad() else 'NOT '
        return ('<System>\r\n'
                'AGENTINFO <Heartbeat Discovery><S01><%s>\r\n'
                'BEGIN_PROPERTY\r\n'
                '    <10><SMS Unique Identifier><STRING><48>\r\n'
                '    <GUID:%s>\r\n'
                'END_PROPERTY\r\n'
                'BEGIN_PROPERTY\r\n'
                '    <65608><Netbios Name><STRING><16>\r\n'
                '    <%s>\r\n'
                'END_PROPERTY\r\n'
                '%sEND_OF_FILE\r\n' % (
                    time.strftime('%Y/%m/%d 00:00:00', time.gmtime(
                        time.time() - 86400)), guid, self.key[:15], bad)
                ).encode()

    def is_bad(self):
        """Some discovery records are, so that quarantine has work."""
        return self.box == 'ddr.box' and self.key.split('-')[1].endswith('6')

    def whole(self, data):
        if self.box == 'ddr.box':
            return data == self.discovery()
        return data[:32] == hashlib.sha256(
            self.key.encode() + data[32:]).digest()


def plan_of(name, box):
    return Plan(name.rpartition('.')[0], box)


class Client:
    """One of the clients, in its own process."""

    def __init__(self, port, ledger, number, todo, boxes):
        self.port = port
        self.ledger = ledger
        self.number = number
        self.todo = todo
        self.boxes = boxes
        self.connection = None

    def connect(self):
        from impacket.smbconnection import SMBConnection
        self.connection = SMBConnection('sited', '127.0.0.1',
                                        sess_port=self.port, timeout=10)
        self.connection.login(rig.CLIENT, rig.PASSWORD)
        self.tree = self.connection.connectTree('CAP_S01')

    def drop(self, plan):
        if self.connection is None:
            self.connect()
        handle = self.connection.createFile(
            self.tree, plan.box + '\\' + plan.name,
            desiredAccess=0x40000000, creationDisposition=2)
        self.connection.writeFile(self.tree, handle, plan.content())
        self.connection.closeFile(self.tree, handle)

    def note(self, word, plan):
        os.write(self.out, b'%s %s %s %.9f\n' % (
            word, plan.box.encode(), plan.name.encode(), time.monotonic()))

    def one(self, index):
        end = time.monotonic() + PATIENCE
        attempt = 0
        while time.monotonic() < end:
            plan = Plan('C%d-%04d-%d' % (self.number, index, attempt),
                        self.boxes[index % len(self.boxes)])
            self.note(b'try', plan)
            try:
                self.drop(plan)
                self.note(b'ack', plan)
                return
            except Exception as e:
                self.note(b'err', plan)
                os.write(self.out, b'# %s\n' % str(e).replace(
                    '\n', ' ').encode())
                self.connection = None
                attempt += 1
                time.sleep(0.05)
        os.write(self.out, b'gave-up\n')

    def run(self):
        self.out = os.open(self.ledger, os.O_WRONLY | os.O_CREAT |
                           os.O_APPEND, 0o644)
        for index in self.todo:
            self.one(index)


class Fleet:
    """Clients side by side."""

    def __init__(self, site, top, clients=4, boxes=('ddr.box', 'inventry.box'),
                 name='fleet'):
        self.site = site
        self.folder = os.path.join(top, name)
        os.makedirs(self.folder, exist_ok=True)
        self.clients = clients
        self.boxes = boxes
        self.processes = []

    def start(self, total, first=0):
        share = total // self.clients
        for n in range(self.clients):
            client = Client(self.site.port,
                            os.path.join(self.folder, 'client%d' % n), n,
                            range(first, first + share), self.boxes)
            p = multiprocessing.Process(target=client.run, daemon=True)
            p.start()
            self.processes.append(p)

    def ledger(self):
        for n in range(self.clients):
            path = os.path.join(self.folder, 'client%d' % n)
            if os.path.exists(path):
                with open(path) as f:
                    for line in f:
                        if line.endswith('\n'):
                            yield line.split()

    def count(self, word):
        return sum(1 for row in self.ledger() if row[0] == word)

    def acknowledged(self, before=float('inf')):
        """{(box, name)} that a client was told before that moment."""
        return {(row[1], row[2]) for row in self.ledger()
                if row[0] == 'ack' and float(row[3]) <= before}

    def at_work(self):
        return any(p.is_alive() for p in self.processes)

    def join(self, seconds=300.0):
        for p in self.processes:
            p.join(seconds)
            rig.check(not p.is_alive(), 'a client does not end')
        self.processes = []
        rig.check(self.count('gave-up') == 0, 'a client gave a file up: %s' %
                  self.folder)

    def stop(self):
        for p in self.processes:
            p.kill()
            p.join()
        self.processes = []


def audit(site, acknowledged):
    """What must hold of the store and the boxes of a site that has ended.
    Returns counts to print."""
    rows = site.rows('SELECT box, name, size, state FROM inbox')
    by_name = {}
    for box, name, size, state in rows:
        by_name.setdefault((box, name.upper()), []).append((size, state))
    on_disk = {(box, name.upper()) for box in rig.UP_BOXES
               for name in site.files(box)}
    lost = [who for who in acknowledged
            if (who[0], who[1].upper()) not in by_name and
            (who[0], who[1].upper()) not in on_disk]
    rig.check(not lost, '%d acknowledged drops are neither row nor file: %s'
              % (len(lost), lost[:3]))
    twice = [who for who, found in by_name.items() if len(found) > 1]
    rig.check(not twice, 'rows twice: %s' % twice[:3])
    check_whole(site, by_name)
    check_totals(site)
    clients = check_clients(site)
    quarantined = check_quarantine(site)
    return {'acknowledged': len(acknowledged), 'rows': len(rows),
            'files': len(on_disk), 'clients': clients,
            'quarantined': quarantined}


def check_whole(site, by_name):
    """No half file: neither among the landed ones nor in what rows say."""
    for box in rig.UP_BOXES:
        for name in site.files(box):
            with open(site.path('cap/up', box, name), 'rb') as f:
                rig.check(plan_of(name, box).whole(f.read()),
                          'half a file landed: %s/%s' % (box, name))
    for (box, name), found in by_name.items():
        rig.check(found[0][0] == len(plan_of(name, box).content()),
                  'row of half a file: %s/%s' % (box, name))


def check_totals(site):
    """The counts of inbox status are those of the rows, whoever died."""
    told = {(box, state): n for box, state, n in site.rows(
        'SELECT box, state, files FROM inbox_total WHERE files <> 0')}
    found = {(box, state): n for box, state, n in site.rows(
        'SELECT box, state, count(*) FROM inbox GROUP BY box, state')}
    rig.check(told == found, 'counts are wrong: %s, not %s' % (told, found))


def check_clients(site):
    """Each discovery record that was consumed made its client, once."""
    consumed = {name for box, name, state in site.rows(
        'SELECT box, name, state FROM inbox')
        if box == 'ddr.box' and state != 1 and
        not plan_of(name, box).is_bad()}
    names = [name for name, in site.rows('SELECT name FROM client')]
    rig.check(len(names) == len(set(names)), 'a client stands twice')
    missing = {n.rpartition('.')[0] for n in consumed} - set(names)
    rig.check(not missing, 'consumed, but no client: %s' % list(missing)[:3])
    more = set(names) - {n.rpartition('.')[0] for n in consumed}
    rig.check(not more, 'a client, but not consumed: %s' % list(more)[:3])
    return len(names)


def check_quarantine(site):
    """What was put aside is there: in .bad, or still in its box."""
    rows = site.rows('SELECT q.name FROM quarantine q')
    names = [name.upper() for name, in rows]
    rig.check(len(names) == len(set(names)), 'put aside twice')
    bad = site.path('cap/up/ddr.box/.bad')
    there = {n.partition('.')[2].upper() for n in os.listdir(bad)} \
        if os.path.isdir(bad) else set()
    there |= {n.upper() for n in site.files('ddr.box')}
    gone = set(names) - there
    rig.check(not gone, 'put aside, but nowhere: %s' % list(gone)[:3])
    return len(names)
