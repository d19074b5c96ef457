bin_sited_SOURCES += $(CLERK_LINK_SOURCES) \
	server/worker/worker.c
