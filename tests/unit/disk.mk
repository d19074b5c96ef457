# Unit tests of server/smb/path.h, iopool.h and disk/.
DISK_LDADD = libsmbserver.a $(TEST_LDADD) $(EVENT_LIBS) -lpthread

check_PROGRAMS += tests/unit/path_test
TESTS += tests/unit/path_test
tests_unit_path_test_SOURCES = tests/unit/path_test.c
tests_unit_path_test_LDADD = $(DISK_LDADD)

check_PROGRAMS += tests/unit/iopool_test
TESTS += tests/unit/iopool_test
tests_unit_iopool_test_SOURCES = tests/unit/iopool_test.c
tests_unit_iopool_test_LDADD = $(DISK_LDADD)
