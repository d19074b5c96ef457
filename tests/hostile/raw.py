# SPDX-License-Identifier: GPL-3.0-or-later
"""raw - an SMB 2.1 client that sends whatever it is told: every message is bytes
first, so that a test can bend, sign wrongly, cut or play again each of them.

Layouts follow [MS-SMB2] 2.2; NTLM messages are impacket's.
"""
import hashlib
import hmac
import os
import socket
import struct
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                '../fault'))
import rig

(NEGOTIATE, SETUP, LOGOFF, TREE, TREE_OFF, CREATE, CLOSE, FLUSH, READ, WRITE,
 LOCK, IOCTL, CANCEL, ECHO, FIND, NOTIFY, QUERY, SET, BREAK) = range(19)
SIGNED, RELATED = 8, 4
HEADER = 64
OK, PENDING, MORE = 0, 0x103, 0xc0000016
NONE = b'\xff' * 16


def header(command, mid, flags=0, session=0, tree=0, credits=64, charge=1,
           following=0):
    return b'\xfeSMB' + struct.pack('<HHIHHIIQIIQ', 64, charge, 0, command,
                                    credits, flags, following, mid, 0xfeff,
                                    tree, session) + bytes(16)


def frame(message):
    return struct.pack('>I', len(message)) + message


class Gone(Exception):
    """The server has closed the connection."""


class Wire:
    """Frames over one connection."""

    def __init__(self, port, host='127.0.0.1', timeout=5, source=None):
        self.socket = socket.create_connection(
            (host, port), timeout, source_address=source and (source, 0))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, data):
        try:
            self.socket.sendall(data)
        except OSError:
            raise Gone

    def exactly(self, n):
        data = b''
        while len(data) < n:
            try:
                part = self.socket.recv(n - len(data))
            except socket.timeout:
                raise
            except OSError:
                raise Gone
            if not part:
                raise Gone
            data += part
        return data

    def receive(self):
        return self.exactly(struct.unpack('>I', self.exactly(4))[0])

    def close(self):
        self.socket.close()


class Answer:
    def __init__(self, data):
        self.data = data
        (self.status, self.command, self.credits, self.flags, self.next,
         self.mid) = struct.unpack_from('<IHHIIQ', data, 8)
        self.tree, self.session = struct.unpack_from('<IQ', data, 36)
        self.body = data[HEADER:]


class Client:
    """Connection, session, tree; `last' is the last message as sent."""

    def __init__(self, port, **more):
        self.wire = Wire(port, **more)
        self.mid = 0
        self.session = 0
        self.tree = 0
        self.key = None

    # --- sending

    def build(self, command, body, flags=0, **more):
        more.setdefault('session', self.session)
        more.setdefault('tree', self.tree)
        message = header(command, self.mid, flags, **more) + body
        self.mid += 1
        return message

    def sign(self, message, key=None):
        key = key or self.key
        if key is None:
            return message
        flags = struct.unpack_from('<I', message, 16)[0] | SIGNED
        message = (message[:16] + struct.pack('<I', flags) + message[20:48] +
                   bytes(16) + message[64:])
        tag = hmac.new(key, message, hashlib.sha256).digest()[:16]
        return message[:48] + tag + message[64:]

    def send(self, message):
        self.last = message
        self.wire.send(frame(message))

    def answer(self):
        """The final one: interim answers are skipped."""
        while True:
            a = Answer(self.wire.receive())
            if a.status != PENDING:
                return a

    def call(self, command, body, **more):
        self.send(self.sign(self.build(command, body, **more)))
        return self.answer()

    # --- a session

    def negotiate(self):
        a = self.call(NEGOTIATE, negotiate_body())
        rig.check(a.status == OK, 'negotiate: %#x' % a.status)
        return a

    def first_token(self):
        from impacket import ntlm
        self.type1 = ntlm.getNTLMSSPType1('raw', '', True)
        return self.type1.getData()

    def challenge(self, previous=0):
        """The server's, after the client's first token."""
        a = self.call(SETUP, setup_body(self.first_token(),
                                        previous=previous))
        rig.check(a.status == MORE, 'session setup: %#x' % a.status)
        self.session = a.session
        off, n = struct.unpack_from('<HH', a.body, 4)
        return a.data[off:off + n]

    def proof(self, challenge, user, password):
        from impacket import ntlm
        type3, key = ntlm.getNTLMSSPType3(self.type1, challenge, user,
                                          password, '')
        return type3.getData(), key

    def log_on(self, user=rig.CLIENT, password=rig.PASSWORD):
        token, key = self.proof(self.challenge(), user, password)
        self.send(self.build(SETUP, setup_body(token)))
        a = self.answer()
        if a.status == OK:
            self.key = key
        return a.status

    def connect_tree(self, share='CAP_S01'):
        a = self.call(TREE, tree_body(share))
        rig.check(a.status == OK, 'tree connect: %#x' % a.status)
        self.tree = a.tree

    def create(self, name, **more):
        """(status, file id)"""
        a = self.call(CREATE, create_body(name, **more))
        return a.status, a.body[64:80] if a.status == OK else NONE

    def ready(self, user=rig.CLIENT, share='CAP_S01', password=rig.PASSWORD):
        self.negotiate()
        status = self.log_on(user, password)
        rig.check(status == OK, 'logon: %#x' % status)
        self.connect_tree(share)
        return self

    def close(self):
        self.wire.close()


# --- bodies

def utf16(name):
    return name if isinstance(name, bytes) else name.encode('utf-16-le')


def negotiate_body(dialects=(0x0202, 0x0210)):
    return struct.pack('<HHHHI16sQ', 36, len(dialects), 1, 0, 0,
                       b'hostile tests...', 0) + struct.pack(
                           '<%dH' % len(dialects), *dialects)


def setup_body(token, flags=0, previous=0):
    return struct.pack('<HBBIIHHQ', 25, flags, 1, 0, 0, HEADER + 24,
                       len(token), previous) + token


def tree_body(share):
    path = utf16('\\\\sited\\' + share)
    return struct.pack('<HHHH', 9, 0, HEADER + 8, len(path)) + path


def create_body(name, access=0x00120089, disposition=1, options=0, share=7,
                contexts=b''):
    name = utf16(name)
    at = HEADER + 56 + (len(name) + 7) // 8 * 8
    body = struct.pack('<HBBIQQIIIIIHHII', 57, 0, 0, 2, 0, 0, access, 0,
                       share, disposition, options, HEADER + 56, len(name),
                       at if contexts else 0, len(contexts)) + name
    if contexts:
        body = body.ljust(at - HEADER, b'\0') + contexts
    return body if len(body) > 56 else body + b'\0'


def close_body(file):
    return struct.pack('<HHI16s', 24, 0, 0, file)


def flush_body(file):
    return struct.pack('<HHI16s', 24, 0, 0, file)


def read_body(file, n=4096, offset=0):
    return struct.pack('<HBBIQ16sIIIHHB', 49, 0, 0, n, offset, file, 0, 0, 0,
                       0, 0, 0)


def write_body(file, data, offset=0):
    return struct.pack('<HHIQ16sIIHHI', 49, HEADER + 48, len(data), offset,
                       file, 0, 0, 0, 0, 0) + data


def lock_body(file, offset=0, n=1, flags=0x12):
    return struct.pack('<HHI16sQQII', 48, 1, 0, file, offset, n, flags, 0)


def ioctl_body(code, file=NONE, data=b'', out=4096):
    return struct.pack('<HHI16sIIIIIIII', 57, 0, code, file, HEADER + 56,
                       len(data), 0, 0, 0, out, 1, 0) + data


def find_body(file, pattern='*', kind=37, n=65536):
    pattern = utf16(pattern)
    return struct.pack('<HBBI16sHHI', 33, kind, 1, 0, file, HEADER + 32,
                       len(pattern), n) + pattern


def notify_body(file, n=4096, what=0x17):
    return struct.pack('<HHI16sII', 32, 0, n, file, what, 0)


def query_body(file, kind=1, level=18, n=4096, extra=0):
    return struct.pack('<HBBIHHIII16s', 41, kind, level, n, HEADER + 40, 0, 0,
                       extra, 0, file) + b'\0'


def set_body(file, data, kind=1, level=4):
    return struct.pack('<HBBIHHI16s', 33, kind, level, len(data), HEADER + 32,
                       0, 0, file) + data


def break_body(file, level=0):
    return struct.pack('<HBBI16s', 24, level, 0, 0, file)


def short_body():
    return struct.pack('<HH', 4, 0)


# --- who suffers

class Health:
    """Of the workers of a site, before and after."""

    def __init__(self, site):
        self.site = site
        self.pids = site.roles()
        self.files = self.descriptors()
        self.memory = self.resident()
        self.mark = site.log_size()

    def workers(self):
        return [p for n, p in sorted(self.pids.items()) if 'worker' in n]

    def descriptors(self):
        return [len(os.listdir('/proc/%d/fd' % p)) for p in self.workers()]

    def resident(self):
        """KiB, private: nothing shared with others."""
        found = []
        for p in self.workers():
            with open('/proc/%d/smaps_rollup' % p) as f:
                found.append(sum(int(line.split()[1]) for line in f
                                 if line.startswith('Private_')))
        return found

    def check(self, most_kib=4096, lines=None):
        """Nobody died, nothing leaked, the log is short."""
        rig.check(self.site.roles() == self.pids, 'a role died: %s' %
                  self.site.log(self.mark)[-2000:])
        rig.until('closed descriptors',
                  lambda: max(a - b for a, b in zip(
                      self.descriptors(), self.files)) <= 0, 10)
        grown = max(a - b for a, b in zip(self.resident(), self.memory))
        if rig.sanitized():
            most_kib *= 16          # freed memory is kept for a while
        rig.check(grown <= most_kib, 'a worker grew by %d KiB' % grown)
        said = self.site.log(self.mark).splitlines()
        rig.check(lines is None or len(said) <= lines,
                  '%d lines in the log, such as: %s' % (
                      len(said), said[-1:]))
        return 'no role died, workers: descriptors as before, %+d KiB at ' \
            'most, %d log lines' % (grown, len(said))


# --- another host

class OtherHost:
    """A namespace with many addresses, joined by a pair of interfaces."""

    def __init__(self, addresses):
        self.addresses = addresses
        n = os.getpid() % 250 + 1
        self.name = 'sited%d' % os.getpid()
        self.here = '10.213.%d.1' % n
        self.prefix = '10.213.%d.' % n
        self.link = 'st%da' % os.getpid()
        self.made = False

    def ip(self, *words, check=True):
        done = subprocess.run(['ip', *words], capture_output=True, text=True)
        if check and done.returncode != 0:
            raise OSError('ip %s: %s' % (' '.join(words), done.stderr))

    def make(self):
        far = self.link[:-1] + 'b'
        self.ip('netns', 'add', self.name)
        self.made = True
        self.ip('link', 'add', self.link, 'type', 'veth', 'peer', 'name', far,
                'netns', self.name)
        self.ip('addr', 'add', self.here + '/24', 'dev', self.link)
        self.ip('link', 'set', self.link, 'up')
        batch = ''.join('addr add %s%d/24 dev %s\n' % (self.prefix, n, far)
                        for n in range(2, 2 + self.addresses))
        batch += 'link set %s up\nlink set lo up\n' % far
        subprocess.run(['ip', '-n', self.name, '-batch', '-'], input=batch,
                       text=True, check=True, capture_output=True)

    def remove(self):
        if self.made:
            self.ip('netns', 'del', self.name, check=False)
            self.ip('link', 'del', self.link, check=False)

    def start(self, program, *words):
        """A story of ours, in its other part."""
        return subprocess.Popen(
            ['ip', 'netns', 'exec', self.name, sys.executable, program,
             *words],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
