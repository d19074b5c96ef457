# The agent against a site of its own.
dist_check_SCRIPTS += tests/agent/cycles tests/agent/enrolled
TESTS += tests/agent/cycles tests/agent/enrolled
EXTRA_DIST += tests/agent/lib.sh
