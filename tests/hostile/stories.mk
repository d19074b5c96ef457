# Peers that mean harm, on real sockets: quick in `make check', long in
# `make hostile'.
HOSTILE_STORIES = tests/hostile/replays tests/hostile/mutants \
	tests/hostile/names tests/hostile/floods tests/hostile/exhaustion \
	tests/hostile/sealed tests/hostile/setups tests/hostile/orders \
	tests/hostile/caps tests/hostile/secrets

TESTS += $(HOSTILE_STORIES)
EXTRA_DIST += $(HOSTILE_STORIES) tests/hostile/guesses tests/hostile/raw.py \
	tests/hostile/evilcap.py

.PHONY: hostile
hostile: all
	$(srcdir)/tests/hostile/replays
	$(srcdir)/tests/hostile/names
	for seed in 1 2 3 4 5; do \
	    $(srcdir)/tests/hostile/mutants 20000 $$seed || exit 1; done
	$(srcdir)/tests/hostile/sealed 2000
	$(srcdir)/tests/hostile/floods 10000
	$(srcdir)/tests/hostile/guesses 30
	$(srcdir)/tests/hostile/exhaustion
	$(srcdir)/tests/hostile/setups
	for seed in 1 2 3 4 5; do \
	    $(srcdir)/tests/hostile/orders 30000 $$seed || exit 1; done
