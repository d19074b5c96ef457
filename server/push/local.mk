# site-push: one client on one machine.
libexec_PROGRAMS += bin/site-push
bin_site_push_SOURCES = \
	server/push/brought.c server/push/brought.h \
	server/push/confine.c server/push/confine.h \
	server/push/judge.c server/push/judge.h \
	server/push/life.c server/push/life.h \
	server/push/outcome.c server/push/outcome.h \
	server/push/push.c \
	server/push/resolve.c server/push/resolve.h \
	server/push/registry.c server/push/registry.h \
	server/push/service.c server/push/service.h \
	server/push/source.c server/push/source.h \
	server/push/stage.c server/push/stage.h
bin_site_push_CPPFLAGS = $(AM_CPPFLAGS) $(SMBCLIENT_CFLAGS)
bin_site_push_LDADD = libsmbclientev.a libprotocol.a libbase.a $(EVENT_LIBS) \
	$(CRYPTO_LIBS) $(SECCOMP_LIBS) $(BSD_LIBS) $(SMBCLIENT_LIBS)
