# Old articles told twice: with the faults of then, and as it goes now.
SCENARIOS = tests/scenarios/Q174961 tests/scenarios/Q236052 \
	tests/scenarios/hotfix

TESTS += $(SCENARIOS)
EXTRA_DIST += $(SCENARIOS) tests/scenarios/oldcap.py \
	tests/scenarios/play.py

.PHONY: scenarios
scenarios: all
	for one in $(SCENARIOS); do $(srcdir)/$$one || exit 1; done
