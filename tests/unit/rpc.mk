# Unit tests of protocol/rpc.
RPC_SITE = tests/unit/rpc_site.c tests/unit/rpc_site.h \
	tests/unit/rpc_people.c tests/unit/rpc_people.h
RPC_MACHINE = tests/unit/rpc_machine.c tests/unit/rpc_machine.h
EXTRA_DIST += tests/data/rpc-stubs.txt

check_PROGRAMS += tests/unit/rpc_vectors_test
TESTS += tests/unit/rpc_vectors_test
tests_unit_rpc_vectors_test_SOURCES = tests/unit/rpc_vectors_test.c
tests_unit_rpc_vectors_test_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/rpc_ndr_test
TESTS += tests/unit/rpc_ndr_test
tests_unit_rpc_ndr_test_SOURCES = tests/unit/rpc_ndr_test.c
tests_unit_rpc_ndr_test_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/rpc_pdu_test
TESTS += tests/unit/rpc_pdu_test
tests_unit_rpc_pdu_test_SOURCES = tests/unit/rpc_pdu_test.c
tests_unit_rpc_pdu_test_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/rpc_pipe_test
TESTS += tests/unit/rpc_pipe_test
tests_unit_rpc_pipe_test_SOURCES = tests/unit/rpc_pipe_test.c $(RPC_SITE)
tests_unit_rpc_pipe_test_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/rpc_services_test
TESTS += tests/unit/rpc_services_test
tests_unit_rpc_services_test_SOURCES = tests/unit/rpc_services_test.c \
	$(RPC_SITE)
tests_unit_rpc_services_test_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/rpc_logon_test
TESTS += tests/unit/rpc_logon_test
tests_unit_rpc_logon_test_SOURCES = tests/unit/rpc_logon_test.c $(RPC_SITE)
tests_unit_rpc_logon_test_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/rpc_memory_test
TESTS += tests/unit/rpc_memory_test
tests_unit_rpc_memory_test_SOURCES = tests/unit/rpc_memory_test.c $(RPC_SITE)
tests_unit_rpc_memory_test_LDADD = $(TEST_LDADD)
tests_unit_rpc_memory_test_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=reallocarray

check_PROGRAMS += tests/unit/rpc_samr_test
TESTS += tests/unit/rpc_samr_test
tests_unit_rpc_samr_test_SOURCES = tests/unit/rpc_samr_test.c $(RPC_SITE)
tests_unit_rpc_samr_test_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/rpc_domain_test
TESTS += tests/unit/rpc_domain_test
tests_unit_rpc_domain_test_SOURCES = tests/unit/rpc_domain_test.c $(RPC_SITE)
tests_unit_rpc_domain_test_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/win32_test
TESTS += tests/unit/win32_test
tests_unit_win32_test_SOURCES = tests/unit/win32_test.c
tests_unit_win32_test_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/rpc_svcctl_test
TESTS += tests/unit/rpc_svcctl_test
tests_unit_rpc_svcctl_test_SOURCES = tests/unit/rpc_svcctl_test.c \
	$(RPC_MACHINE) $(RPC_SITE)
tests_unit_rpc_svcctl_test_LDADD = $(TEST_LDADD)
