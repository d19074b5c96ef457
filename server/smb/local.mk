# libsmbserver: SMB 2/3 over a loop, somebody who knows accounts, and a vfs.
noinst_LIBRARIES += libsmbserver.a
libsmbserver_a_SOURCES = \
	server/smb/auth.h \
	server/smb/conn.c server/smb/conn.h \
	server/smb/copychunk.c server/smb/fsctl.h \
	server/smb/create_check.c server/smb/create_check.h \
	server/smb/credits.c server/smb/credits.h \
	server/smb/dispatch.c \
	server/smb/eas.c server/smb/eas.h \
	server/smb/info.c server/smb/info.h \
	server/smb/iopool.c server/smb/iopool.h \
	server/smb/latch.c server/smb/latch.h \
	server/smb/negotiate.h \
	server/smb/notify.h \
	server/smb/op_cancel.c \
	server/smb/op_change_notify.c \
	server/smb/op_close.c \
	server/smb/op_create.c \
	server/smb/op_echo.c \
	server/smb/op_flush.c \
	server/smb/op_ioctl.c \
	server/smb/op_lock.c \
	server/smb/op_logoff.c \
	server/smb/op_negotiate.c \
	server/smb/op_oplock_break.c \
	server/smb/op_query_directory.c \
	server/smb/op_query_info.c \
	server/smb/op_read.c \
	server/smb/op_session_setup.c server/smb/setup.h \
	server/smb/op_set_info.c \
	server/smb/op_tree_connect.c \
	server/smb/op_tree_disconnect.c \
	server/smb/op_write.c \
	server/smb/open.c server/smb/open.h \
	server/smb/ops.h \
	server/smb/path.c server/smb/path.h \
	server/smb/pipe.c server/smb/pipe.h \
	server/smb/pipe_proof.c server/smb/pipe_proof.h \
	server/smb/request.c server/smb/request.h \
	server/smb/security.c server/smb/security.h \
	server/smb/sequence.c server/smb/sequence.h \
	server/smb/server.c server/smb/server.h \
	server/smb/session.c server/smb/session.h \
	server/smb/shares.h \
	server/smb/smb.h \
	server/smb/tree.c server/smb/tree.h \
	server/smb/vfs.h

include server/smb/disk/local.mk
