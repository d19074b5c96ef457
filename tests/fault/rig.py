# SPDX-License-Identifier: GPL-3.0-or-later
"""rig - a real sited in a folder of its own, for the stories of tests/fault
and tests/hostile: started, steered, watched, killed.

Folder   site/ below a temporary folder that goes when the story ends well and
         stays, with its log, when it does not.
Users    as root the roles run under numeric users; else under one.
Failure  check() and fail() end the program with a sentence and status 1.
"""
import atexit
import contextlib
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time

SITED = os.path.abspath(os.environ.get('SITED', 'bin/sited'))
SITECTL = os.path.abspath(os.environ.get('SITECTL', 'bin/sitectl'))
SOURCE = os.path.abspath(os.path.join(os.path.dirname(__file__), '../..'))
SKIP = 77
USERS = {'director': 64501, 'keeper': 64502, 'worker': 64503, 'clerk': 64503}
GROUP = 64500

CLIENT, OPERATOR, PASSWORD = 'captest', 'opuser', 'Cap-Pass1'
UP_BOXES = ('ccr.box', 'ddr.box', 'inventry.box', 'sinv.box', 'statmsgs.box')


def say(text):
    print(text, flush=True)


def fail(text):
    say('FAILED: ' + text)
    sys.exit(1)


def check(truth, text):
    if not truth:
        fail(text)


def skip(text):
    say('skipped: ' + text)
    sys.exit(SKIP)


def as_root():
    return os.geteuid() == 0


def sanitized():
    """Built with sanitizers: more memory, and a wider filter."""
    with open(SITED, 'rb') as f:
        return b'__asan_init' in f.read()


def free_port():
    """A port that no client gets for its own end while we are away."""
    while True:
        port = random.randrange(12000, 32000)
        with socket.socket() as s:
            try:
                s.bind(('127.0.0.1', port))
            except OSError:
                continue
            return port


def until(what, question, seconds=20.0):
    """Waits until question() is true, and returns what it said."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = question()
        if answer:
            return answer
        time.sleep(0.02)
    fail('%s: not within %g s' % (what, seconds))


def parent_of(pid):
    try:
        with open('/proc/%d/stat' % pid) as f:
            return int(f.read().rpartition(')')[2].split()[1])
    except OSError:
        return 0


def children(pid):
    """All of them: /proc/PID/task/PID/children may leave some out while
    others come and go (proc(5))."""
    return [int(name) for name in os.listdir('/proc')
            if name.isdigit() and parent_of(int(name)) == pid]


def comm(pid):
    try:
        with open('/proc/%d/comm' % pid) as f:
            return f.read().strip()
    except OSError:
        return ''


def alive(pid):
    """Also one whose other threads wait for the disk: they hold its port."""
    try:
        with open('/proc/%d/stat' % pid) as f:
            is_zombie = f.read().rpartition(')')[2].split()[0] == 'Z'
        return not is_zombie or len(os.listdir('/proc/%d/task' % pid)) > 1
    except OSError:
        return False


def folder(name):
    """A temporary folder; it stays when the program fails."""
    path = tempfile.mkdtemp(prefix='sited-%s.' % name)
    os.chmod(path, 0o755)
    owner = os.getpid()

    def clear():
        if os.getpid() != owner:
            return
        if ended_well():
            shutil.rmtree(path, ignore_errors=True)
        else:
            say('left behind: ' + path)
    atexit.register(clear)
    return path


def run_sited(*words, seconds=60, what='it should'):
    """One that is to end by itself."""
    try:
        return subprocess.run([SITED, *words], capture_output=True,
                              text=True, errors='replace', timeout=seconds)
    except subprocess.TimeoutExpired:
        fail('sited %s does not end: %s' % (' '.join(words), what))


_status = {'code': None}


def ended_well():
    return _status['code'] == 0


def story(main):
    """Runs main(); whatever it started is ended."""
    if not os.path.exists(SITED) or not os.path.exists(SITECTL):
        skip('needs %s and %s' % (SITED, SITECTL))
    try:
        main()
        _status['code'] = 0
    except SystemExit as e:
        _status['code'] = 0 if e.code in (None, 0, SKIP) else 1
        raise
    finally:
        for site in list(Site.running):
            site.kill()


class Site:
    running = set()

    def __init__(self, top, name='site', **options):
        self.dir = os.path.join(top, name)
        self.conf = os.path.join(top, name + '.conf')
        self.log_path = os.path.join(top, name + '.log')
        self.port = options.pop('port', None) or free_port()
        self.options = {
            'site': 'S01',
            'dir': '"%s"' % self.dir,
            'control_socket': 'sited.sock',
            'listen': '{"127.0.0.1:%d"}' % self.port,
            'workers': '4',
            'connections_per_address': '4096',
            'client_files': '100000',
        }
        if as_root():
            self.options.update(user_director='"64501"',
                                user_keeper='"64502"',
                                user_worker='"64503"', user_push='"64504"',
                                group='"64500"')
        self.options.update(options)
        self.environment = {}
        self.program = [SITED]
        self.process = None
        self.configure()

    def configure(self, **options):
        self.options.update(options)
        with open(self.conf, 'w') as f:
            for item in self.options.items():
                f.write('%s = %s\n' % item)

    # --- life

    def spawn(self):
        log = open(self.log_path, 'ab')
        self.process = subprocess.Popen(
            self.program + ['-F', '-f', self.conf], stdin=subprocess.DEVNULL,
            stdout=log, stderr=log, env=dict(os.environ, **self.environment))
        log.close()
        Site.running.add(self)

    def start(self, seconds=20.0):
        mark = self.log_size()
        self.spawn()
        until('sited ready (see %s)' % self.log_path,
              lambda: 'ready [roles=' in self.log(mark) or
              self.process.poll() is not None, seconds)
        check(self.process.poll() is None,
              'sited did not start:\n' + self.log(mark))
        return self

    def furnish(self):
        """Accounts and a published configuration."""
        for name, more in ((CLIENT, []), (OPERATOR, ['--operator'])):
            self.ctl('account', 'add', name, '--password-stdin', *more,
                     input=PASSWORD)
        self.ctl('site', 'import', os.path.join(SOURCE, 'conf/site.ct0'))
        until('a published set', self.published)
        return self

    def stop(self, seconds=6.0):
        """SIGTERM; returns how long it took."""
        begin = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        check(self.process.poll() is not None, 'sited does not end')
        Site.running.discard(self)
        return time.monotonic() - begin

    def kill(self):
        """All of it, at once."""
        if self.process is None:
            return
        pids = children(self.process.pid)  # also one that has no name yet
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        self.process.wait()
        until('the end of all roles',
              lambda: not any(alive(pid) for pid in pids))
        Site.running.discard(self)

    def roles(self):
        """{"worker[0]": pid, ...} of those that run now."""
        found = {}
        for pid in children(self.process.pid):
            name = comm(pid)
            if name and name != 'sited' and alive(pid):
                found[name] = pid
        return found

    def all_ready(self, count=7):
        return len(self.roles()) == count

    def run(self, *words, **more):
        return run_sited(*words, '-f', self.conf, **more)

    # --- what it says

    def log_size(self):
        return os.path.getsize(self.log_path) if os.path.exists(
            self.log_path) else 0

    def log(self, since=0):
        if not os.path.exists(self.log_path):
            return ''
        with open(self.log_path, 'rb') as f:
            f.seek(since)
            return f.read().decode('utf-8', 'replace')

    def lines(self, word, since=0):
        return [s for s in self.log(since).splitlines() if word in s]

    def ctl(self, *words, input=None, may_fail=False):
        done = subprocess.run([SITECTL, '-s', self.path('sited.sock'),
                               *words], input=input, capture_output=True,
                              text=True, timeout=60)
        if not may_fail:
            check(done.returncode == 0, 'sitectl %s: %s%s' % (
                ' '.join(words), done.stdout, done.stderr))
        return done

    # --- what it has

    def path(self, *parts):
        return os.path.join(self.dir, *parts)

    def published(self):
        """The serial of the newest set, 0: none."""
        try:
            names = os.listdir(self.path('cap/sets'))
        except FileNotFoundError:
            return 0
        return max([int(n) for n in names if n.isdigit()], default=0)

    def files(self, box):
        """The landed files of a box."""
        try:
            names = os.listdir(self.path('cap/up', box))
        except FileNotFoundError:
            return []
        return [n for n in names if n not in ('.open', '.bad')]

    def rows(self, statement, *values):
        """From the store of a site that does not run."""
        db = sqlite3.connect(self.path('store/site.db'))
        try:
            return db.execute(statement, values).fetchall()
        finally:
            db.close()


def plan_lease(site, machine, number):
    """As the store of a site that does not run has one that has just begun."""
    with open('/proc/sys/kernel/random/boot_id', encoding='ascii') as f:
        boot = f.read().strip()
    now, up = time.time_ns() // 1000, time.clock_gettime_ns(
        time.CLOCK_BOOTTIME)
    wait, cap = 60 * 10**6, 8 * 3600 * 10**6
    db = sqlite3.connect(site.path('store/site.db'))
    with db:
        db.execute(
            "INSERT INTO lease VALUES (?, ?, ?, ?, ?, 0, 1, 0, 0, 0, 0, "
            "?, ?, ?, ?, ?, ?, ?, ?, 0, 0, '', NULL, NULL)",
            (number, machine, machine, 'SMS#_' + machine, number + 1000,
             now + wait, up + wait * 1000, boot, now + cap,
             up + cap * 1000, boot, now, now))
    db.close()
