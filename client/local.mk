noinst_LIBRARIES += libsmbclientev.a
libsmbclientev_a_SOURCES = \
	client/answer.c \
	client/call.c \
	client/client.h client/client_int.h \
	client/conn.c \
	client/deadline.c \
	client/file.c \
	client/frame.c \
	client/guard.c \
	client/logon.c \
	client/pipe.c client/pipe.h \
	client/remote.c client/remote.h \
	client/validate.c
