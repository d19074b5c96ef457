# The control protocol, protocol/control.
CONTROL_TESTS = \
	tests/unit/control_message_test \
	tests/unit/control_verb_test \
	tests/unit/openmetrics_test
check_PROGRAMS += $(CONTROL_TESTS)
TESTS += $(CONTROL_TESTS)

tests_unit_control_message_test_SOURCES = tests/unit/control_message_test.c
tests_unit_control_message_test_LDADD = $(TEST_LDADD)
tests_unit_control_verb_test_SOURCES = tests/unit/control_verb_test.c
tests_unit_control_verb_test_LDADD = $(TEST_LDADD)
tests_unit_openmetrics_test_SOURCES = tests/unit/openmetrics_test.c
tests_unit_openmetrics_test_LDADD = $(TEST_LDADD)
