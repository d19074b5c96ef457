FUZZ_TARGETS += tests/fuzz/path_fuzz
tests_fuzz_path_fuzz_SOURCES = tests/fuzz/path_fuzz.c $(FUZZ_MAIN)
tests_fuzz_path_fuzz_LDADD = libsmbserver.a $(FUZZ_LDADD)
tests_fuzz_path_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)

FUZZ_TARGETS += tests/fuzz/record_fuzz
tests_fuzz_record_fuzz_SOURCES = tests/fuzz/record_fuzz.c $(FUZZ_MAIN)
tests_fuzz_record_fuzz_LDADD = libsmbserver.a $(FUZZ_LDADD)
tests_fuzz_record_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)

FUZZ_TARGETS += tests/fuzz/dacl_fuzz
tests_fuzz_dacl_fuzz_SOURCES = tests/fuzz/dacl_fuzz.c $(FUZZ_MAIN)
tests_fuzz_dacl_fuzz_LDADD = libsmbserver.a $(FUZZ_LDADD)
tests_fuzz_dacl_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)
