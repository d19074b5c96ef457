bin_PROGRAMS += bin/sitectl
bin_sitectl_SOURCES = \
	server/ctl/ask.c server/ctl/ask.h \
	server/ctl/file.c server/ctl/file.h \
	server/ctl/folder.c server/ctl/folder.h \
	server/ctl/help.c server/ctl/help.h \
	server/ctl/json.c \
	server/ctl/local.c server/ctl/local.h \
	server/ctl/output.h \
	server/ctl/secret.c server/ctl/secret.h \
	server/ctl/show.c \
	server/ctl/sitectl.c \
	server/ctl/table.c \
	server/ctl/watch.c server/ctl/watch.h \
	server/ctl/words.c server/ctl/words.h
bin_sitectl_CPPFLAGS = $(AM_CPPFLAGS) -DSBINDIR='"$(sbindir)"'
bin_sitectl_LDADD = libprotocol.a libbase.a $(CRYPTO_LIBS) $(JANSSON_LIBS) \
	$(BSD_LIBS)
