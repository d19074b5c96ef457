# SPDX-License-Identifier: GPL-3.0-or-later
"""A CAP as SMS 2.0 had it, and the client of then.

OldCap     a stock smbd with one share.  The site server's Inbox Manager is
           smbclient: it puts file after file in place, as that one did.
OldClient  what CCIM did with a component (cap.md 3.2): offer, .CFG,
           compver.ini and lock token must agree, then the bundle is copied.
           Nothing names its bytes, so nothing is compared (Q287990).  It reads
           over SMB with smbclient and logs the lines of SMS.

Both sides of every transfer are real; only days are short."""
import configparser
import os
import shutil
import subprocess

import play
import rig
from rig import check, until

SHARE = 'CAP_S01'
LOCK = 'Inboxlck.tok'
UNIX_USER = 'nobody'		# who every account is, on the machine

CONF = '''[global]
   workgroup = OLD
   netbios name = OLDCAP
   server role = standalone server
   passdb backend = tdbsam:{dir}/passdb.tdb
   username map = {dir}/users
   interfaces = 127.0.0.1/8
   bind interfaces only = yes
   smb ports = {port}
   disable netbios = yes
   private dir = {dir}
   lock directory = {dir}
   state directory = {dir}
   cache directory = {dir}
   pid directory = {dir}
   ncalrpc dir = {dir}/ncalrpc
   log file = {dir}/log
   load printers = no
   printing = bsd
   printcap name = /dev/null
   disable spoolss = yes
   usershare path =
[{share}]
   path = {dir}/share
   read only = no
'''


def missing():
    """Why there can be no old CAP here, or None."""
    for program in ('smbd', 'pdbedit'):
        if not shutil.which(program, path=os.environ['PATH'] + ':/usr/sbin'):
            return 'there is no ' + program
    return None if rig.as_root() else 'smbd has to be started as root'


def smbclient(port, auth, share, *commands, may_fail=False):
    done = subprocess.run(
        ['smbclient', '-A', auth, '-p', str(port), '//127.0.0.1/' + share,
         '-c', '; '.join(commands)], capture_output=True, text=True,
        timeout=60, check=False)
    bad = done.returncode != 0 or 'NT_STATUS_' in done.stdout
    check(may_fail or not bad, 'smbclient: %s%s' % (done.stdout, done.stderr))
    return None if bad else done.stdout


def auth_file(top, user, password):
    path = os.path.join(top, user + '.auth')
    with open(path, 'w', encoding='ascii') as f:
        f.write('username = %s\npassword = %s\n' % (user, password))
    return path


class OldCap:
    def __init__(self, top, user, password):
        self.dir = os.path.join(top, 'oldcap')
        self.share = os.path.join(self.dir, 'share')
        self.auth = auth_file(top, user, password)
        self.process = None
        self.port = 0
        self.folders = set()
        os.makedirs(os.path.join(self.dir, 'ncalrpc'))
        os.mkdir(self.share)
        os.chmod(self.share, 0o777)
        with open(os.path.join(self.dir, 'users'), 'w',
                  encoding='ascii') as f:
            f.write('%s = %s\n' % (UNIX_USER, user))
        for _ in range(8):
            if self.starts(password):
                return
            self.stop()
        rig.fail('smbd does not start: see ' + self.dir)

    def starts(self, password):
        environment = dict(os.environ, PATH=os.environ['PATH'] + ':/usr/sbin')
        conf = os.path.join(self.dir, 'smb.conf')
        self.port = rig.free_port()
        with open(conf, 'w', encoding='ascii') as f:
            f.write(CONF.format(dir=self.dir, port=self.port, share=SHARE))
        subprocess.run(['pdbedit', '-s', conf, '-a', '-t', '-u', UNIX_USER],
                       input='%s\n%s\n' % (password, password), text=True,
                       capture_output=True, timeout=60, check=True,
                       env=environment)
        self.process = subprocess.Popen(
            ['smbd', '-F', '-s', conf], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=environment)	# in a session of its own making
        play.others.add(self)
        until('an answer of smbd', lambda: self.process.poll() is not None or
              self.smb('dir', may_fail=True) is not None, 60)
        return self.process.poll() is None

    def stop(self):
        """smbd ends its own children."""
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(30)
        play.others.discard(self)

    def smb(self, *commands, may_fail=False):
        return smbclient(self.port, self.auth, SHARE, *commands,
                         may_fail=may_fail)

    # --- what the Inbox Manager of the site server did

    def put(self, tree, *paths):
        """Files of a set, in place, one after the other."""
        commands = ['lcd ' + tree]
        for path in paths:
            folder, made = '', os.path.dirname(path).split('/')
            for name in made:
                folder = os.path.join(folder, name)
                if folder not in self.folders:
                    commands.append('mkdir ' + folder.replace('/', '\\'))
                    self.folders.add(folder)
            commands.append('put %s %s' % (path, path.replace('/', '\\')))
        self.smb(*commands)

    def begin_put(self, content, path):
        """A put over a line that stands still in the middle: the smbclient
        that waits for the rest."""
        copier = subprocess.Popen(
            ['smbclient', '-A', self.auth, '-p', str(self.port),
             '--max-protocol=SMB2_02',		# in steps of 64 KiB
             '//127.0.0.1/' + SHARE, '-c',
             'put - ' + path.replace('/', '\\')], stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        copier.stdin.write(content[:len(content) // 2])
        copier.stdin.flush()
        there = os.path.join(self.share, path)
        until('a part of the bundle', lambda: 0 < os.path.getsize(there) <
              len(content), 60)
        return copier

    @staticmethod
    def break_off(copier):
        """The site server is switched off in the middle."""
        copier.kill()
        copier.stdin.close()
        copier.wait()


class OldClient:
    def __init__(self, cap, top, name):
        self.cap, self.name = cap, name
        self.folder = os.path.join(top, 'old-' + name.lower())
        self.read = os.path.join(self.folder, 'read')
        os.makedirs(self.read)
        self.versions = {}
        self.lines = []

    def log(self, text):
        self.lines.append(text)

    def ini(self, name):
        found = configparser.RawConfigParser(strict=False)
        found.optionxform = lambda s: s.rsplit(')', 1)[-1].strip().lower()
        with open(os.path.join(self.read, name), encoding='latin-1') as f:
            # leading blanks would make a value go on
            found.read_string('\n'.join(s.strip() for s in f))
        return found

    def agree(self, folder, version):
        """What a client of then asked of a CAP before it took a bundle."""
        for name, read, section, key in (
                (folder + '.CFG', 'cfg', 'Component Configuration',
                 'component version'),
                (folder + '\\compver.ini', 'compver', 'ComponentVersion',
                 'version')):
            there = self.ini(read).get(section, key)
            if there != version:
                self.log('Warning: \\\\%s\\%s\\clicomp.box\\%s version (%s) '
                         'out of sync with offer file version (%s); skipping '
                         'operations' % (play.SERVER, SHARE, name, there,
                                         version))
                return False
        return True

    def cycle(self, folder):
        """Looks at one component; returns the lines of its log."""
        self.lines = []
        listing = self.cap.smb(
            'lcd ' + self.read, 'cd clicomp.box', 'get CLINTX86.OFR offer',
            'ls %s\\*' % folder, 'get %s.CFG cfg' % folder,
            'get %s\\compver.ini compver' % folder)
        offer = self.ini('offer')
        index = [s for s in offer.sections() if
                 offer.get(s, 'directory', fallback='') == folder][0]
        name, version = offer.get(index, 'name'), offer.get(index, 'version')
        self.log('Checking if component "%s" needs to be installed, upgraded '
                 'or verified (offer index [%s])' % (name, index.split()[1]))
        if self.versions.get(folder) == version:
            return self.lines
        if LOCK.lower() in listing.lower():
            self.log('Warning: Directory still in use by inbox manager; '
                     'skipping operations')
            self.log('Warning - could not find a site CAP with uplevel '
                     'version of component %s' % name)
        elif self.agree(folder, version):
            self.log('Component "%s" needs to be %s' % (
                name, 'upgraded' if folder in self.versions
                else 'installed'))
            self.cap.smb('cd clicomp.box\\%s\\i386' % folder,
                         'lcd ' + self.folder, 'prompt', 'mget *')
            self.versions[folder] = version
        return self.lines

    def content(self, name):
        with open(os.path.join(self.folder, name), 'rb') as f:
            return f.read()
