FUZZ_TARGETS += tests/fuzz/control_message_fuzz
tests_fuzz_control_message_fuzz_SOURCES = tests/fuzz/control_message_fuzz.c $(FUZZ_MAIN)
tests_fuzz_control_message_fuzz_LDADD = $(FUZZ_LDADD)
tests_fuzz_control_message_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)
