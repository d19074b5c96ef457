# Unit tests of protocol/sid.h and protocol/smb2.
check_PROGRAMS += tests/unit/sid_test
TESTS += tests/unit/sid_test
tests_unit_sid_test_SOURCES = tests/unit/sid_test.c
tests_unit_sid_test_LDADD = $(TEST_LDADD)
