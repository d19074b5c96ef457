# SPDX-License-Identifier: GPL-3.0-or-later
"""A site-push and what it may meet: `siteclient target', and peers that hang
up, say what they like or nothing at all."""
import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

FILES = ['CCMCore.exe', 'cli_inst.cfg', 'caplist.ini', 'CCMData.tcf',
         'CCMBtLdr.exe']
NULL = os.open('/dev/null', os.O_RDWR)
if NULL != 3:                   # which is the credential's, in every push
    os.dup2(NULL, 3)
CREDENTIAL = b'DOM\nSMSInst\nDom-Word1\n'
ACCOUNT = b'DOM\\SMS#_PC17\nBoot-Pw-14char\n'
LOADER = '''#!/bin/sh
exec >>"$SYSTEMROOT/loader.log" 2>&1
echo "loader in ${PWD##*/}"
cat <&3
ls
%s
'''


class Failed(Exception):
    pass


def check(what, good, *more):
    if not good:
        raise Failed(' '.join([what] + [str(m) for m in more]))


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


class Rig:
    def __init__(self):
        self.top = tempfile.mkdtemp(prefix='push.')
        for name in 'winnt', 'src', 'work':
            os.mkdir(os.path.join(self.top, name))
        self.children = []
        self.port = free_port()
        for name in FILES[:-1]:
            self.put('src', name, name.encode() * 20000)
        self.loader('sleep 0.1')

    def path(self, *names):
        return os.path.join(self.top, *names)

    def put(self, folder, name, data):
        with open(self.path(folder, name), 'wb') as f:
            f.write(data)

    def loader(self, last):
        self.put('src', FILES[-1], (LOADER % last).encode())

    def target(self, *more, accounts='admin DOM\\SMSInst Dom-Word1\n'
               'user DOM\\Mere Dom-Word1\n', restore_signals=True):
        fd = os.open(self.path('accounts'), os.O_WRONLY | os.O_CREAT |
                     os.O_TRUNC, 0o600)
        os.write(fd, accounts.encode())
        os.close(fd)
        with open(self.path('target.log'), 'ab') as log:
            p = subprocess.Popen(
                ['bin/siteclient', 'target', '--admin', self.path('winnt'),
                 '--accounts', self.path('accounts'), '--listen',
                 '127.0.0.1:%d' % self.port, '--name', 'PC17', '--domain',
                 'DOM', *more], stderr=log, restore_signals=restore_signals)
        self.children.append(p)
        for _ in range(100):
            try:
                socket.create_connection(('127.0.0.1', self.port)).close()
                return p
            except OSError:
                time.sleep(0.05)
        raise Failed('the target does not answer: ' + self.log())

    def log(self):
        with open(self.path('target.log')) as f:
            return f.read()

    def until(self, what, question):
        for _ in range(400):
            if question():
                return
            time.sleep(0.05)
        raise Failed(what + ': not in time')

    def stop(self, p):
        p.terminate()
        p.wait()
        self.children.remove(p)
        check('the target ended well', p.returncode == 0, p.returncode,
              self.log()[-3000:])

    def job(self, port=None, **changes):
        job = {'Address': '127.0.0.1:%d' % (port or self.port),
               'Name': 'PC17', 'Domain': 'DOM', 'Source': self.path('src'),
               'Work': self.path('work'), 'Folder': 'sms_temp',
               'Service': 'CCMBoot', 'Display': 'SMS Client Bootstrap',
               'Program': '%SystemRoot%\\sms_temp\\CCMBtLdr.exe',
               'Timeout': 20, 'Watch': 40, 'Newest': '6.3'}
        job.update({'File%d' % (i + 1): n for i, n in enumerate(FILES)})
        job.update(changes)
        return '[Push]\n' + ''.join('%s=%s\n' % kv for kv in job.items()
                                    if kv[1] is not None)

    def push(self, job, credential=CREDENTIAL, heard=None):
        """Its lines and whether it ever asked for the credential, which is
        not given before; `heard' hears each of them at once."""
        jr, jw = os.pipe()
        cr, cw = os.pipe()
        os.write(jw, job.encode())
        os.close(jw)
        os.dup2(cr, 3)
        p = subprocess.Popen(['bin/site-push'], stdin=jr,
                             stdout=subprocess.PIPE, pass_fds=[3])
        os.dup2(NULL, 3)
        self.children.append(p)
        os.close(jr)
        os.close(cr)
        lines = []
        for line in p.stdout:
            lines.append(line.decode().rstrip('\n'))
            if heard:
                heard(lines[-1])
            if lines[-1] == 'credential':
                try:
                    os.write(cw, credential)
                except BrokenPipeError:
                    pass
                os.close(cw)
                cw = -1
        p.stdout.close()
        if cw != -1:
            os.close(cw)
        p.wait()
        self.children.remove(p)
        check('it ends by itself', p.returncode == 0, p.returncode, lines)
        return lines, cw == -1

    def ends(self, job, want, asked=True, credential=CREDENTIAL, heard=None):
        lines, did = self.push(job, credential, heard)
        check('%r, credential %s' % (want, asked), lines and
              lines[-1].startswith('end ' + want) and did == asked, lines)
        return lines

    def clean(self):
        """Nothing of a push is left on the target."""
        left = os.listdir(self.path('winnt'))
        check('nothing is left over', 'sms_temp' not in left, left)

    def close(self):
        for p in self.children:
            p.terminate()       # a target ends what it has begun
            try:
                p.wait(5)
            except subprocess.TimeoutExpired:
                p.kill()
                p.wait()
        shutil.rmtree(self.top)


class Cutter(threading.Thread):
    """Carries bytes between a push and a target, and cuts both off after so
    many pieces from the target, once or for good; counts them if it is not to
    cut, and keeps what the push has sent.  With `later' connections behind the
    first go to that port."""

    def __init__(self, to, after=None, spoil=False, later=None, once=False):
        super().__init__(daemon=True)
        self.to, self.after, self.spoil, self.once = to, after, spoil, once
        self.later, self.count = later or to, 0
        self.seen = 0
        self.heard = bytearray()
        self.cut = False
        self.listener = socket.socket()
        self.listener.bind(('127.0.0.1', 0))
        self.listener.listen(16)
        self.port = self.listener.getsockname()[1]
        self.start()

    def run(self):
        while True:
            try:
                s, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.carry, args=(s,),
                             daemon=True).start()

    def carry(self, s):
        self.count += 1
        try:
            t = socket.create_connection(
                ('127.0.0.1', self.to if self.count == 1 else self.later))
        except OSError:
            s.close()
            return
        while True:
            ready, _, _ = select.select([s, t], [], [])
            for x in ready:
                try:
                    data = x.recv(1 << 20)
                except OSError:
                    data = b''
                if x is s:
                    self.heard += data
                if x is t and data:
                    self.seen += 1
                    if self.after is not None and self.seen > self.after:
                        self.cut = True
                        if not self.spoil:
                            data = b''
                        else:
                            data = data[:70] + bytes(
                                b ^ 0x55 for b in data[70:])
                if not data or (self.cut and not self.spoil):
                    if self.cut and self.once:
                        self.cut, self.after = False, None
                    for y in s, t:
                        y.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                     b'\1\0\0\0\0\0\0\0')
                        y.close()
                    return
                try:
                    (s if x is t else t).sendall(data)
                except OSError:
                    pass

    def close(self):
        # Else the thread would go on accepting whatever has its number next.
        self.listener.shutdown(socket.SHUT_RDWR)
        self.join(5)
        self.listener.close()


def main(stories):
    names = sys.argv[1:]
    for story in stories:
        if names and story.__name__ not in names:
            continue
        rig = Rig()
        try:
            story(rig)
            print('ok   ' + story.__name__.replace('_', ' '), flush=True)
        except Failed as e:
            print('FAIL %s: %s' % (story.__name__, e))
            try:
                print(rig.log()[-2000:])
            except OSError:
                pass
            return 1
        finally:
            rig.close()
    return 0
