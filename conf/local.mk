# What an installed site needs beside the programs.  sited.conf is what the
# option table says; one that is there already is never overwritten.
systemunitdir = $(prefix)/lib/systemd/system
sysusersdir = $(prefix)/lib/sysusers.d
tmpfilesdir = $(prefix)/lib/tmpfiles.d
confdir = $(sysconfdir)/sited
examplesdir = $(docdir)/examples

dist_examples_DATA = conf/site.ct0 conf/site.ct0.md
nodist_examples_DATA = conf/sited.conf
CLEANFILES += conf/sited.conf
EXTRA_DIST += conf/sited.service.in conf/sited.sysusers conf/sited.tmpfiles

conf/sited.conf: bin/sited$(EXEEXT)
	@$(MKDIR_P) conf
	$(AM_V_GEN)bin/sited$(EXEEXT) -S >$@.new && mv $@.new $@

install-data-local: conf/sited.conf
	$(MKDIR_P) '$(DESTDIR)$(systemunitdir)' '$(DESTDIR)$(sysusersdir)' \
	    '$(DESTDIR)$(tmpfilesdir)' '$(DESTDIR)$(confdir)'
	sed -e 's,[@]sbindir[@],$(sbindir),' \
	    -e 's,[@]sysconfdir[@],$(sysconfdir),' \
	    $(srcdir)/conf/sited.service.in \
	    >'$(DESTDIR)$(systemunitdir)/sited.service'
	$(INSTALL_DATA) $(srcdir)/conf/sited.sysusers \
	    '$(DESTDIR)$(sysusersdir)/sited.conf'
	$(INSTALL_DATA) $(srcdir)/conf/sited.tmpfiles \
	    '$(DESTDIR)$(tmpfilesdir)/sited.conf'
	test -e '$(DESTDIR)$(confdir)/sited.conf' || \
	    $(INSTALL_DATA) conf/sited.conf '$(DESTDIR)$(confdir)/sited.conf'

# A sited.conf that somebody has changed stays.
uninstall-local:
	rm -f '$(DESTDIR)$(systemunitdir)/sited.service' \
	    '$(DESTDIR)$(sysusersdir)/sited.conf' \
	    '$(DESTDIR)$(tmpfilesdir)/sited.conf'
	! cmp -s conf/sited.conf '$(DESTDIR)$(confdir)/sited.conf' || \
	    rm -f '$(DESTDIR)$(confdir)/sited.conf'
