# Unit tests: one cmocka program per noun, `tests/unit/<noun>_test.c'.
TEST_LIBS = libprotocol.a libbase.a
TEST_LDADD = $(TEST_LIBS) $(CMOCKA_LIBS) $(CRYPTO_LIBS) \
	$(JANSSON_LIBS) $(BSD_LIBS)
AM_TESTS_ENVIRONMENT = srcdir='$(srcdir)'; export srcdir;
LOG_COMPILER = $(srcdir)/tests/lib/once-more
EXTRA_DIST += tests/unit/check.h tests/lib/once-more

# What takes longest begins first, so that nothing waits for it at the end.
include tests/scenarios/local.mk
include tests/interop/clients.mk
if HAVE_CMOCKA
include tests/unit/local.mk
include tests/fault/store.mk
endif
include tests/fuzz/local.mk
include tests/fault/stories.mk
include tests/hostile/stories.mk
include tests/control/local.mk
include tests/interop/rpc.mk
include tests/interop/own.mk
include tests/torture/local.mk
include tests/lint/local.mk
include tests/install/local.mk
include tests/agent/local.mk
include tests/push/local.mk
include tests/sim/local.mk
include tests/bench/local.mk
