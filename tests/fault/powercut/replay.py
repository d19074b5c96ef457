# SPDX-License-Identifier: GPL-3.0-or-later
"""replay - the tree as it is after a power cut, from what the recorder wrote.

What is durable at the moment of the cut
  content and size    what was written before an fsync or fdatasync of the file
                      began that had ended by then
  attributes          the same, fsync only
  a name              made, moved or removed before an fsync of its folder
                      began; an fsync of the file itself does not help it
  a rename            is atomic, as every journal makes it: in both folders or
                      in neither; durable when either folder is synced
What had begun, but is not durable, may be there or not: see keep in Cut.
"""
import glob
import os
import stat
import struct

HEAD = struct.Struct('<IIQQQQQQIIIIIIII')
(CREATE, TRUNCATE, WRITE, SYNC, SYNC_DATA, MKDIR, RENAME, LINK, UNLINK, XATTR,
 NO_XATTR, MODE, OWNER, UNKNOWN) = range(1, 15)
SECTOR = 512


class Record:
    __slots__ = ('op', 'begin', 'end', 'ino', 'dir', 'dir2', 'offset', 'mode',
                 'uid', 'gid', 'flags', 'name', 'name2', 'data')


def read_records(path):
    with open(path, 'rb') as f:
        while True:
            head = f.read(HEAD.size)
            fields = HEAD.unpack(head) if len(head) == HEAD.size else (0,)
            if fields[0] == 0:
                return
            body = f.read(fields[0] - HEAD.size)
            r = Record()
            (_, r.op, r.begin, r.end, r.ino, r.dir, r.dir2, r.offset, r.mode,
             r.uid, r.gid, r.flags, n1, n2, n3, _) = fields
            r.name = body[:n1].decode()
            r.name2 = body[n1:n1 + n2].decode()
            r.data = body[n1 + n2:n1 + n2 + n3]
            yield r


class Node:
    """A file or folder, and all that was ever done to it."""

    def __init__(self, ino, mode, uid, gid):
        self.ino = ino
        self.mode, self.uid, self.gid = mode, uid, gid
        self.content = []       # records: TRUNCATE, WRITE
        self.xattrs = []        # records: XATTR, NO_XATTR
        self.syncs = []         # (begin, end, data only?)
        self.names = []         # Change
        self.now = {}           # a folder's names with everything applied

    def synced_up_to(self, cut, only_full=False):
        """What ended before that is durable."""
        return max((begin for begin, end, data in self.syncs
                    if end <= cut and not (only_full and data)), default=0)


class Change:
    """Names that change together: (folder, name, node or None) each."""

    def __init__(self, record, parts):
        self.begin, self.end = record.begin, record.end
        self.parts = parts


class History:
    def __init__(self, prefix, root):
        st = os.stat(root)
        self.root = Node(st.st_ino, st.st_mode, st.st_uid, st.st_gid)
        self.nodes = {st.st_ino: self.root}
        self.records = sorted(
            (r for path in glob.glob(prefix + '.*')
             for r in read_records(path)), key=lambda r: r.begin)
        self.foreign = 0
        for r in self.records:
            self.apply(r)

    def span(self):
        return self.records[0].begin, max(r.end for r in self.records)

    def apply(self, r):
        if r.op == UNKNOWN:
            raise SystemExit('a call that the recorder does not know: %d' %
                             r.ino)
        if r.op in (CREATE, MKDIR, LINK, UNLINK, RENAME):
            self.apply_name(r)
            return
        node = self.nodes.get(r.ino)
        if node is None:
            self.foreign += 1           # a log, a socket: not of the site
        elif r.op in (TRUNCATE, WRITE):
            node.content.append(r)
        elif r.op in (XATTR, NO_XATTR):
            node.xattrs.append(r)
        elif r.op in (SYNC, SYNC_DATA):
            node.syncs.append((r.begin, r.end, r.op == SYNC_DATA))
        elif r.op == MODE:
            node.mode = r.mode
        elif r.op == OWNER:
            node.uid, node.gid = r.uid, r.gid

    def apply_name(self, r):
        folder = self.nodes.get(r.dir)
        if folder is None:
            self.foreign += 1
            return
        if r.op == UNLINK:
            self.change(r, [(folder, r.name, None)])
        elif r.op == RENAME:
            self.apply_rename(r, folder)
        elif r.op == LINK:
            self.change(r, [(folder, r.name, self.nodes[r.ino])])
        elif r.name in folder.now and folder.now[r.name].ino == r.ino:
            pass                        # opened, not made
        else:
            node = Node(r.ino, r.mode, r.uid, r.gid)
            self.nodes[r.ino] = node
            self.change(r, [(folder, r.name, node)])

    def apply_rename(self, r, folder):
        node = folder.now.get(r.name)
        if node is not None:
            self.change(r, [(folder, r.name, None),
                            (self.nodes[r.dir2], r.name2, node)])

    def change(self, r, parts):
        change = Change(r, parts)
        for folder, name, node in parts:
            folder.names.append(change)
            if node is None:
                folder.now.pop(name, None)
            else:
                folder.now[name] = node


class Cut:
    """One tree.  keep(thing) decides about what is not durable; `tear' may
    break a write that is kept into sectors."""

    def __init__(self, history, moment, keep, tear=lambda data: [(0, data)]):
        self.history = history
        self.moment = moment
        self.keep = keep
        self.tear = tear
        self.decided = {}
        self.lost = 0

    def chosen(self, thing, durable):
        if thing.begin > self.moment:
            return False
        if durable:
            return True
        if thing not in self.decided:
            self.decided[thing] = self.keep(thing)
            self.lost += not self.decided[thing]
        return self.decided[thing]

    def names(self, folder):
        found = {}
        for change in folder.names:
            durable = any(change.end <= part[0].synced_up_to(self.moment)
                          for part in change.parts)
            if not self.chosen(change, durable):
                continue
            for where, name, node in change.parts:
                if where is not folder:
                    continue
                if node is None:
                    found.pop(name, None)
                else:
                    found[name] = node
        return found

    def content(self, node):
        synced = node.synced_up_to(self.moment)
        data = bytearray()
        for r in node.content:
            durable = r.end <= synced
            if not self.chosen(r, durable):
                continue
            if r.op == TRUNCATE:
                del data[r.offset:]
                data.extend(bytes(r.offset - len(data)))
                continue
            for at, piece in ([(0, r.data)] if durable else
                              self.tear(r.data)):
                at += r.offset
                if at > len(data):
                    data.extend(bytes(at - len(data)))
                data[at:at + len(piece)] = piece
        return data

    def attributes(self, node):
        synced = node.synced_up_to(self.moment, only_full=True)
        found = {}
        for r in node.xattrs:
            if not self.chosen(r, r.end <= synced):
                continue
            if r.op == XATTR:
                found[r.name] = r.data
            else:
                found.pop(r.name, None)
        return found

    def make(self, path, node=None):
        """Writes the tree to a folder that does not exist yet."""
        node = node or self.history.root
        os.mkdir(path)
        for name, child in self.names(node).items():
            below = os.path.join(path, name)
            if stat.S_ISDIR(child.mode):
                self.make(below, child)
            else:
                self.make_file(below, child)
        self.dress(path, node)

    def make_file(self, path, node):
        with open(path, 'wb') as f:
            f.write(self.content(node))
        for name, value in self.attributes(node).items():
            os.setxattr(path, name, value)
        self.dress(path, node)

    def dress(self, path, node):
        if os.geteuid() == 0:
            os.chown(path, node.uid, node.gid)
        os.chmod(path, stat.S_IMODE(node.mode))
