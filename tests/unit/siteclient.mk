# The agent, contrib/siteclient.
check_PROGRAMS += tests/unit/siteclient_cycle_test
TESTS += tests/unit/siteclient_cycle_test
tests_unit_siteclient_cycle_test_SOURCES = \
	tests/unit/fake_cap.c tests/unit/fake_cap.h \
	tests/unit/siteclient_cycle_test.c
tests_unit_siteclient_cycle_test_LDADD = $(SITECLIENT_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/siteclient_parts_test
TESTS += tests/unit/siteclient_parts_test
tests_unit_siteclient_parts_test_SOURCES = tests/unit/siteclient_parts_test.c
tests_unit_siteclient_parts_test_LDADD = $(SITECLIENT_LIBS) $(CMOCKA_LIBS)

CONTROLLER_DOUBLE = tests/unit/controller_double.c \
	tests/unit/controller_double.h
check_PROGRAMS += tests/unit/siteclient_domain_test
TESTS += tests/unit/siteclient_domain_test
tests_unit_siteclient_domain_test_SOURCES = \
	tests/unit/siteclient_domain_test.c $(CONTROLLER_DOUBLE)
tests_unit_siteclient_domain_test_LDADD = $(SITECLIENT_LIBS) $(CMOCKA_LIBS)
tests_unit_siteclient_domain_test_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=reallocarray

check_PROGRAMS += tests/unit/siteclient_token_test
TESTS += tests/unit/siteclient_token_test
tests_unit_siteclient_token_test_SOURCES = \
	tests/unit/siteclient_token_test.c
tests_unit_siteclient_token_test_LDADD = $(SITECLIENT_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/siteclient_account_test
TESTS += tests/unit/siteclient_account_test
tests_unit_siteclient_account_test_SOURCES = \
	tests/unit/siteclient_account_test.c $(CONTROLLER_DOUBLE)
tests_unit_siteclient_account_test_LDADD = $(SITECLIENT_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/boot_test
TESTS += tests/unit/boot_test
tests_unit_boot_test_SOURCES = tests/unit/boot_test.c
tests_unit_boot_test_LDADD = $(SITECLIENT_LIBS) $(CMOCKA_LIBS)
