# smbtorture by name, for minutes: `make torture', and the wide list, which
# is a report, `make torture-wide'.
dist_noinst_SCRIPTS += tests/torture/run tests/torture/peer/run-torture.py \
	tests/torture/peer/start-smbd.sh tests/torture/peer/stop-smbd.sh
EXTRA_DIST += tests/torture/cap.txt tests/torture/wide.txt \
	tests/torture/peer/torture.conf.in

.PHONY: torture torture-wide
torture: bin/sited bin/sitectl
	$(srcdir)/tests/torture/run cap.txt
torture-wide: bin/sited bin/sitectl
	$(srcdir)/tests/torture/run wide.txt
