# SPDX-License-Identifier: GPL-3.0-or-later
"""The two servers of contrib/bench/compare, each in a folder of its own."""
import os, random, resource, shutil, socket, subprocess, time

TOP = os.path.realpath(os.path.join(os.path.dirname(__file__), '../..'))
PASSWORD = 'Cap-Pass1'
CLIENT, OPERATOR = 'captest', 'captest2'	# smbd's peer script makes both

SITED_CONF = '''
site = "S01"
dir = "{dir}/site"
listen = {{"127.0.0.1:{port}"}}
control_socket = "sited.sock"
log_file = "sited.log"
signing = enabled
preauth_total = 20000
client_files = 10000000
client_bytes = 100G
box_files = 10000000
box_bytes = 100G
credits = 512
idle_timeout = 1h
'''

ROOT_CONF = '''user_director = "64501"
user_keeper = "64502"
user_worker = "64503"
group = "64500"
'''

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


def wait_for(what, test, seconds=30):
    end = time.monotonic() + seconds
    while not test():
        if time.monotonic() > end:
            raise SystemExit('compare: waited in vain: ' + what)
        time.sleep(0.05)


def tree(pid):
    """The process and all that came from it."""
    pids = [pid]
    for task in os.listdir('/proc/%d/task' % pid):
        with open('/proc/%d/task/%s/children' % (pid, task)) as f:
            for child in f.read().split():
                try:
                    pids += tree(int(child))
                except OSError:
                    pass
    return pids


def pss(pids):
    """Bytes: what these processes have, shared pages counted once."""
    total = 0
    for pid in pids:
        try:
            with open('/proc/%d/smaps_rollup' % pid) as f:
                total += sum(int(l.split()[1]) for l in f
                             if l.startswith('Pss:'))
        except OSError:
            pass
    return total * 1024


def cpu(pids):
    """Seconds that these processes, and children that ended, have run."""
    ticks = 0
    for pid in pids:
        try:
            with open('/proc/%d/stat' % pid) as f:
                ticks += sum(map(int, f.read().rpartition(')')[2].split()
                                 [11:15]))
        except OSError:
            pass
    return ticks / os.sysconf('SC_CLK_TCK')


class Sited:
    name = 'sited'

    def __init__(self, build, folder, options, program='bin/sited'):
        self.dir = os.path.join(folder, 'sited')
        self.ctl = [os.path.join(build, 'bin/sitectl'), '-s',
                    self.dir + '/site/sited.sock']
        self.port = free_port()
        os.makedirs(self.dir + '/site', mode=0o755)
        conf = self.dir + '/sited.conf'
        with open(conf, 'w') as f:
            f.write(SITED_CONF.format(dir=self.dir, port=self.port))
            f.write(ROOT_CONF if os.getuid() == 0 else '')
            f.write('\n'.join(options) + '\n')
        self.command = [os.path.join(build, program), '-d', '-f', conf]
        self.start()
        self.control('site', 'import', TOP + '/conf/site.ct0')
        for user in CLIENT, OPERATOR:
            self.control('account', 'add', user, '--password-stdin',
                         *['--operator'][:user == OPERATOR],
                         input=PASSWORD + '\n')
        wait_for('a published set', self.published)
        wait_for('the port', lambda: answers(self.port))

    def start(self):
        self.child = subprocess.Popen(self.command, preexec_fn=many_files)
        wait_for('sited', lambda: self.status() in (0, 4))

    def status(self):
        return subprocess.run(self.ctl + ['status'], capture_output=True,
                              check=False).returncode

    def control(self, *words, **more):
        return subprocess.run(self.ctl + list(words), capture_output=True,
                              check=True, text=True, **more).stdout

    def published(self):
        return 'Caplist.ini' in self.control('publish', 'status')

    def down(self):
        """The folder that clients read."""
        sets = self.dir + '/site/cap/sets'
        newest = max((s for s in os.listdir(sets) if s.isdigit()), key=int)
        return os.path.join(sets, newest, 'cap')

    def pids(self):
        return tree(self.child.pid)

    poll = r'\\127.0.0.1\CAP_S01'
    files = r'\\127.0.0.1\SMS_S01'
    file_user = OPERATOR

    def clear(self):
        pass

    def stop(self):
        self.child.terminate()
        self.child.wait(30)


class Smbd:
    name = 'smbd'
    poll = files = r'\\127.0.0.1\CAP_S01'
    file_user = CLIENT

    def __init__(self, folder, down):
        self.dir = os.path.join(folder, 'smbd')
        self.port = free_port()
        subprocess.run([self.script('start-smbd.sh'), '-p', str(self.port),
                        '-d', self.dir], check=True,
                       stdout=subprocess.DEVNULL)
        with open(self.dir + '/pid/smbd.pid') as f:
            self.pid = int(f.read())
        share = self.dir + '/share'
        shutil.copytree(down, share, dirs_exist_ok=True)
        subprocess.run(['chmod', '-R', 'a+rwX', share], check=True)
        self.box = share + '/statmsgs.box'
        self.runs = 0
        os.mkdir(self.box)
        os.chmod(self.box, 0o777)

    @staticmethod
    def script(name):
        return os.path.join(TOP, 'tests/torture/peer', name)

    def clear(self):
        """A new box for each run; nothing is removed, as in sited's."""
        self.runs += 1
        os.rename(self.box, '%s.%d' % (self.box, self.runs))
        os.mkdir(self.box)
        os.chmod(self.box, 0o777)

    def pids(self):
        return tree(self.pid)

    def stop(self):
        subprocess.run([self.script('stop-smbd.sh'), '-d', self.dir],
                       check=False, stdout=subprocess.DEVNULL)


def hurry(pid, nice):
    """Its session before others, where a machine is shared with them."""
    if nice:
        with open('/proc/%d/autogroup' % pid, 'w') as f:
            f.write(str(nice))


def answers(port):
    try:
        socket.create_connection(('127.0.0.1', port), 1).close()
        return True
    except OSError:
        return False


def many_files():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
