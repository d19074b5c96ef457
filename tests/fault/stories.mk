# Stories of real processes: quick in `make check', long in `make fault'.
FAULT_STORIES = tests/fault/kill-roles tests/fault/come-back

TESTS += $(FAULT_STORIES)
EXTRA_DIST += $(FAULT_STORIES) tests/fault/rig.py tests/fault/drops.py

.PHONY: fault
fault: all
	$(AM_TESTS_ENVIRONMENT) $(srcdir)/tests/fault/kill-roles 1000 5
	$(AM_TESTS_ENVIRONMENT) $(srcdir)/tests/fault/come-back
