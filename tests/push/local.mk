# site-push at a machine that siteclient plays; at a Samba: `make push-stories'.
dist_check_SCRIPTS += tests/push/push tests/push/boot tests/push/site
TESTS += tests/push/push tests/push/boot tests/push/site
EXTRA_DIST += tests/push/plant.py tests/push/rig.py tests/push/smbd.py \
	tests/push/garble.c
dist_noinst_SCRIPTS += tests/push/bad tests/push/controllers tests/push/hangs \
	tests/push/kills tests/push/samba

# As those of tests/fault.
check_DATA += tests/push/garble.so
CLEANFILES += tests/push/garble.so
tests/push/garble.so: tests/push/garble.c
	@$(MKDIR_P) tests/push
	$(PRELOAD) -o $@ $(srcdir)/tests/push/garble.c
check_PROGRAMS += tests/push/svc_talk
tests_push_svc_talk_SOURCES = tests/push/svc_talk.c
tests_push_svc_talk_LDADD = libsmbclientev.a $(TEST_LIBS) $(EVENT_LIBS) \
	$(CRYPTO_LIBS) $(JANSSON_LIBS) $(BSD_LIBS)

.PHONY: push-stories
push-stories: bin/sited bin/sitectl bin/ccmbtldr bin/ccmboot tests/interop/rpc_smb bin/site-push bin/siteclient tests/push/svc_talk \
    tests/push/garble.so tests/fault/clock.so
	ALL=1 CUTS=1 $(srcdir)/tests/push/push
	ALL=1 $(srcdir)/tests/push/boot
	$(srcdir)/tests/push/site
	$(srcdir)/tests/push/controllers
	$(srcdir)/tests/push/hangs
	$(srcdir)/tests/push/kills
	$(srcdir)/tests/push/samba
	$(srcdir)/tests/push/bad
