# libshares: the books about open files, for the clerk or a single process.
noinst_LIBRARIES += libshares.a
libshares_a_SOURCES = \
	server/smb/local_shares.c server/smb/local_shares.h \
	server/smb/range_locks.c server/smb/range_locks.h \
	server/smb/share_handle.c \
	server/smb/share_impl.h \
	server/smb/share_locks.c \
	server/smb/share_modes.c \
	server/smb/share_names.c \
	server/smb/share_oplock.c \
	server/smb/share_table.c server/smb/share_table.h
