libprotocol_a_SOURCES += \
	protocol/smb2/access.c protocol/smb2/access.h \
	protocol/smb2/close.c protocol/smb2/close.h \
	protocol/smb2/create.c protocol/smb2/create.h \
	protocol/smb2/create_context.c protocol/smb2/create_context.h \
	protocol/smb2/crypto.c protocol/smb2/crypto.h \
	protocol/smb2/dir_info.c protocol/smb2/dir_info.h \
	protocol/smb2/ea.c protocol/smb2/ea.h \
	protocol/smb2/engine.h \
	protocol/smb2/error.c protocol/smb2/error.h \
	protocol/smb2/field.h \
	protocol/smb2/file_change.c \
	protocol/smb2/file_info.c protocol/smb2/file_info.h \
	protocol/smb2/frame.c protocol/smb2/frame.h \
	protocol/smb2/fs_info.c protocol/smb2/fs_info.h \
	protocol/smb2/fsctl.c protocol/smb2/fsctl.h \
	protocol/smb2/header.c protocol/smb2/header.h \
	protocol/smb2/info.c protocol/smb2/info.h \
	protocol/smb2/ioctl.c protocol/smb2/ioctl.h \
	protocol/smb2/keys.c \
	protocol/smb2/lock.c protocol/smb2/lock.h \
	protocol/smb2/negotiate.c protocol/smb2/negotiate.h \
	protocol/smb2/notify.c protocol/smb2/notify.h \
	protocol/smb2/oplock.c protocol/smb2/oplock.h \
	protocol/smb2/query.c protocol/smb2/query.h \
	protocol/smb2/read.c protocol/smb2/read.h \
	protocol/smb2/seal.c \
	protocol/smb2/security.c protocol/smb2/security.h \
	protocol/smb2/session.c protocol/smb2/session.h \
	protocol/smb2/sign.c \
	protocol/smb2/simple.c protocol/smb2/simple.h \
	protocol/smb2/smb1.c protocol/smb2/smb1.h \
	protocol/smb2/status.c protocol/smb2/status.h \
	protocol/smb2/transform.c protocol/smb2/transform.h \
	protocol/smb2/tree.c protocol/smb2/tree.h \
	protocol/smb2/wildcard.c protocol/smb2/wildcard.h \
	protocol/smb2/write.c protocol/smb2/write.h
