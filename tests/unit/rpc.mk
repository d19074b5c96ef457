check_PROGRAMS += tests/unit/rpc_vectors_test
TESTS += tests/unit/rpc_vectors_test
tests_unit_rpc_vectors_test_SOURCES = tests/unit/rpc_vectors_test.c
tests_unit_rpc_vectors_test_LDADD = $(TEST_LDADD)
EXTRA_DIST += tests/data/rpc-stubs.txt
