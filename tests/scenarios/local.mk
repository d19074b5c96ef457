# Old articles told twice: with the faults of then, and as it goes now.
SCENARIOS = tests/scenarios/Q174961 tests/scenarios/Q236052 \
	tests/scenarios/hotfix

# These take most of a minute: `make scenarios' has them, too.
LONG_SCENARIOS = tests/scenarios/Q278345 tests/scenarios/Q304961 \
	tests/scenarios/Q307434 tests/scenarios/rings

TESTS += $(SCENARIOS)
EXTRA_DIST += $(SCENARIOS) $(LONG_SCENARIOS) tests/scenarios/dc.py \
	tests/scenarios/oldcap.py tests/scenarios/play.py

.PHONY: scenarios
scenarios: all
	for one in $(SCENARIOS) $(LONG_SCENARIOS); do $(srcdir)/$$one || exit 1; done

# With the 15 minutes that they were then: 40 minutes, a line each.
.PHONY: scenario-slow
scenario-slow: all
	$(srcdir)/tests/scenarios/Q304961 slow
