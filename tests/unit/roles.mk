# The roles of sited, each without its process.
ROLES_LDADD = $(CMOCKA_LIBS) $(SITED_LDADD)
ROLE_DOUBLE = tests/unit/env_double.c tests/unit/env_double.h \
	tests/unit/clock_double.h

check_PROGRAMS += tests/unit/challenges_test
TESTS += tests/unit/challenges_test
tests_unit_challenges_test_SOURCES = tests/unit/challenges_test.c
tests_unit_challenges_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/throttle_test
TESTS += tests/unit/throttle_test
tests_unit_throttle_test_SOURCES = tests/unit/throttle_test.c
tests_unit_throttle_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/lockout_test
TESTS += tests/unit/lockout_test
tests_unit_lockout_test_SOURCES = tests/unit/lockout_test.c
tests_unit_lockout_test_LDADD = $(ROLES_LDADD)
