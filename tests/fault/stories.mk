# Stories of real processes: quick in `make check', long in `make fault'.
FAULT_STORIES = tests/fault/kill-roles tests/fault/come-back \
	tests/fault/power-cut

TESTS += $(FAULT_STORIES)
EXTRA_DIST += $(FAULT_STORIES) tests/fault/rig.py tests/fault/drops.py \
	tests/fault/powercut/recorder.c tests/fault/powercut/replay.py

# Not of the program: no sanitizer, and its own name for each call of libc.
check_DATA = tests/fault/powercut/recorder.so
CLEANFILES += tests/fault/powercut/recorder.so
tests/fault/powercut/recorder.so: tests/fault/powercut/recorder.c
	@$(MKDIR_P) tests/fault/powercut
	$(CC) -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Wshadow -O2 -fPIC \
	    -shared -o $@ $(srcdir)/tests/fault/powercut/recorder.c

.PHONY: fault
fault: all $(check_DATA)
	$(srcdir)/tests/fault/kill-roles 1000 5
	$(srcdir)/tests/fault/come-back
	$(srcdir)/tests/fault/power-cut 100 400
