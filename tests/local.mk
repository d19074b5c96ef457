# Unit tests: one cmocka program per noun, `tests/unit/<noun>_test.c'.
TEST_LIBS = libprotocol.a libbase.a
TEST_LDADD = $(TEST_LIBS) $(CMOCKA_LIBS) $(CRYPTO_LIBS) $(BSD_LIBS)

if HAVE_CMOCKA
include tests/unit/local.mk
endif
