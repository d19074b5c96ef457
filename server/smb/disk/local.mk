# SPDX-License-Identifier: GPL-3.0-or-later
libsmbserver_a_SOURCES += \
	server/smb/disk/census.c server/smb/disk/census.h \
	server/smb/disk/change.c \
	server/smb/disk/contract.c \
	server/smb/disk/dacl.c server/smb/disk/dacl.h \
	server/smb/disk/disk.c server/smb/disk/disk.h \
	server/smb/disk/eas.c server/smb/disk/eas.h \
	server/smb/disk/facts.c server/smb/disk/facts.h \
	server/smb/disk/file.h \
	server/smb/disk/folder.c \
	server/smb/disk/handle.c \
	server/smb/disk/io.c \
	server/smb/disk/listing.c server/smb/disk/listing.h \
	server/smb/disk/make.c \
	server/smb/disk/name.c \
	server/smb/disk/node.c server/smb/disk/node.h \
	server/smb/disk/open.c \
	server/smb/disk/opening.h \
	server/smb/disk/place.c server/smb/disk/place.h \
	server/smb/disk/record.c server/smb/disk/record.h \
	server/smb/disk/remove.c server/smb/disk/remove.h \
	server/smb/disk/rights.c server/smb/disk/rights.h \
	server/smb/disk/security.c \
	server/smb/disk/sys.c server/smb/disk/sys.h \
	server/smb/disk/times.c \
	server/smb/disk/walk.c server/smb/disk/walk.h \
	server/smb/disk/watch.c server/smb/disk/watch.h \
	server/smb/disk/watch_event.c \
	server/smb/disk/watch_visit.c \
	server/smb/disk/watcher.h
