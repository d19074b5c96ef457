libsited_a_SOURCES += $(CLERK_SOURCES) \
	server/clerk/clerk.c \
	server/clerk/settings.c
