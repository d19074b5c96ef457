check_PROGRAMS += tests/unit/wire_test
TESTS += tests/unit/wire_test
tests_unit_wire_test_SOURCES = tests/unit/wire_test.c
tests_unit_wire_test_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/arena_test
TESTS += tests/unit/arena_test
tests_unit_arena_test_SOURCES = tests/unit/arena_test.c
tests_unit_arena_test_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/guid_test
TESTS += tests/unit/guid_test
tests_unit_guid_test_SOURCES = tests/unit/guid_test.c
tests_unit_guid_test_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/text_fold_test
TESTS += tests/unit/text_fold_test
tests_unit_text_fold_test_SOURCES = tests/unit/text_fold_test.c
tests_unit_text_fold_test_LDADD = $(TEST_LDADD)

include tests/unit/smb2.mk
include tests/unit/client.mk
include tests/unit/sms.mk

include tests/unit/rpc.mk
include tests/unit/store.mk
include tests/unit/auth.mk
include tests/unit/disk.mk
include tests/unit/shares.mk
check_PROGRAMS += tests/unit/secret_pool_test
TESTS += tests/unit/secret_pool_test
tests_unit_secret_pool_test_SOURCES = tests/unit/secret_pool_test.c
tests_unit_secret_pool_test_LDADD = $(TEST_LDADD)
include tests/unit/roles.mk
include tests/unit/control.mk
include tests/unit/siteclient.mk
