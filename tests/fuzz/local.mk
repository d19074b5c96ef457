# Fuzz targets, `tests/fuzz/<noun>_fuzz.c', each with a corpus folder.  Without
# --enable-fuzzing they replay the corpus in `make check'; with it they are
# libFuzzer programs and `make fuzz FUZZ_SECONDS=60' runs each for that long.
FUZZ_SECONDS = 60
FUZZ_TARGETS =
FUZZ_LDADD = $(TEST_LIBS) $(CRYPTO_LIBS) $(JANSSON_LIBS) $(BSD_LIBS)
EXTRA_DIST += tests/fuzz/corpus

if FUZZING
FUZZ_MAIN =
FUZZ_FLAGS = -fsanitize=fuzzer
else
FUZZ_MAIN = tests/fuzz/replay.c
FUZZ_FLAGS =
TESTS += $(FUZZ_TARGETS)
endif

# One block a target:
#	FUZZ_TARGETS += tests/fuzz/x_fuzz
#	tests_fuzz_x_fuzz_SOURCES = tests/fuzz/x_fuzz.c $(FUZZ_MAIN)
#	tests_fuzz_x_fuzz_LDADD = $(FUZZ_LDADD)
#	tests_fuzz_x_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)

include tests/fuzz/auth.mk
include tests/fuzz/control.mk
include tests/fuzz/disk.mk
include tests/fuzz/client.mk
include tests/fuzz/smb2.mk
include tests/fuzz/role.mk
include tests/fuzz/rpc.mk
include tests/fuzz/sms.mk
include tests/fuzz/store.mk

check_PROGRAMS += $(FUZZ_TARGETS)

.PHONY: fuzz fuzz-targets
fuzz-targets: $(FUZZ_TARGETS)
fuzz: $(FUZZ_TARGETS)
	@if test -n "$(FUZZ_MAIN)"; then \
		echo "configure with CC=clang --enable-fuzzing --enable-sanitizers first" >&2; exit 1; fi
	@for t in $(FUZZ_TARGETS); do \
		n=$${t##*/}; n=$${n%_fuzz}; mkdir -p fuzz-work/$$n; \
		echo "fuzz: $$n, $(FUZZ_SECONDS) s"; \
		$$t -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
		    -artifact_prefix=fuzz-work/$$n- fuzz-work/$$n $(srcdir)/tests/fuzz/corpus/$$n \
		    >fuzz-work/$$n.log 2>&1 || { tail -40 fuzz-work/$$n.log; exit 1; }; \
		grep -E 'number_of_executed_units' fuzz-work/$$n.log; \
	done
