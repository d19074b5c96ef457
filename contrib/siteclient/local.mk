# siteclient: the agent.  What one cycle is made of stands in a library of its
# own, so that tests can bring a transport and a clock of theirs.
noinst_LIBRARIES += libsiteclient.a
libsiteclient_a_SOURCES = \
	contrib/siteclient/account_mgr.c contrib/siteclient/account_mgr.h \
	contrib/siteclient/account_mgr_ask.c contrib/siteclient/account_mgr_int.h \
	contrib/siteclient/accounts.c contrib/siteclient/accounts.h \
	contrib/siteclient/agent.c contrib/siteclient/agent.h \
	contrib/siteclient/apm.c contrib/siteclient/apm.h \
	contrib/siteclient/assign.c contrib/siteclient/assign.h \
	contrib/siteclient/boot.c contrib/siteclient/boot.h \
	contrib/siteclient/bundle.c contrib/siteclient/bundle.h \
	contrib/siteclient/caps.c contrib/siteclient/caps.h \
	contrib/siteclient/components.c contrib/siteclient/components.h \
	contrib/siteclient/config.c contrib/siteclient/config.h \
	contrib/siteclient/controller.c contrib/siteclient/controller.h \
	contrib/siteclient/cycle.c contrib/siteclient/cycle.h \
	contrib/siteclient/cycle_account.c \
	contrib/siteclient/cycle_advert.c \
	contrib/siteclient/cycle_component.c \
	contrib/siteclient/cycle_data.c \
	contrib/siteclient/cycle_int.h \
	contrib/siteclient/cycle_report.c \
	contrib/siteclient/cycle_site.c \
	contrib/siteclient/domain.c contrib/siteclient/domain.h \
	contrib/siteclient/domain_account.c \
	contrib/siteclient/domain_int.h \
	contrib/siteclient/domain_member.c \
	contrib/siteclient/domain_where.c \
	contrib/siteclient/due.c contrib/siteclient/due.h \
	contrib/siteclient/folder.c contrib/siteclient/folder.h \
	contrib/siteclient/hardware.c \
	contrib/siteclient/heartbeat.c contrib/siteclient/heartbeat.h \
	contrib/siteclient/hosts.c contrib/siteclient/hosts.h \
	contrib/siteclient/identity.c contrib/siteclient/identity.h \
	contrib/siteclient/installer.c contrib/siteclient/installer.h \
	contrib/siteclient/inventory.h \
	contrib/siteclient/log.c contrib/siteclient/log.h \
	contrib/siteclient/orphan.c contrib/siteclient/orphan.h \
	contrib/siteclient/machine.c contrib/siteclient/machine.h \
	contrib/siteclient/place.c contrib/siteclient/place.h \
	contrib/siteclient/program.c contrib/siteclient/program.h \
	contrib/siteclient/queue.c contrib/siteclient/queue.h \
	contrib/siteclient/recover.c contrib/siteclient/recover.h \
	contrib/siteclient/runas.c contrib/siteclient/runas.h \
	contrib/siteclient/slot.c contrib/siteclient/slot.h \
	contrib/siteclient/software.c \
	contrib/siteclient/state.c contrib/siteclient/state.h \
	contrib/siteclient/state_text.c \
	contrib/siteclient/status.c \
	contrib/siteclient/token.c contrib/siteclient/token.h \
	contrib/siteclient/token_rpc.c contrib/siteclient/token_rpc.h \
	contrib/siteclient/transport.c contrib/siteclient/transport.h \
	contrib/siteclient/transport_event.c

SITECLIENT_LIBS = libsiteclient.a libsmbclientev.a libprotocol.a libbase.a \
	$(EVENT_LIBS) $(CRYPTO_LIBS) $(JANSSON_LIBS) $(BSD_LIBS)

bin_PROGRAMS += bin/siteclient
bin_siteclient_SOURCES = \
	contrib/siteclient/patience.c contrib/siteclient/patience.h \
	contrib/siteclient/session.c contrib/siteclient/session.h \
	contrib/siteclient/siteclient.c \
	contrib/siteclient/target.c contrib/siteclient/target.h \
	contrib/siteclient/target_accounts.c \
	contrib/siteclient/target_accounts.h \
	contrib/siteclient/target_program.c \
	contrib/siteclient/target_program.h \
	contrib/siteclient/target_registry.c \
	contrib/siteclient/target_registry.h \
	contrib/siteclient/target_services.c \
	contrib/siteclient/target_services.h \
	contrib/siteclient/transport_smbclient.c \
	contrib/siteclient/verb_cycle.c \
	contrib/siteclient/verb_install.c \
	contrib/siteclient/verb_status.c \
	contrib/siteclient/verb_swarm.c \
	contrib/siteclient/verb_target.c
bin_siteclient_CPPFLAGS = $(AM_CPPFLAGS) $(SMBCLIENT_CFLAGS)
bin_siteclient_LDADD = libsmbserver.a libshares.a $(SITECLIENT_LIBS) \
	$(SMBCLIENT_LIBS) -lpthread

# What a site server stages on a machine: a loader and its child.
libexec_PROGRAMS += bin/ccmbtldr bin/ccmboot
bin_ccmbtldr_SOURCES = contrib/siteclient/ccmbtldr.c
bin_ccmbtldr_LDADD = $(SITECLIENT_LIBS)
bin_ccmboot_SOURCES = contrib/siteclient/ccmboot.c
bin_ccmboot_LDADD = $(SITECLIENT_LIBS)
