# Our own client against a site of its own.
check_PROGRAMS += tests/interop/client_talk
tests_interop_client_talk_SOURCES = tests/interop/client_talk.c
tests_interop_client_talk_LDADD = libsmbclientev.a libprotocol.a libbase.a \
	$(EVENT_LIBS) $(CRYPTO_LIBS) $(JANSSON_LIBS) $(BSD_LIBS)
dist_check_SCRIPTS += tests/interop/own-client
TESTS += tests/interop/own-client
