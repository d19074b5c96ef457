# The SMS 2.0 formats, protocol/sms.
FUZZ_TARGETS += \
	tests/fuzz/advert_fuzz \
	tests/fuzz/acctlist_fuzz \
	tests/fuzz/ccr_fuzz \
	tests/fuzz/ddr_fuzz \
	tests/fuzz/delta_fuzz \
	tests/fuzz/enrol_fuzz \
	tests/fuzz/envelope_fuzz \
	tests/fuzz/epoch_fuzz \
	tests/fuzz/mif_fuzz \
	tests/fuzz/pack_fuzz \
	tests/fuzz/published_fuzz \
	tests/fuzz/raw_fuzz \
	tests/fuzz/sinv_fuzz \
	tests/fuzz/sitecontrol_fuzz \
	tests/fuzz/statmsg_fuzz

tests_fuzz_acctlist_fuzz_SOURCES = tests/fuzz/acctlist_fuzz.c $(FUZZ_MAIN)
tests_fuzz_acctlist_fuzz_LDADD = $(FUZZ_LDADD)
tests_fuzz_acctlist_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)
tests_fuzz_enrol_fuzz_SOURCES = tests/fuzz/enrol_fuzz.c $(FUZZ_MAIN)
tests_fuzz_enrol_fuzz_LDADD = $(FUZZ_LDADD)
tests_fuzz_enrol_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)
tests_fuzz_envelope_fuzz_SOURCES = tests/fuzz/envelope_fuzz.c $(FUZZ_MAIN)
tests_fuzz_envelope_fuzz_LDADD = $(FUZZ_LDADD)
tests_fuzz_envelope_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)
tests_fuzz_epoch_fuzz_SOURCES = tests/fuzz/epoch_fuzz.c $(FUZZ_MAIN)
tests_fuzz_epoch_fuzz_LDADD = $(FUZZ_LDADD)
tests_fuzz_epoch_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)
tests_fuzz_advert_fuzz_SOURCES = tests/fuzz/advert_fuzz.c $(FUZZ_MAIN)
tests_fuzz_advert_fuzz_LDADD = $(FUZZ_LDADD)
tests_fuzz_advert_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)
tests_fuzz_ccr_fuzz_SOURCES = tests/fuzz/ccr_fuzz.c $(FUZZ_MAIN)
tests_fuzz_ccr_fuzz_LDADD = $(FUZZ_LDADD)
tests_fuzz_ccr_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)
tests_fuzz_ddr_fuzz_SOURCES = tests/fuzz/ddr_fuzz.c $(FUZZ_MAIN)
tests_fuzz_ddr_fuzz_LDADD = $(FUZZ_LDADD)
tests_fuzz_ddr_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)
tests_fuzz_delta_fuzz_SOURCES = tests/fuzz/delta_fuzz.c $(FUZZ_MAIN)
tests_fuzz_delta_fuzz_LDADD = $(FUZZ_LDADD)
tests_fuzz_delta_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)
tests_fuzz_pack_fuzz_SOURCES = tests/fuzz/pack_fuzz.c $(FUZZ_MAIN)
tests_fuzz_pack_fuzz_LDADD = $(FUZZ_LDADD)
tests_fuzz_pack_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)
tests_fuzz_published_fuzz_SOURCES = tests/fuzz/published_fuzz.c $(FUZZ_MAIN)
tests_fuzz_published_fuzz_LDADD = $(FUZZ_LDADD)
tests_fuzz_published_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)
tests_fuzz_sitecontrol_fuzz_SOURCES = tests/fuzz/sitecontrol_fuzz.c $(FUZZ_MAIN)
tests_fuzz_sitecontrol_fuzz_LDADD = $(FUZZ_LDADD)
tests_fuzz_sitecontrol_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)
tests_fuzz_mif_fuzz_SOURCES = tests/fuzz/mif_fuzz.c tests/fuzz/report.h \
	$(FUZZ_MAIN)
tests_fuzz_mif_fuzz_LDADD = $(FUZZ_LDADD)
tests_fuzz_mif_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)
tests_fuzz_raw_fuzz_SOURCES = tests/fuzz/raw_fuzz.c tests/fuzz/report.h \
	$(FUZZ_MAIN)
tests_fuzz_raw_fuzz_LDADD = $(FUZZ_LDADD)
tests_fuzz_raw_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)
tests_fuzz_sinv_fuzz_SOURCES = tests/fuzz/sinv_fuzz.c tests/fuzz/report.h \
	$(FUZZ_MAIN)
tests_fuzz_sinv_fuzz_LDADD = $(FUZZ_LDADD)
tests_fuzz_sinv_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)
tests_fuzz_statmsg_fuzz_SOURCES = tests/fuzz/statmsg_fuzz.c tests/fuzz/report.h \
	$(FUZZ_MAIN)
tests_fuzz_statmsg_fuzz_LDADD = $(FUZZ_LDADD)
tests_fuzz_statmsg_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)
