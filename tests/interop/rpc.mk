# The RPC engine behind a TCP port, for clients that we did not write:
# `make interop-rpc'.
check_PROGRAMS += tests/interop/rpc_tcp
tests_interop_rpc_tcp_SOURCES = tests/interop/rpc_tcp.c \
	$(RPC_SITE)
tests_interop_rpc_tcp_LDADD = $(TEST_LDADD)
dist_noinst_SCRIPTS += tests/interop/rpc-engine.sh

check_PROGRAMS += tests/interop/rpc_smb
tests_interop_rpc_smb_SOURCES = tests/interop/rpc_smb.c $(RPC_SITE)
tests_interop_rpc_smb_LDADD = libsmbserver.a libshares.a $(TEST_LDADD) $(EVENT_LIBS) \
	-lpthread
dist_noinst_SCRIPTS += tests/interop/rpc-people.sh tests/interop/rpc-site.sh \
	tests/interop/target.sh

.PHONY: interop-rpc
interop-rpc: tests/interop/rpc_tcp tests/interop/rpc_smb bin/siteclient
	$(srcdir)/tests/interop/rpc-engine.sh tests/interop/rpc_tcp
	$(srcdir)/tests/interop/rpc-people.sh tests/interop/rpc_smb
	$(srcdir)/tests/interop/target.sh bin/siteclient
	$(srcdir)/tests/interop/rpc-site.sh
