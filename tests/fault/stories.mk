# Stories of real processes: quick in `make check', long in `make fault'.
FAULT_STORIES = tests/fault/kill-roles tests/fault/come-back \
	tests/fault/power-cut tests/fault/logons tests/fault/sandbox \
	tests/fault/full-disk tests/fault/publishes tests/fault/lifecycle \
	tests/fault/refusals tests/fault/descriptors tests/fault/components \
	tests/fault/replicas tests/fault/clock-steps tests/fault/leases \
	tests/fault/domain

TESTS += $(FAULT_STORIES)
EXTRA_DIST += $(FAULT_STORIES) tests/fault/rig.py tests/fault/drops.py tests/fault/domain_client.py \
	tests/fault/powercut/recorder.c tests/fault/powercut/replay.py \
	tests/fault/probe.c tests/fault/clock.c

# Not of the program: no sanitizer, and its own name for each call of libc.
PRELOADS = tests/fault/powercut/recorder.so tests/fault/probe.so \
	tests/fault/clock.so
check_DATA = $(PRELOADS)
CLEANFILES += $(PRELOADS)
PRELOAD = $(CC) -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Wshadow -O2 -fPIC \
	-shared
tests/fault/powercut/recorder.so: tests/fault/powercut/recorder.c
	@$(MKDIR_P) tests/fault/powercut
	$(PRELOAD) -o $@ $(srcdir)/tests/fault/powercut/recorder.c
tests/fault/probe.so: tests/fault/probe.c
	@$(MKDIR_P) tests/fault
	$(PRELOAD) -o $@ $(srcdir)/tests/fault/probe.c
tests/fault/clock.so: tests/fault/clock.c
	@$(MKDIR_P) tests/fault
	$(PRELOAD) -o $@ $(srcdir)/tests/fault/clock.c

.PHONY: fault
fault: all $(check_DATA)
	$(srcdir)/tests/fault/kill-roles 1000 5
	$(srcdir)/tests/fault/come-back
	$(srcdir)/tests/fault/domain 50
	$(srcdir)/tests/fault/power-cut 100 400
	$(srcdir)/tests/fault/logons 60
	$(srcdir)/tests/fault/sandbox
	$(srcdir)/tests/fault/full-disk 200
	$(srcdir)/tests/fault/publishes 1000
	$(srcdir)/tests/fault/components 200
	$(srcdir)/tests/agent/killed 300
	EVERY_FAULT=1 $(MAKE) check \
	    TESTS='tests/fault/store_io_test tests/fault/store_memory_test'
	$(srcdir)/tests/fault/lifecycle 20
	$(srcdir)/tests/fault/leases all
	for seed in 1 2 3 4 5 6 7 8 9 10; do \
	    $(srcdir)/tests/fault/refusals $$seed || exit 1; done
