# The SMS 2.0 formats, protocol/sms.
FUZZ_TARGETS += tests/fuzz/sitecontrol_fuzz
tests_fuzz_sitecontrol_fuzz_SOURCES = tests/fuzz/sitecontrol_fuzz.c $(FUZZ_MAIN)
tests_fuzz_sitecontrol_fuzz_LDADD = $(FUZZ_LDADD)
tests_fuzz_sitecontrol_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)
