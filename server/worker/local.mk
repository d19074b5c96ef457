libsited_a_SOURCES += $(CLERK_LINK_SOURCES) \
	server/worker/cap.h server/worker/cap_int.h \
	server/worker/cap_set.c \
	server/worker/cap_vfs.c \
	server/worker/down.c \
	server/worker/domain_link.c server/worker/domain_link.h \
	server/worker/drop.c server/worker/drop.h \
	server/worker/drop_name.c \
	server/worker/drop_open.c \
	server/worker/drop_write.c \
	server/worker/dropbox.c \
	server/worker/keeper_link.c server/worker/keeper_link.h \
	server/worker/landing.c \
	server/worker/names.c server/worker/names.h \
	server/worker/presence.c server/worker/presence.h \
	server/worker/readonly.c server/worker/readonly.h \
	server/worker/rescue.c \
	server/worker/virtual.c \
	server/worker/worker.c server/worker/worker.h
