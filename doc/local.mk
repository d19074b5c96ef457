dist_doc_DATA = README.md NEWS SECURITY.md
EXTRA_DIST += doc/add.md doc/architecture.md doc/bench.md doc/ccm.md \
	doc/operate.md doc/push.md doc/rotation.md doc/threats.md \
	doc/sim.md doc/sim.png

# The manual and the completion for bash, made from the tables of verbs and
# options by a small program of ours.
noinst_PROGRAMS += doc/manual
doc_manual_SOURCES = \
	doc/manual.c doc/manual.h \
	doc/manual_options.c \
	doc/manual_verbs.c \
	server/config.c \
	server/config_file.c \
	server/config_value.c \
	server/endpoint.c \
	server/replica_option.c
doc_manual_CPPFLAGS = $(AM_CPPFLAGS) -DSYSCONFDIR='"$(sysconfdir)"'
doc_manual_LDADD = libprotocol.a libbase.a $(CONFUSE_LIBS) $(JANSSON_LIBS) \
	$(CRYPTO_LIBS) $(BSD_LIBS)

MANUAL = doc/sitectl.1 doc/sited.conf.5 doc/sited.8 doc/sitectl.bash
EXTRA_DIST += doc/sitectl.1.in doc/sited.conf.5.in doc/sited.8.in \
	doc/sitectl.bash.in
CLEANFILES += $(MANUAL)

$(MANUAL): doc/manual$(EXEEXT)
	$(AM_V_GEN)doc/manual$(EXEEXT) <$(srcdir)/$@.in >$@.new && mv $@.new $@

doc/sitectl.1: $(srcdir)/doc/sitectl.1.in
doc/sited.conf.5: $(srcdir)/doc/sited.conf.5.in
doc/sited.8: $(srcdir)/doc/sited.8.in
doc/sitectl.bash: $(srcdir)/doc/sitectl.bash.in

dist_man_MANS = doc/siteclient.1
nodist_man_MANS = doc/sitectl.1 doc/sited.conf.5 doc/sited.8
bashdir = $(datadir)/bash-completion/completions
nodist_bash_DATA = doc/sitectl

# Completion is found by the name of the command.
doc/sitectl: doc/sitectl.bash
	$(AM_V_GEN)cp doc/sitectl.bash $@
CLEANFILES += doc/sitectl
