# The SMS 2.0 formats, protocol/sms.
SMS_TESTS = \
	tests/unit/schedule_test \
	tests/unit/sitectrl_test \
	tests/unit/sitenames_test \
	tests/unit/siteview_test
check_PROGRAMS += $(SMS_TESTS)
TESTS += $(SMS_TESTS)

tests_unit_schedule_test_SOURCES = tests/unit/schedule_test.c tests/unit/sms.h
tests_unit_schedule_test_LDADD = $(TEST_LDADD)
tests_unit_sitectrl_test_SOURCES = tests/unit/sitectrl_test.c tests/unit/sms.h
tests_unit_sitectrl_test_LDADD = $(TEST_LDADD)
tests_unit_sitenames_test_SOURCES = tests/unit/sitenames_test.c tests/unit/sms.h
tests_unit_sitenames_test_LDADD = $(TEST_LDADD)
tests_unit_siteview_test_SOURCES = tests/unit/siteview_test.c tests/unit/sms.h
tests_unit_siteview_test_LDADD = $(TEST_LDADD)
