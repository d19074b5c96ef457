# Tests of store/.
check_LIBRARIES += tests/unit/libstorage.a
tests_unit_libstorage_a_SOURCES = tests/unit/storage.c tests/unit/storage.h \
	tests/unit/new_store.c tests/unit/new_store.h
STORE_LDADD = tests/unit/libstorage.a libstore.a $(TEST_LDADD) \
	$(SQLITE_LIBS) -lpthread

check_PROGRAMS += tests/unit/store_batch_test
TESTS += tests/unit/store_batch_test
tests_unit_store_batch_test_SOURCES = tests/unit/store_batch_test.c
tests_unit_store_batch_test_LDADD = $(STORE_LDADD)

check_PROGRAMS += tests/unit/store_account_test
TESTS += tests/unit/store_account_test
tests_unit_store_account_test_SOURCES = tests/unit/store_account_test.c
tests_unit_store_account_test_LDADD = $(STORE_LDADD)

check_PROGRAMS += tests/unit/store_inbox_test
TESTS += tests/unit/store_inbox_test
tests_unit_store_inbox_test_SOURCES = tests/unit/store_inbox_test.c
tests_unit_store_inbox_test_LDADD = $(STORE_LDADD)

check_PROGRAMS += tests/unit/store_client_test
TESTS += tests/unit/store_client_test
tests_unit_store_client_test_SOURCES = tests/unit/store_client_test.c
tests_unit_store_client_test_LDADD = $(STORE_LDADD)

check_PROGRAMS += tests/unit/store_cohort_test
TESTS += tests/unit/store_cohort_test
tests_unit_store_cohort_test_SOURCES = tests/unit/store_cohort_test.c
tests_unit_store_cohort_test_LDADD = $(STORE_LDADD)

check_PROGRAMS += tests/unit/store_uptake_test
TESTS += tests/unit/store_uptake_test
tests_unit_store_uptake_test_SOURCES = tests/unit/store_uptake_test.c
tests_unit_store_uptake_test_LDADD = $(STORE_LDADD)

check_PROGRAMS += tests/unit/store_enrolled_test
TESTS += tests/unit/store_enrolled_test
tests_unit_store_enrolled_test_SOURCES = tests/unit/store_enrolled_test.c
tests_unit_store_enrolled_test_LDADD = $(STORE_LDADD)

check_PROGRAMS += tests/unit/store_site_test
TESTS += tests/unit/store_site_test
tests_unit_store_site_test_SOURCES = tests/unit/store_site_test.c
tests_unit_store_site_test_LDADD = $(STORE_LDADD)

check_PROGRAMS += tests/unit/store_audit_test
TESTS += tests/unit/store_audit_test
tests_unit_store_audit_test_SOURCES = tests/unit/store_audit_test.c
tests_unit_store_audit_test_LDADD = $(STORE_LDADD)

check_PROGRAMS += tests/unit/seal_test
TESTS += tests/unit/seal_test
tests_unit_seal_test_SOURCES = tests/unit/seal_test.c
tests_unit_seal_test_LDADD = $(STORE_LDADD)

check_PROGRAMS += tests/unit/keyfile_test
TESTS += tests/unit/keyfile_test
tests_unit_keyfile_test_SOURCES = tests/unit/keyfile_test.c
tests_unit_keyfile_test_LDADD = $(STORE_LDADD)

check_PROGRAMS += tests/unit/store_open_test
TESTS += tests/unit/store_open_test
tests_unit_store_open_test_SOURCES = tests/unit/store_open_test.c
tests_unit_store_open_test_LDADD = $(STORE_LDADD)

check_PROGRAMS += tests/unit/wal_test
TESTS += tests/unit/wal_test
tests_unit_wal_test_SOURCES = tests/unit/wal_test.c
tests_unit_wal_test_LDADD = $(STORE_LDADD)

check_PROGRAMS += tests/unit/store_backup_test
TESTS += tests/unit/store_backup_test
tests_unit_store_backup_test_SOURCES = tests/unit/store_backup_test.c
tests_unit_store_backup_test_LDADD = $(STORE_LDADD)

check_PROGRAMS += tests/unit/store_reseal_test
TESTS += tests/unit/store_reseal_test
tests_unit_store_reseal_test_SOURCES = tests/unit/store_reseal_test.c
tests_unit_store_reseal_test_LDADD = $(STORE_LDADD)

check_PROGRAMS += tests/unit/store_plan_test
TESTS += tests/unit/store_plan_test
tests_unit_store_plan_test_SOURCES = tests/unit/store_plan_test.c
tests_unit_store_plan_test_LDADD = $(STORE_LDADD)

check_PROGRAMS += tests/unit/store_pool_test
TESTS += tests/unit/store_pool_test
tests_unit_store_pool_test_SOURCES = tests/unit/store_pool_test.c
tests_unit_store_pool_test_LDADD = $(STORE_LDADD)

check_PROGRAMS += tests/unit/store_recovery_test
TESTS += tests/unit/store_recovery_test
tests_unit_store_recovery_test_SOURCES = tests/unit/store_recovery_test.c
tests_unit_store_recovery_test_LDADD = $(STORE_LDADD)

check_PROGRAMS += tests/unit/store_policy_test
TESTS += tests/unit/store_policy_test
tests_unit_store_policy_test_SOURCES = tests/unit/store_policy_test.c
tests_unit_store_policy_test_LDADD = $(STORE_LDADD)

check_PROGRAMS += tests/unit/store_request_test
TESTS += tests/unit/store_request_test
tests_unit_store_request_test_SOURCES = tests/unit/store_request_test.c
tests_unit_store_request_test_LDADD = $(STORE_LDADD)

check_PROGRAMS += tests/unit/store_proposal_test
TESTS += tests/unit/store_proposal_test
tests_unit_store_proposal_test_SOURCES = tests/unit/store_proposal_test.c
tests_unit_store_proposal_test_LDADD = $(STORE_LDADD)

check_PROGRAMS += tests/unit/store_lease_test
TESTS += tests/unit/store_lease_test
tests_unit_store_lease_test_SOURCES = tests/unit/store_lease_test.c
tests_unit_store_lease_test_LDADD = $(STORE_LDADD)

check_PROGRAMS += tests/unit/store_sam_test
TESTS += tests/unit/store_sam_test
tests_unit_store_sam_test_SOURCES = tests/unit/store_sam_test.c
tests_unit_store_sam_test_LDADD = $(STORE_LDADD)
