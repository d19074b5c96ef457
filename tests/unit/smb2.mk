# Unit tests of protocol/sid.h and protocol/smb2.
EXTRA_DIST += tests/data/smb2

check_PROGRAMS += tests/unit/sid_test
TESTS += tests/unit/sid_test
tests_unit_sid_test_SOURCES = tests/unit/sid_test.c
tests_unit_sid_test_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/smb2_talk_test
TESTS += tests/unit/smb2_talk_test
tests_unit_smb2_talk_test_SOURCES = tests/unit/smb2_talk_test.c \
	tests/unit/smb2_again.c tests/unit/smb2_again.h \
	tests/unit/story.c tests/unit/story.h
tests_unit_smb2_talk_test_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/smb2_peer_test
TESTS += tests/unit/smb2_peer_test
tests_unit_smb2_peer_test_SOURCES = tests/unit/smb2_peer_test.c \
	tests/unit/story.c tests/unit/story.h
tests_unit_smb2_peer_test_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/smb2_crypto_test
TESTS += tests/unit/smb2_crypto_test
tests_unit_smb2_crypto_test_SOURCES = tests/unit/smb2_crypto_test.c
tests_unit_smb2_crypto_test_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/smb2_frame_test
TESTS += tests/unit/smb2_frame_test
tests_unit_smb2_frame_test_SOURCES = tests/unit/smb2_frame_test.c
tests_unit_smb2_frame_test_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/smb2_message_test
TESTS += tests/unit/smb2_message_test
tests_unit_smb2_message_test_SOURCES = tests/unit/smb2_message_test.c
tests_unit_smb2_message_test_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/smb2_context_test
TESTS += tests/unit/smb2_context_test
tests_unit_smb2_context_test_SOURCES = tests/unit/smb2_context_test.c
tests_unit_smb2_context_test_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/smb2_fsctl_test
TESTS += tests/unit/smb2_fsctl_test
tests_unit_smb2_fsctl_test_SOURCES = tests/unit/smb2_fsctl_test.c
tests_unit_smb2_fsctl_test_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/smb2_wildcard_test
TESTS += tests/unit/smb2_wildcard_test
tests_unit_smb2_wildcard_test_SOURCES = tests/unit/smb2_wildcard_test.c
tests_unit_smb2_wildcard_test_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/smb2_info_test
TESTS += tests/unit/smb2_info_test
tests_unit_smb2_info_test_SOURCES = tests/unit/smb2_info_test.c
tests_unit_smb2_info_test_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/smb2_list_test
TESTS += tests/unit/smb2_list_test
tests_unit_smb2_list_test_SOURCES = tests/unit/smb2_list_test.c
tests_unit_smb2_list_test_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/smb2_security_test
TESTS += tests/unit/smb2_security_test
tests_unit_smb2_security_test_SOURCES = tests/unit/smb2_security_test.c
tests_unit_smb2_security_test_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/smb2_info_talk_test
TESTS += tests/unit/smb2_info_talk_test
tests_unit_smb2_info_talk_test_SOURCES = tests/unit/smb2_info_talk_test.c \
	tests/unit/story.c tests/unit/story.h
tests_unit_smb2_info_talk_test_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/smb2_ea_test
TESTS += tests/unit/smb2_ea_test
tests_unit_smb2_ea_test_SOURCES = tests/unit/smb2_ea_test.c
tests_unit_smb2_ea_test_LDADD = $(TEST_LDADD)
