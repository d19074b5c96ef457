# All of sited but its main(), so that tests link the same objects.
noinst_LIBRARIES += libsited.a
libsited_a_SOURCES = \
	server/chan.c server/chan.h \
	server/child.c server/child.h \
	server/config.c server/config.h \
	server/config_file.c \
	server/config_value.c server/config_value.h \
	server/endpoint.c server/endpoint.h \
	server/hint_table.c server/hint_table.h \
	server/house.c server/house.h \
	server/notify.c server/notify.h \
	server/pack_file.c server/pack_file.h \
	server/parent.c server/parent.h \
	server/pushers.c server/pushers.h \
	server/replica_option.c server/replica_option.h \
	server/rekey.c server/rekey.h \
	server/restore.c server/restore.h \
	server/role.c server/role.h \
	server/site_check.c server/site_check.h \
	server/timer.h \
	server/user.c server/user.h
SITED_LDADD = libsited.a libpool.a libsmbserver.a libshares.a libstore.a libprotocol.a \
	libbase.a $(EVENT_LIBS) $(CRYPTO_LIBS) $(SQLITE_LIBS) $(CONFUSE_LIBS) \
	$(JANSSON_LIBS) $(SECCOMP_LIBS) $(BSD_LIBS) -lm -lpthread

sbin_PROGRAMS += bin/sited
bin_sited_SOURCES = server/main.c
bin_sited_CPPFLAGS = $(AM_CPPFLAGS) -DSYSCONFDIR='"$(sysconfdir)"' \
	-DLIBEXECDIR='"$(libexecdir)"'
bin_sited_LDADD = $(SITED_LDADD)

include server/director/account/pool.mk
include server/director/local.mk
include server/director/control/local.mk
include server/keeper/local.mk
include server/clerk/local.mk
include server/worker/local.mk
include server/web/local.mk
include server/push/local.mk
include server/ctl/local.mk
