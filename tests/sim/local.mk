# Years of a site in seconds: the rules of rotation against bad worlds.
check_PROGRAMS += tests/sim/sim
tests_sim_sim_SOURCES = \
	contrib/siteclient/slot.c \
	tests/sim/check.c \
	tests/sim/client.c \
	tests/sim/director.c tests/sim/director.h \
	tests/sim/domain.c tests/sim/domain.h \
	tests/sim/evidence.c tests/sim/evidence.h \
	tests/sim/heap.c tests/sim/heap.h \
	tests/sim/intent.c \
	tests/sim/machine.c tests/sim/machine.h \
	tests/sim/main.c \
	tests/sim/operators.c \
	tests/sim/policy.c \
	tests/sim/random.c tests/sim/random.h \
	tests/sim/report.c tests/sim/report.h \
	tests/sim/run.c tests/sim/sim.h
tests_sim_sim_LDADD = libpool.a libbase.a $(CRYPTO_LIBS) $(BSD_LIBS)

dist_check_SCRIPTS += tests/sim/short
TESTS += tests/sim/short
EXTRA_DIST += tests/sim/plot.gp

# make sim [SIM_SEEDS="1 2 3"] [SIM_BREAK=laggards|barrier|floor|intent]
#	[SIM_OPTIONS="-c clients -d days ..."]
CLEANFILES += tests/sim/sim.dat tests/sim/sim.png

.PHONY: sim
sim: tests/sim/sim$(EXEEXT)
	@command -v gnuplot >/dev/null || \
	    echo "no gnuplot (package gnuplot-nox): no plot"
	@rc=0; tests/sim/sim$(EXEEXT) -o tests/sim/sim.dat $(SIM_OPTIONS) \
	    $(SIM_BREAK:%=-b %) $(SIM_SEEDS) || rc=$$?; \
	if command -v gnuplot >/dev/null; then \
		gnuplot -e "data='tests/sim/sim.dat'" \
		    -e "png='tests/sim/sim.png'" \
		    $(srcdir)/tests/sim/plot.gp || rc=1; \
	fi; exit $$rc
