noinst_LIBRARIES += libbase.a
libbase_a_SOURCES = \
	base/addr.c base/addr.h \
	base/arena.c base/arena.h \
	base/beneath.c base/beneath.h \
	base/buf.c base/buf.h \
	base/clock.c base/clock.h \
	base/cohort.c base/cohort.h \
	base/err.c base/err.h \
	base/guid.c base/guid.h \
	base/log.c base/log.h \
	base/sandbox.c base/sandbox.h \
	base/secret.c base/secret.h \
	base/secret_pool.c base/secret_pool.h \
	base/text.c base/text.h \
	base/tree.h \
	base/window.c base/window.h \
	base/wire.c base/wire.h
