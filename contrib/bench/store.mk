# `make contrib/bench/store_bench', then run it on a folder of the disk in
# question.
EXTRA_PROGRAMS += contrib/bench/store_bench
contrib_bench_store_bench_SOURCES = contrib/bench/store_bench.c
contrib_bench_store_bench_LDADD = libstore.a libbase.a $(SQLITE_LIBS) \
	$(CRYPTO_LIBS) $(BSD_LIBS) -lpthread
