bin_sited_SOURCES += $(CLERK_SOURCES) \
	server/clerk/clerk.c \
	server/clerk/settings.c
