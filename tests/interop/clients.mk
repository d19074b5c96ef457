# Clients that we did not write, against a site of its own: `make interop'.
INTEROP_CLIENTS = tests/interop/run-all.sh tests/interop/cap-poll.sh \
	tests/interop/impacket-lib.sh tests/interop/libsmbclient-c.sh \
	tests/interop/python3-smbc.sh tests/interop/rpcclient.sh \
	tests/interop/smbcacls.sh tests/interop/smbclient-list.sh tests/interop/smbclient.sh \
	tests/interop/smbget.sh
dist_noinst_SCRIPTS += $(INTEROP_CLIENTS)
dist_check_SCRIPTS += tests/interop/clients
TESTS += tests/interop/clients
EXTRA_DIST += tests/interop/lib.sh tests/interop/port445.c tests/lib/site.sh

.PHONY: interop
interop: bin/sited bin/sitectl
	$(srcdir)/tests/interop/clients
