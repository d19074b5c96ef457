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
