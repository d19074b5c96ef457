# Unit tests of client/.
check_PROGRAMS += tests/unit/client_test
TESTS += tests/unit/client_test
tests_unit_client_test_SOURCES = tests/unit/client_test.c \
	tests/unit/client_peer.c tests/unit/client_peer.h
tests_unit_client_test_LDADD = libsmbclientev.a $(TEST_LDADD) $(EVENT_LIBS)

check_PROGRAMS += tests/unit/client_pipe_test
TESTS += tests/unit/client_pipe_test
tests_unit_client_pipe_test_SOURCES = tests/unit/client_pipe_test.c \
	tests/unit/client_peer.c tests/unit/client_peer.h \
	$(RPC_SITE)
tests_unit_client_pipe_test_LDADD = libsmbclientev.a $(TEST_LDADD) \
	$(EVENT_LIBS)
