# The agent against a site of its own.
AGENT_TESTS = tests/agent/cohorts tests/agent/controller tests/agent/cycles tests/agent/enrolled tests/agent/killed \
	tests/agent/rotates
dist_check_SCRIPTS += $(AGENT_TESTS)
TESTS += $(AGENT_TESTS)
EXTRA_DIST += tests/agent/lib.sh

# 200 agents and accounts that rotate, with days of two seconds: six
# minutes each.  REAL='40 0.5 2' for less.
REAL = 200 2 3
.PHONY: real-rotation
real-rotation: all
	$(srcdir)/tests/agent/rotates $(REAL)
	$(srcdir)/tests/agent/rotates $(REAL) --replicas
