# The clerk's books: share table, local shares.
SHARES_LDADD = libshares.a $(TEST_LDADD)

check_PROGRAMS += tests/unit/range_locks_test
TESTS += tests/unit/range_locks_test
tests_unit_range_locks_test_SOURCES = tests/unit/range_locks_test.c
tests_unit_range_locks_test_LDADD = $(SHARES_LDADD)

check_PROGRAMS += tests/unit/share_modes_test
TESTS += tests/unit/share_modes_test
tests_unit_share_modes_test_SOURCES = tests/unit/share_modes_test.c \
	tests/unit/shares.h
tests_unit_share_modes_test_LDADD = $(SHARES_LDADD)

check_PROGRAMS += tests/unit/share_oplock_test
TESTS += tests/unit/share_oplock_test
tests_unit_share_oplock_test_SOURCES = tests/unit/share_oplock_test.c \
	tests/unit/shares.h
tests_unit_share_oplock_test_LDADD = $(SHARES_LDADD)

check_PROGRAMS += tests/unit/share_locks_test
TESTS += tests/unit/share_locks_test
tests_unit_share_locks_test_SOURCES = tests/unit/share_locks_test.c \
	tests/unit/shares.h
tests_unit_share_locks_test_LDADD = $(SHARES_LDADD)

check_PROGRAMS += tests/unit/share_names_test
TESTS += tests/unit/share_names_test
tests_unit_share_names_test_SOURCES = tests/unit/share_names_test.c \
	tests/unit/shares.h
tests_unit_share_names_test_LDADD = $(SHARES_LDADD)

check_PROGRAMS += tests/unit/share_close_test
TESTS += tests/unit/share_close_test
tests_unit_share_close_test_SOURCES = tests/unit/share_close_test.c \
	tests/unit/shares.h
tests_unit_share_close_test_LDADD = $(SHARES_LDADD)

check_PROGRAMS += tests/unit/share_model_test
TESTS += tests/unit/share_model_test
tests_unit_share_model_test_SOURCES = tests/unit/share_model_test.c
tests_unit_share_model_test_LDADD = $(SHARES_LDADD)

check_PROGRAMS += tests/unit/clerk_msg_test
TESTS += tests/unit/clerk_msg_test
tests_unit_clerk_msg_test_SOURCES = tests/unit/clerk_msg_test.c \
	tests/unit/role_again.c tests/unit/role_again.h
tests_unit_clerk_msg_test_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/local_shares_test
TESTS += tests/unit/local_shares_test
tests_unit_local_shares_test_SOURCES = tests/unit/local_shares_test.c \
	tests/unit/smb_double.c tests/unit/smb_double.h
tests_unit_local_shares_test_LDADD = $(SHARES_LDADD)

check_LIBRARIES += tests/unit/libclerk.a
tests_unit_libclerk_a_SOURCES = $(CLERK_SOURCES) $(CLERK_LINK_SOURCES) \
	server/chan.c server/chan.h \
	server/hint_table.c server/hint_table.h
CLERK_LDADD = tests/unit/libclerk.a $(SHARES_LDADD) $(EVENT_LIBS)

check_PROGRAMS += tests/unit/admission_test
TESTS += tests/unit/admission_test
tests_unit_admission_test_SOURCES = tests/unit/admission_test.c
tests_unit_admission_test_LDADD = $(CLERK_LDADD)

check_PROGRAMS += tests/unit/sessions_test
TESTS += tests/unit/sessions_test
tests_unit_sessions_test_SOURCES = tests/unit/sessions_test.c
tests_unit_sessions_test_LDADD = $(CLERK_LDADD)

check_PROGRAMS += tests/unit/quotas_test
TESTS += tests/unit/quotas_test
tests_unit_quotas_test_SOURCES = tests/unit/quotas_test.c
tests_unit_quotas_test_LDADD = $(CLERK_LDADD)

check_PROGRAMS += tests/unit/hint_table_test
TESTS += tests/unit/hint_table_test
tests_unit_hint_table_test_SOURCES = tests/unit/hint_table_test.c
tests_unit_hint_table_test_LDADD = $(CLERK_LDADD)

check_PROGRAMS += tests/unit/clerk_test
TESTS += tests/unit/clerk_test
tests_unit_clerk_test_SOURCES = tests/unit/clerk_test.c \
	tests/unit/smb_double.c tests/unit/smb_double.h
tests_unit_clerk_test_LDADD = $(CLERK_LDADD)
