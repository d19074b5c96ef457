# The SMS 2.0 formats, protocol/sms.
SMS_TESTS = \
	tests/unit/advert_test \
	tests/unit/acctlist_test \
	tests/unit/ccr_test \
	tests/unit/ddr_test \
	tests/unit/enrol_test \
	tests/unit/envelope_test \
	tests/unit/epoch_test \
	tests/unit/formats_test \
	tests/unit/listkeys_test \
	tests/unit/manifest_test \
	tests/unit/mif_test \
	tests/unit/published_test \
	tests/unit/raw_test \
	tests/unit/schedule_test \
	tests/unit/sinv_test \
	tests/unit/sitectrl_apply_test \
	tests/unit/sitectrl_test \
	tests/unit/sitenames_test \
	tests/unit/siteview_test \
	tests/unit/sms_memory_test \
	tests/unit/statmsg_test \
	tests/unit/trace_test
check_PROGRAMS += $(SMS_TESTS)
TESTS += $(SMS_TESTS)

tests_unit_acctlist_test_SOURCES = tests/unit/acctlist_test.c
tests_unit_acctlist_test_LDADD = $(TEST_LDADD)
tests_unit_enrol_test_SOURCES = tests/unit/enrol_test.c tests/unit/sms.h
tests_unit_enrol_test_LDADD = $(TEST_LDADD)
tests_unit_epoch_test_SOURCES = tests/unit/epoch_test.c
tests_unit_epoch_test_LDADD = $(TEST_LDADD)
tests_unit_envelope_test_SOURCES = tests/unit/envelope_test.c
tests_unit_envelope_test_LDADD = $(TEST_LDADD)
tests_unit_listkeys_test_SOURCES = tests/unit/listkeys_test.c
tests_unit_listkeys_test_LDADD = $(TEST_LDADD)
tests_unit_advert_test_SOURCES = tests/unit/advert_test.c tests/unit/sms.h
tests_unit_advert_test_LDADD = $(TEST_LDADD)
tests_unit_ccr_test_SOURCES = tests/unit/ccr_test.c tests/unit/sms.h
tests_unit_ccr_test_LDADD = $(TEST_LDADD)
tests_unit_ddr_test_SOURCES = tests/unit/ddr_test.c tests/unit/sms.h
tests_unit_ddr_test_LDADD = $(TEST_LDADD)
tests_unit_manifest_test_SOURCES = tests/unit/manifest_test.c tests/unit/sms.h
tests_unit_manifest_test_LDADD = $(TEST_LDADD)
tests_unit_published_test_SOURCES = tests/unit/published_test.c tests/unit/sms.h
tests_unit_published_test_LDADD = $(TEST_LDADD)
tests_unit_schedule_test_SOURCES = tests/unit/schedule_test.c tests/unit/sms.h
tests_unit_schedule_test_LDADD = $(TEST_LDADD)
tests_unit_sitectrl_apply_test_SOURCES = tests/unit/sitectrl_apply_test.c tests/unit/sms.h
tests_unit_sitectrl_apply_test_LDADD = $(TEST_LDADD)
tests_unit_sitectrl_test_SOURCES = tests/unit/sitectrl_test.c tests/unit/sms.h
tests_unit_sitectrl_test_LDADD = $(TEST_LDADD)
tests_unit_sitenames_test_SOURCES = tests/unit/sitenames_test.c tests/unit/sms.h
tests_unit_sitenames_test_LDADD = $(TEST_LDADD)
tests_unit_siteview_test_SOURCES = tests/unit/siteview_test.c tests/unit/sms.h
tests_unit_siteview_test_LDADD = $(TEST_LDADD)
tests_unit_trace_test_SOURCES = tests/unit/trace_test.c tests/unit/sms.h
tests_unit_trace_test_LDADD = $(TEST_LDADD)
tests_unit_formats_test_SOURCES = tests/unit/formats_test.c tests/unit/sms.h
tests_unit_formats_test_LDADD = $(TEST_LDADD)
tests_unit_sms_memory_test_SOURCES = tests/unit/sms_memory_test.c tests/unit/sms.h
tests_unit_sms_memory_test_LDADD = $(TEST_LDADD)
tests_unit_sms_memory_test_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=malloc,--wrap=realloc
tests_unit_mif_test_SOURCES = tests/unit/mif_test.c tests/unit/sms.h
tests_unit_mif_test_LDADD = $(TEST_LDADD)
tests_unit_raw_test_SOURCES = tests/unit/raw_test.c tests/unit/sms.h
tests_unit_raw_test_LDADD = $(TEST_LDADD)
tests_unit_sinv_test_SOURCES = tests/unit/sinv_test.c tests/unit/sms.h
tests_unit_sinv_test_LDADD = $(TEST_LDADD)
tests_unit_statmsg_test_SOURCES = tests/unit/statmsg_test.c tests/unit/sms.h
tests_unit_statmsg_test_LDADD = $(TEST_LDADD)
