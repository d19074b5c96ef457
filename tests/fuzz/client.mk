# Fuzz target of client/.
FUZZ_TARGETS += tests/fuzz/client_fuzz
tests_fuzz_client_fuzz_SOURCES = tests/fuzz/client_fuzz.c $(FUZZ_MAIN) \
	tests/unit/client_peer.c tests/unit/client_peer.h
tests_fuzz_client_fuzz_LDADD = libsmbclientev.a $(FUZZ_LDADD) $(EVENT_LIBS)
tests_fuzz_client_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)
