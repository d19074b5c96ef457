# Fuzz targets of protocol/rpc.
FUZZ_TARGETS += tests/fuzz/dcerpc_fuzz
tests_fuzz_dcerpc_fuzz_SOURCES = tests/fuzz/dcerpc_fuzz.c $(FUZZ_MAIN) \
	$(RPC_SITE)
tests_fuzz_dcerpc_fuzz_LDADD = $(FUZZ_LDADD)
tests_fuzz_dcerpc_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)

FUZZ_TARGETS += tests/fuzz/rpc_stub_fuzz
tests_fuzz_rpc_stub_fuzz_SOURCES = tests/fuzz/rpc_stub_fuzz.c $(FUZZ_MAIN)
tests_fuzz_rpc_stub_fuzz_LDADD = $(FUZZ_LDADD)
tests_fuzz_rpc_stub_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)

FUZZ_TARGETS += tests/fuzz/rpc_client_fuzz
tests_fuzz_rpc_client_fuzz_SOURCES = tests/fuzz/rpc_client_fuzz.c $(FUZZ_MAIN)
tests_fuzz_rpc_client_fuzz_LDADD = $(FUZZ_LDADD)
tests_fuzz_rpc_client_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)

# What clients ask of a domain controller, one target an interface, and how they
# begin to talk to it.
RPC_TALK = tests/fuzz/rpc_talk.c tests/fuzz/rpc_talk.h $(RPC_SITE)

FUZZ_TARGETS += tests/fuzz/samr_fuzz
tests_fuzz_samr_fuzz_SOURCES = tests/fuzz/samr_fuzz.c $(RPC_TALK) \
	$(FUZZ_MAIN)
tests_fuzz_samr_fuzz_LDADD = $(FUZZ_LDADD)
tests_fuzz_samr_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)

FUZZ_TARGETS += tests/fuzz/lsarpc_fuzz
tests_fuzz_lsarpc_fuzz_SOURCES = tests/fuzz/lsarpc_fuzz.c $(RPC_TALK) \
	$(FUZZ_MAIN)
tests_fuzz_lsarpc_fuzz_LDADD = $(FUZZ_LDADD)
tests_fuzz_lsarpc_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)

FUZZ_TARGETS += tests/fuzz/netlogon_fuzz
tests_fuzz_netlogon_fuzz_SOURCES = tests/fuzz/netlogon_fuzz.c $(RPC_TALK) \
	$(FUZZ_MAIN)
tests_fuzz_netlogon_fuzz_LDADD = $(FUZZ_LDADD)
tests_fuzz_netlogon_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)

FUZZ_TARGETS += tests/fuzz/winreg_fuzz
tests_fuzz_winreg_fuzz_SOURCES = tests/fuzz/winreg_fuzz.c $(RPC_TALK) \
	$(FUZZ_MAIN)
tests_fuzz_winreg_fuzz_LDADD = $(FUZZ_LDADD)
tests_fuzz_winreg_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)

FUZZ_TARGETS += tests/fuzz/bind_fuzz
tests_fuzz_bind_fuzz_SOURCES = tests/fuzz/bind_fuzz.c $(RPC_TALK) \
	$(FUZZ_MAIN)
tests_fuzz_bind_fuzz_LDADD = $(FUZZ_LDADD)
tests_fuzz_bind_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)

FUZZ_TARGETS += tests/fuzz/auth_fuzz
tests_fuzz_auth_fuzz_SOURCES = tests/fuzz/auth_fuzz.c $(RPC_TALK) \
	$(FUZZ_MAIN)
tests_fuzz_auth_fuzz_LDADD = $(FUZZ_LDADD)
tests_fuzz_auth_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)

FUZZ_TARGETS += tests/fuzz/push_fuzz
tests_fuzz_push_fuzz_SOURCES = tests/fuzz/push_fuzz.c $(FUZZ_MAIN)
tests_fuzz_push_fuzz_LDADD = $(FUZZ_LDADD)
tests_fuzz_push_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)

FUZZ_TARGETS += tests/fuzz/svcctl_fuzz
tests_fuzz_svcctl_fuzz_SOURCES = tests/fuzz/svcctl_fuzz.c $(RPC_TALK) \
	$(RPC_MACHINE) $(FUZZ_MAIN)
tests_fuzz_svcctl_fuzz_LDADD = $(FUZZ_LDADD)
tests_fuzz_svcctl_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)
