# The control socket and sitectl, with a real sited.
CONTROL_STORIES = tests/control/manual tests/control/verbs tests/control/socket \
	tests/control/clients tests/control/metrics

TESTS += $(CONTROL_STORIES)
EXTRA_DIST += $(CONTROL_STORIES)
