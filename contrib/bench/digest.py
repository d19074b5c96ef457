# SPDX-License-Identifier: GPL-3.0-or-later
"""How fast a site digests what is dropped: discovery records of so many
clients, which workers landed while there was no director, are in the store
(durably, file by file) and gone from their box.  Counted by sitectl, while it
goes on.  Told besides: how many of them the disk has still to remove then."""
import json, os, random, struct, time

import servers

BAR = 3000              # a second
STEADY = 0.8            # of the rate with few files
SIZES = (10000, 100000)
BOX = 6                 # ddr.box, protocol/sms/box.h
RECORD = '''<System>\r
AGENTINFO <Heartbeat Discovery><S01><2000/01/04 15:19:28>\r
BEGIN_PROPERTY\r
    <10><SMS Unique Identifier><STRING><48>\r
    <GUID:{guid}>\r
END_PROPERTY\r
BEGIN_PROPERTY\r
    <65608><Netbios Name><STRING><16>\r
    <PC{n:06d}>\r
END_PROPERTY\r
BEGIN_PROPERTY\r
    <0><Resource Domain OR Workgroup><STRING><32>\r
    <PLANT>\r
END_PROPERTY\r
BEGIN_PROPERTY\r
    <17><IP Addresses><STRING><64>\r
    <{address}>\r
END_PROPERTY\r
BEGIN_PROPERTY\r
    <17><IP Subnets><STRING><64>\r
    <10.{net}.0.0>\r
END_PROPERTY\r
BEGIN_PROPERTY\r
    <17><MAC Addresses><STRING><17>\r
    <00:10:5A:{mac}>\r
END_PROPERTY\r
BEGIN_PROPERTY\r
    <0><Operating System Name and Version><STRING><128>\r
    <Microsoft Windows NT Workstation 4.0>\r
END_PROPERTY\r
BEGIN_PROPERTY\r
    <0><Client><INTEGER><4>\r
    <1>\r
END_PROPERTY\r
BEGIN_PROPERTY\r
    <0><Client Version><STRING><32>\r
    <2.00.1493.4009>\r
END_PROPERTY\r
BEGIN_PROPERTY\r
    <17><SMS Installed Sites><STRING><3>\r
    <S01>\r
END_PROPERTY\r
END_OF_FILE\r
'''


def text(s):
    return struct.pack('<H', len(s)) + s.encode()


def guid_text(b):
    h = b.hex().upper()
    return '-'.join((h[0:8], h[8:12], h[12:16], h[16:20], h[20:]))


def landed(name, size, n, account):
    """protocol/role/landing_msg.c."""
    address = b'\0' * 10 + b'\xff\xff' + bytes((10, n >> 16 & 255,
                                               n >> 8 & 255, n & 255))
    now = time.time()
    order = int(now * 1e3).to_bytes(6, 'big') + os.urandom(10)
    return (b'\1' + order + bytes((BOX,)) + text(name) +
            struct.pack('<QqIQ', size, account, 1, 1) + address +
            text('PC%06d' % n) + struct.pack('<q', int(now * 1e6)))


def spread(folder, clients, account):
    random.seed(1)
    guids = [random.randbytes(16) for n in range(clients)]
    # Clients come in no order: neither of their names nor of their addresses.
    for n in random.sample(range(clients), clients):
        name = '%08X.DDR' % n
        data = RECORD.format(
            guid=guid_text(guids[n]), n=n, net=n >> 16 & 255,
            address='10.%d.%d.%d' % (n >> 16 & 255, n >> 8 & 255, n & 255),
            mac='%02X:%02X:%02X' % (n >> 16 & 255, n >> 8 & 255, n & 255)
            ).encode()
        path = os.path.join(folder, name)
        with open(path, 'wb') as f:
            f.write(data)
        os.setxattr(path, 'user.sited.drop', landed(name, len(data), n,
                                                    account))
        os.chmod(path, 0o664)


def box(server):
    told = json.loads(server.control('inbox', 'status', '--json'))
    return next(b for b in told['boxes'] if b['box'] == 'ddr.box')


def watch(server, target):
    """Rates between the first and the last that went, and the processor time
    of all processes for one."""
    points, cpu = [], []
    while not points or points[-1][1] < target:
        now = box(server)
        if now['quarantined']:
            raise SystemExit('digest: a good record is called bad')
        points.append((time.monotonic(), now['total']))
        cpu.append(servers.cpu(server.pids()))
        if len(points) > 6000:
            raise SystemExit('digest: waited in vain: %r' % now)
        time.sleep(0.1)
    start = points[0][1]
    i = next(i for i, p in enumerate(points) if p[1] > start)
    j = next(j for j, p in enumerate(points) if p[1] == target)
    done = points[j][1] - points[i - 1][1]
    return (done / (points[j][0] - points[i - 1][0]),
            1e6 * (cpu[j] - cpu[i - 1]) / done)


PUBLISH_BAR = 2.0       # seconds of the director


def publish_cost(server, clients):
    """A new site control file with so many clients known."""
    director = [pid for pid in server.pids()
                if open('/proc/%d/comm' % pid).read() == 'director\n']
    path = os.path.join(server.dir, 'new.ct0')
    with open(servers.TOP + '/conf/site.ct0') as f:
        text_now = f.read().replace('<10.1.0.0>', '<10.2.0.0>')
    with open(path, 'w') as f:
        f.write(text_now)
    before, since = servers.cpu(director), time.monotonic()
    server.control('site', 'import', path)
    wall, cpu = time.monotonic() - since, servers.cpu(director) - before
    good = cpu < PUBLISH_BAR
    print('%-20s %11.2f s, %.2f s of the director\'s processor (bar %.0f): %s'
          % ('publish-%d' % clients, wall, cpu, PUBLISH_BAR,
             'ok' if good else 'BELOW'), flush=True)
    return {'name': 'publish-%d' % clients, 'seconds': wall, 'cpu_s': cpu}


def one_size(build, folder, clients, options):
    place = os.path.join(folder, 'digest-%d' % clients)
    os.mkdir(place, 0o755)
    server = servers.Sited(build, place, options)
    rates = []
    try:
        up = os.path.join(server.dir, 'site/cap/up/ddr.box')
        for turn, what in enumerate(('new', 'known')):
            server.stop()
            spread(up, clients, 1)
            os.sync()
            server.start()
            rates.append((what,) + watch(server, clients * (turn + 1)))
            left = len(os.listdir(os.path.join(server.dir, 'site/cap/gone')))
            print('%-20s %11d files that the disk has still to remove' % (
                'digest-%d-%s' % (clients, what), left), flush=True)
        published = publish_cost(server, clients)
    finally:
        server.stop()
    return rates, published


def measure(build, folder, options):
    found, first = [], {}
    for clients in SIZES:
        rates, published = one_size(build, folder, clients, options)
        found.append(published)
        for what, rate, cpu_us in rates:
            ratio = rate / first.setdefault(what, rate)
            good = rate >= BAR and ratio >= STEADY
            found.append({'name': 'digest-%d-%s' % (clients, what),
                          'rate': rate, 'cpu_us': cpu_us, 'ratio': ratio})
            print('%-20s %11.1f/s, %.2f of the rate with %d (bars %d/s and '
                  '%.1f): %s, %.0f us of processor for one' % (
                      found[-1]['name'], rate, ratio, SIZES[0], BAR, STEADY,
                      'ok' if good else 'BELOW', cpu_us), flush=True)
    return found
