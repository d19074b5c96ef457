# The agent against a site of its own.
AGENT_TESTS = tests/agent/cycles tests/agent/enrolled tests/agent/killed
dist_check_SCRIPTS += $(AGENT_TESTS)
TESTS += $(AGENT_TESTS)
EXTRA_DIST += tests/agent/lib.sh
