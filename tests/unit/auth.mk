# NTLM and SPNEGO.
EXTRA_DIST += tests/unit/ntlm_vectors.h

check_PROGRAMS += tests/unit/target_info_test
TESTS += tests/unit/target_info_test
tests_unit_target_info_test_SOURCES = tests/unit/target_info_test.c
tests_unit_target_info_test_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/ntlm_message_test
TESTS += tests/unit/ntlm_message_test
tests_unit_ntlm_message_test_SOURCES = tests/unit/ntlm_message_test.c
tests_unit_ntlm_message_test_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/ntlm_check_test
TESTS += tests/unit/ntlm_check_test
tests_unit_ntlm_check_test_SOURCES = tests/unit/ntlm_check_test.c
tests_unit_ntlm_check_test_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/ntlm_seal_test
TESTS += tests/unit/ntlm_seal_test
tests_unit_ntlm_seal_test_SOURCES = tests/unit/ntlm_seal_test.c
tests_unit_ntlm_seal_test_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/spnego_test
TESTS += tests/unit/spnego_test
tests_unit_spnego_test_SOURCES = tests/unit/spnego_test.c
tests_unit_spnego_test_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/logon_test
TESTS += tests/unit/logon_test
tests_unit_logon_test_SOURCES = tests/unit/logon_test.c
tests_unit_logon_test_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/ntlm_client_test
TESTS += tests/unit/ntlm_client_test
tests_unit_ntlm_client_test_SOURCES = tests/unit/ntlm_client_test.c
tests_unit_ntlm_client_test_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/ntlm_crypto_test
TESTS += tests/unit/ntlm_crypto_test
tests_unit_ntlm_crypto_test_SOURCES = tests/unit/ntlm_crypto_test.c
tests_unit_ntlm_crypto_test_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/lsa_secret_test
TESTS += tests/unit/lsa_secret_test
tests_unit_lsa_secret_test_SOURCES = tests/unit/lsa_secret_test.c
tests_unit_lsa_secret_test_LDADD = $(TEST_LDADD)
