# Unit tests of protocol/sid.h and protocol/smb2.
EXTRA_DIST += tests/data/smb2

check_PROGRAMS += tests/unit/sid_test
TESTS += tests/unit/sid_test
tests_unit_sid_test_SOURCES = tests/unit/sid_test.c
tests_unit_sid_test_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/smb2_talk_test
TESTS += tests/unit/smb2_talk_test
tests_unit_smb2_talk_test_SOURCES = tests/unit/smb2_talk_test.c \
	tests/unit/story.c tests/unit/story.h
tests_unit_smb2_talk_test_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/smb2_peer_test
TESTS += tests/unit/smb2_peer_test
tests_unit_smb2_peer_test_SOURCES = tests/unit/smb2_peer_test.c \
	tests/unit/story.c tests/unit/story.h
tests_unit_smb2_peer_test_LDADD = $(TEST_LDADD)
