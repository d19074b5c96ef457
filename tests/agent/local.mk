# The agent against a site of its own.
dist_check_SCRIPTS += tests/agent/cycles
TESTS += tests/agent/cycles
EXTRA_DIST += tests/agent/lib.sh
