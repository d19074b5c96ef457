# What doc/architecture.md says of the sources, and what was linked of them.
LINTS = tests/lint/lint tests/lint/symbols
dist_check_SCRIPTS += $(LINTS)
TESTS += $(LINTS)
