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
bench: bin/sited bin/sitectl contrib/bench/smb_load bench-uptake
	$(srcdir)/contrib/bench/compare --build . $(BENCH)
