# `make contrib/bench/store_bench', then run it on a folder of the disk in
# question.
EXTRA_PROGRAMS += contrib/bench/store_bench contrib/bench/uptake_bench
contrib_bench_store_bench_SOURCES = contrib/bench/store_bench.c
contrib_bench_store_bench_LDADD = libstore.a libbase.a $(SQLITE_LIBS) \
	$(CRYPTO_LIBS) $(BSD_LIBS) -lpthread
contrib_bench_uptake_bench_SOURCES = contrib/bench/uptake_bench.c
contrib_bench_uptake_bench_LDADD = libstore.a libbase.a $(SQLITE_LIBS) \
	$(CRYPTO_LIBS) $(BSD_LIBS) -lpthread

# Whom an account would leave out, of 100,000 clients: part of `make bench'.
.PHONY: bench-uptake
bench-uptake: contrib/bench/uptake_bench
	d=`mktemp -d` && { contrib/bench/uptake_bench $$d $(CLIENTS); \
	    rc=$$?; rm -rf $$d; exit $$rc; }
