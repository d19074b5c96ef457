FUZZ_TARGETS += tests/fuzz/ntlm_fuzz
tests_fuzz_ntlm_fuzz_SOURCES = tests/fuzz/ntlm_fuzz.c $(FUZZ_MAIN)
tests_fuzz_ntlm_fuzz_LDADD = $(FUZZ_LDADD)
tests_fuzz_ntlm_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)

FUZZ_TARGETS += tests/fuzz/spnego_fuzz
tests_fuzz_spnego_fuzz_SOURCES = tests/fuzz/spnego_fuzz.c $(FUZZ_MAIN)
tests_fuzz_spnego_fuzz_LDADD = $(FUZZ_LDADD)
tests_fuzz_spnego_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)

FUZZ_TARGETS += tests/fuzz/logon_fuzz
tests_fuzz_logon_fuzz_SOURCES = tests/fuzz/logon_fuzz.c $(FUZZ_MAIN)
tests_fuzz_logon_fuzz_LDADD = $(FUZZ_LDADD)
tests_fuzz_logon_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)
