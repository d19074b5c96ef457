# SPDX-License-Identifier: GPL-3.0-or-later
"""domain_client - impacket at a controller of a site's domain."""
import rig

try:
    from impacket.dcerpc.v5 import lsad, samr, transport
    from impacket.dcerpc.v5.dtypes import MAXIMUM_ALLOWED
    from impacket.dcerpc.v5.rpcrt import DCERPCException
    from impacket.smbconnection import SMBConnection, SessionError
except ImportError:
    rig.skip('needs impacket')

OPER, WORD = 'oper', 'Pass-Word1'


class Server:
    """A session with one server, and pipes on it."""

    def __init__(self, port, user=OPER, word=WORD):
        self.smb = SMBConnection('127.0.0.1', '127.0.0.1', sess_port=port)
        self.smb.login(user, word, 'SMS')

    def pipe(self, name, interface):
        t = transport.SMBTransport('127.0.0.1', filename=name,
                                   smb_connection=self.smb)
        d = t.get_dce_rpc()
        d.connect()
        d.bind(interface)
        return d

    def domain(self):
        d = self.pipe(r'\samr', samr.MSRPC_UUID_SAMR)
        h = samr.hSamrConnect(d)['ServerHandle']
        sid = samr.hSamrLookupDomainInSamServer(d, h, 'SMS')['DomainId']
        return d, sid, samr.hSamrOpenDomain(
            d, h, MAXIMUM_ALLOWED, sid)['DomainHandle']

    def policy(self):
        d = self.pipe(r'\lsarpc', lsad.MSRPC_UUID_LSAD)
        return d, lsad.hLsarOpenPolicy2(d, MAXIMUM_ALLOWED)['PolicyHandle']


def refused(status, call, *args, **named):
    try:
        call(*args, **named)
    except (DCERPCException, SessionError) as e:
        got = e.get_error_code() if hasattr(e, 'get_error_code') else \
            e.getErrorCode()
        rig.check(got == status, '%s%r: %#x instead of %#x' % (
            call.__name__, args[1:], got or 0, status))
        return
    rig.fail('%s%r was not refused' % (call.__name__, args[1:]))


def rid_of(d, dom, name):
    return samr.hSamrLookupNamesInDomain(d, dom, [name])[
        'RelativeIds']['Element'][0]['Data']


def create(d, dom, name):
    return samr.hSamrCreateUser2InDomain(d, dom, name,
                                         desiredAccess=MAXIMUM_ALLOWED)
