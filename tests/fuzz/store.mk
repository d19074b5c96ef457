STORE_FUZZ_LDADD = libstore.a $(FUZZ_LDADD) $(SQLITE_LIBS) -lpthread

FUZZ_TARGETS += tests/fuzz/seal_fuzz
tests_fuzz_seal_fuzz_SOURCES = tests/fuzz/seal_fuzz.c $(FUZZ_MAIN)
tests_fuzz_seal_fuzz_LDADD = $(STORE_FUZZ_LDADD)
tests_fuzz_seal_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)

FUZZ_TARGETS += tests/fuzz/keyfile_fuzz
tests_fuzz_keyfile_fuzz_SOURCES = tests/fuzz/keyfile_fuzz.c $(FUZZ_MAIN)
tests_fuzz_keyfile_fuzz_LDADD = $(STORE_FUZZ_LDADD)
tests_fuzz_keyfile_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)

FUZZ_TARGETS += tests/fuzz/wal_fuzz
tests_fuzz_wal_fuzz_SOURCES = tests/fuzz/wal_fuzz.c $(FUZZ_MAIN)
tests_fuzz_wal_fuzz_LDADD = $(STORE_FUZZ_LDADD)
tests_fuzz_wal_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)
