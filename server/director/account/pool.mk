# The rules of rotation, pure: tests/sim runs them without the daemon.
noinst_LIBRARIES += libpool.a
libpool_a_SOURCES = \
	server/director/account/pool.c server/director/account/pool.h server/director/account/pool_int.h \
	server/director/account/pool_need.c \
	server/director/account/pool_ladder.c server/director/account/pool_ladder.h
