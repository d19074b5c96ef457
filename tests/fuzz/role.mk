FUZZ_TARGETS += tests/fuzz/stamp_fuzz
tests_fuzz_stamp_fuzz_SOURCES = tests/fuzz/stamp_fuzz.c $(FUZZ_MAIN)
tests_fuzz_stamp_fuzz_LDADD = libsited.a $(FUZZ_LDADD)
tests_fuzz_stamp_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)

FUZZ_TARGETS += tests/fuzz/role_message_fuzz
tests_fuzz_role_message_fuzz_SOURCES = tests/fuzz/role_message_fuzz.c \
	tests/unit/role_again.c tests/unit/role_again.h $(FUZZ_MAIN)
tests_fuzz_role_message_fuzz_LDADD = $(FUZZ_LDADD)
tests_fuzz_role_message_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)

FUZZ_TARGETS += tests/fuzz/where_fuzz
tests_fuzz_where_fuzz_SOURCES = tests/fuzz/where_fuzz.c $(FUZZ_MAIN)
tests_fuzz_where_fuzz_LDADD = libsited.a $(FUZZ_LDADD)
tests_fuzz_where_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)
