# The README's commands for a real site.
dist_check_SCRIPTS += tests/install/real-site
dist_noinst_SCRIPTS += tests/install/notified
TESTS += tests/install/real-site
