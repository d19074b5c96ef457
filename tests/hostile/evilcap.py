# SPDX-License-Identifier: GPL-3.0-or-later
"""A Client Access Point that means harm: impacket's server, which signs, over a
copy of a published set, bent as the word in the file MODE says.  Prints its port.

    evilcap FOLDER USER PASSWORD MODE

honest    serves what is there
drip      gives a byte of each file at a time
endless   files that never end, of what is asked for
listing   folders that never end
mute      does not answer what it is asked for files
"""
import struct
import sys
import time
from threading import Event

from impacket import ntlm, smb3structs as smb2, smbserver
from impacket.nt_errors import STATUS_SUCCESS

DRIP_S = 0.05

folder, user, password, mode_file = sys.argv[1:5]
commands = smbserver.SMB2Commands
read, find = commands.smb2Read, commands.smb2QueryDirectory


def mode():
    with open(mode_file) as f:
        return f.read().strip()


def data_answer(content):
    answer = smb2.SMB2Read_Response()
    answer['DataOffset'] = 0x50
    answer['DataLength'] = len(content)
    answer['DataRemaining'] = 0
    answer['Buffer'] = content
    return [answer], None, STATUS_SUCCESS


def drip(conn, server, packet):
    time.sleep(DRIP_S)
    at = packet['Data'].index(struct.pack('<I', smb2.SMB2Read(
        packet['Data'])['Length']))
    packet['Data'] = (packet['Data'][:at] + struct.pack('<I', 1) +
                      packet['Data'][at + 4:])
    return read(conn, server, packet)


def endless(conn, server, packet):
    return data_answer(b'x' * smb2.SMB2Read(packet['Data'])['Length'])


def mute(conn, server, packet):
    Event().wait()


def entry(n, last):
    name = ('%08x' % n).encode('utf-16-le')
    data = (struct.pack('<II', 0, n) + bytes(48) + struct.pack('<I', 0x80) +
            struct.pack('<I', len(name)) + bytes(4) + struct.pack('<BB', 0, 0) +
            bytes(24) + bytes(2) + bytes(8) + name)
    data += bytes(-len(data) % 8)
    return data if last else struct.pack('<I', len(data)) + data[4:]


def listing(conn, server, packet):
    time.sleep(DRIP_S / 10)
    content = b''.join(entry(n, n == 399) for n in range(400))
    answer = smb2.SMB2QueryDirectory_Response()
    answer['OutputBufferOffset'] = 0x48
    answer['OutputBufferLength'] = len(content)
    answer['Buffer'] = content
    return [answer], None, STATUS_SUCCESS


def any_read(*args):
    return {'drip': drip, 'endless': endless, 'mute': mute}.get(
        mode(), read)(*args)


def any_find(*args):
    return (listing if mode() == 'listing' else find)(*args)


commands.smb2Read = staticmethod(any_read)
commands.smb2QueryDirectory = staticmethod(any_find)
server = smbserver.SimpleSMBServer('127.0.0.1', 0)
server.setSMB2Support(True)
server.addCredential(user, 0, '', ntlm.compute_nthash(password).hex())
server.addShare('CAP_S01', folder)
print(server._SimpleSMBServer__server.server_address[1], flush=True)
server.start()
