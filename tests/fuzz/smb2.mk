FUZZ_TARGETS += tests/fuzz/smb2_message_fuzz
tests_fuzz_smb2_message_fuzz_SOURCES = tests/fuzz/smb2_message_fuzz.c \
	tests/unit/smb2_again.c tests/unit/smb2_again.h $(FUZZ_MAIN)
tests_fuzz_smb2_message_fuzz_LDADD = $(FUZZ_LDADD)
tests_fuzz_smb2_message_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)

FUZZ_TARGETS += tests/fuzz/smb2_transform_fuzz
tests_fuzz_smb2_transform_fuzz_SOURCES = tests/fuzz/smb2_transform_fuzz.c \
	$(FUZZ_MAIN)
tests_fuzz_smb2_transform_fuzz_LDADD = $(FUZZ_LDADD)
tests_fuzz_smb2_transform_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)

FUZZ_TARGETS += tests/fuzz/ea_fuzz
tests_fuzz_ea_fuzz_SOURCES = tests/fuzz/ea_fuzz.c $(FUZZ_MAIN)
tests_fuzz_ea_fuzz_LDADD = $(FUZZ_LDADD)
tests_fuzz_ea_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)
