# SPDX-License-Identifier: GPL-3.0-or-later
"""What the scenarios share: a real site, real agents, their logs.

A scenario tells one article twice, with the old behaviour and with ours.  It
prints what it saw; its last line is the verdict, and the exit status is 0 only
when both halves went as told."""
import json
import os
import re
import signal
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                '../fault'))
import rig
from rig import check, say, until

SITECLIENT = os.path.abspath(os.environ.get('SITECLIENT', 'bin/siteclient'))
SAMPLE = os.path.join(rig.SOURCE, 'conf/site.ct0')
OPERATOR, PASSWORD = rig.OPERATOR, rig.PASSWORD
SERVER = 'SITESRV'		# of the sample's CAP list
REFUSED, GONE = 2147942405, 2147942453

# text  $$<COMPONENT><time><thread=N (0xN)>
TRACE = re.compile(r'(.*?)~?  \$\$<([^>]*)><([^>]*)><thread=\d+ \(0x[0-9a-fA-F]+\)>')

# All that takes days, in seconds.
QUICK = {'cycle': '1h', 'retry': '60m', 'timeout': '10s', 'heartbeat': '1h',
         'card': '10.1.2.3/16', 'lock_wait': '100ms'}


def site(top, name='site', **options):
    """One that runs, with an operator, and nothing published yet."""
    s = rig.Site(top, name, domain='"DEMO"', scan_interval='"500ms"',
                 refusal_delay='"0s"', **options).start()
    s.ctl('account', 'add', OPERATOR, '--operator', '--password-stdin',
          input=PASSWORD)
    return s


def publish(s, path=SAMPLE):
    s.ctl('site', 'import', path)
    until('a published set', s.published)


def answer(s, *words):
    return json.loads(s.ctl(*words, '--json', may_fail=True).stdout)


class Agent:
    """One siteclient with a folder of its own."""

    def __init__(self, s, top, name, **options):
        self.site, self.name = s, name
        self.folder = os.path.join(top, name.lower())
        self.bundle = os.path.join(top, name.lower() + '.enrol')
        self.options = dict(QUICK, host='%s=127.0.0.1:%d' % (SERVER, s.port))
        self.options.update(options)
        self.daemon = None

    def command(self, *words):
        told = [word for item in self.options.items()
                for word in ('-o', '%s=%s' % item)]
        return [SITECLIENT, '-d', self.folder] + told + list(words)

    def run(self, *words, code=0, input=None):
        done = subprocess.run(self.command(*words), input=input, text=True,
                              capture_output=True, timeout=120, check=False)
        check(code is None or done.returncode == code,
              '%s: siteclient %s ended with %d: %s%s\n%s' % (
                  self.name, words[0], done.returncode, done.stdout,
                  done.stderr, self.log()[-1500:]))
        return done

    def enrol(self):
        self.site.ctl('client', 'enrol', self.name, '--out', self.bundle)
        self.run('enrol', '--from', self.bundle)
        return self

    def cycle(self, code=0):
        return self.run('cycle', code=code)

    def start(self):
        """As a daemon."""
        self.daemon = subprocess.Popen(
            self.command('run'), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        daemons.add(self)

    def stop(self):
        if self.daemon is not None and self.daemon.poll() is None:
            self.daemon.send_signal(signal.SIGTERM)
        if self.daemon is not None:
            self.daemon.wait(20)
        self.daemon = None
        daemons.discard(self)

    def status(self):
        return json.loads(self.run('status', '--json', code=None).stdout)

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def log(self, which='Ccim32.log'):
        found = ''
        for path in (self.path('Logs', which), self.path('logs', which)):
            if os.path.exists(path):
                with open(path, encoding='utf-8') as f:
                    found += f.read()
        return found

    def texts(self, which='Ccim32.log'):
        """The texts of its lines; every line has SMS's form."""
        found = []
        for line in self.log(which).splitlines():
            m = TRACE.fullmatch(line)
            check(m, '%s: not a line of SMS: %r' % (which, line))
            found.append(m.group(1))
        return found


daemons = set()
others = set()		# further servers, to be stopped


def show(title, lines):
    say(title)
    for line in lines:
        say('    | ' + line)


def article(code, site_code='S01'):
    """The lines of Q236052, with the number that belongs to a failure."""
    return ['Warning - could not read files from site %s (#%d)' % (
                site_code, code),
            'Warning - CNALPathEx::GetAccessiblePath returned error %d' % code,
            "CClientSiteCfgArray - Can't get accessible path for site %s "
            'config info' % site_code,
            'CCIM32 - Retry in 60 minutes']


def count_block(texts, block):
    """How often the lines of `block' follow one another."""
    n = len(block)
    return sum(texts[i:i + n] == block for i in range(len(texts) - n + 1))


def master(folder, version, files):
    """What an operator brings: compver.ini and files by platform."""
    os.makedirs(os.path.join(folder, 'i386'), exist_ok=True)
    for name, content in files.items():
        with open(os.path.join(folder, 'i386', name), 'wb') as f:
            f.write(content)
    with open(os.path.join(folder, 'compver.ini'), 'w', newline='',
              encoding='ascii') as f:
        f.write('[ComponentVersion]\r\nVersion=%s\r\n[IDENT]\r\n'
                'TYPE=Compver\r\n' % version)


def play(name, halves, lacks=None):
    """halves: [(title, function of the folder)].  `lacks': why the old half
    cannot be played on this machine; then ours is, and that is all."""
    def main():
        top = rig.folder('play')
        os.chmod(top, 0o755)
        try:
            for title, half in halves[1:] if lacks else halves:
                say('--- %s: %s' % (name, title))
                half(top)
        finally:
            for one in list(daemons) + list(others):
                one.stop()
        if lacks:
            rig.skip('ours went as told; the old half: ' + lacks)
        say('%s: told, old and new' % name)
    rig.story(main)
