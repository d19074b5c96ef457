noinst_PROGRAMS += contrib/bench/crypto_bench
contrib_bench_crypto_bench_SOURCES = contrib/bench/crypto_bench.c
contrib_bench_crypto_bench_LDADD = libprotocol.a libbase.a $(CRYPTO_LIBS) \
	$(BSD_LIBS)
