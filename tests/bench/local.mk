# Benches that look inside a role.

# Logons that the keeper verifies on one core, with a store that takes what it
# tells of them.
EXTRA_PROGRAMS += tests/bench/keeper_bench
tests_bench_keeper_bench_SOURCES = tests/bench/keeper_bench.c
tests_bench_keeper_bench_LDADD = $(SITED_LDADD)
.PHONY: bench-keeper
bench-keeper: tests/bench/keeper_bench
	d=`mktemp -d` && { tests/bench/keeper_bench $$d $(ROUNDS); \
	    rc=$$?; rm -rf $$d; exit $$rc; }

# What evidence costs a logon: by turns with a sited that keeps none.
EXTRA_PROGRAMS += tests/bench/sited_blind
tests_bench_sited_blind_SOURCES = server/main.c tests/bench/no_evidence.c
tests_bench_sited_blind_CPPFLAGS = $(bin_sited_CPPFLAGS)
tests_bench_sited_blind_LDADD = $(SITED_LDADD)
dist_noinst_SCRIPTS += contrib/bench/evidence
.PHONY: bench-evidence
bench-evidence: bin/sited bin/sitectl contrib/bench/smb_load \
    tests/bench/sited_blind
	$(srcdir)/contrib/bench/evidence --build . $(BENCH)

# Requests to install clients: 10,000 in the queue.
EXTRA_PROGRAMS += tests/bench/ccr_bench
tests_bench_ccr_bench_SOURCES = tests/bench/ccr_bench.c
tests_bench_ccr_bench_LDADD = $(SITED_LDADD)
tests_bench_ccr_bench_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=push_possible,--wrap=push_start,--wrap=publisher_site
dist_noinst_SCRIPTS += contrib/bench/ccr
.PHONY: bench-ccr
bench-ccr: tests/bench/ccr_bench bin/sited bin/sitectl
	$(srcdir)/contrib/bench/ccr

# 100,000 leases of bootstrap accounts: a start, and how late they fire.
EXTRA_PROGRAMS += tests/bench/lease_bench
tests_bench_lease_bench_SOURCES = tests/bench/lease_bench.c
tests_bench_lease_bench_LDADD = $(SITED_LDADD)
.PHONY: bench-lease
bench-lease: tests/bench/lease_bench
	d=`mktemp -d` && { tests/bench/lease_bench $$d $(LEASES); \
	    rc=$$?; rm -rf $$d; exit $$rc; }

# 50 clients pushed to 50 machines, and by hand with Samba's programs.
dist_noinst_SCRIPTS += contrib/bench/push
.PHONY: bench-push
bench-push: bin/sited bin/sitectl bin/site-push bin/siteclient bin/ccmbtldr \
    bin/ccmboot
	$(srcdir)/contrib/bench/push
