noinst_PROGRAMS += contrib/bench/smb_load
contrib_bench_smb_load_SOURCES = \
	contrib/bench/load.h \
	contrib/bench/smb_load.c \
	contrib/bench/work_cycle.c \
	contrib/bench/work_io.c \
	contrib/bench/work_step.c
contrib_bench_smb_load_LDADD = libsmbclientev.a libprotocol.a libbase.a \
	$(EVENT_LIBS) $(CRYPTO_LIBS) $(BSD_LIBS)
dist_noinst_SCRIPTS += contrib/bench/compare
EXTRA_DIST += contrib/bench/digest.py contrib/bench/swarm.py contrib/bench/servers.py

# Against stock smbd, which is set up for it; BENCH='--only cycle' and such.
.PHONY: bench
bench: bin/sited bin/sitectl contrib/bench/smb_load bench-uptake bench-domain \
	bench-ccr bench-lease bench-push
	$(srcdir)/contrib/bench/compare --build . $(BENCH)

# The account domain over samr: look-ups, listings and idle pipes: part of `make bench'.
EXTRA_PROGRAMS += contrib/bench/domain_bench
contrib_bench_domain_bench_SOURCES = contrib/bench/domain_bench.c
contrib_bench_domain_bench_LDADD = $(SITECLIENT_LIBS)
dist_noinst_SCRIPTS += contrib/bench/domain
.PHONY: bench-domain
bench-domain: bin/sited bin/sitectl contrib/bench/domain_bench
	$(srcdir)/contrib/bench/domain
