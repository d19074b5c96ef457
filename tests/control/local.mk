# The control socket and sitectl, with a real sited.
CONTROL_STORIES = \
	tests/control/clients \
	tests/control/domain \
	tests/control/emergency \
	tests/control/enrolment \
	tests/control/knock \
	tests/control/leaked \
	tests/control/manual \
	tests/control/metrics \
	tests/control/newcomer \
	tests/control/operate \
	tests/control/policy \
	tests/control/proposal \
	tests/control/recovery \
	tests/control/rekey \
	tests/control/reports \
	tests/control/rotation \
	tests/control/samr \
	tests/control/site \
	tests/control/socket \
	tests/control/torn \
	tests/control/uptake \
	tests/control/verbs

TESTS += $(CONTROL_STORIES)
EXTRA_DIST += $(CONTROL_STORIES)
