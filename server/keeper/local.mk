libsited_a_SOURCES += \
	server/keeper/verifiers.c server/keeper/verifiers.h \
	server/keeper/challenges.c server/keeper/challenges.h \
	server/keeper/credential.c server/keeper/credential.h \
	server/keeper/evidence.c server/keeper/evidence.h \
	server/keeper/judge.c server/keeper/judge.h \
	server/keeper/keeper.c server/keeper/keeper.h \
	server/keeper/lists.c server/keeper/lists.h \
	server/keeper/lockout.c server/keeper/lockout.h \
	server/keeper/rules.c server/keeper/rules.h \
	server/keeper/secrets.c server/keeper/secrets.h \
	server/keeper/throttle.c server/keeper/throttle.h \
	server/keeper/tickets.c server/keeper/tickets.h \
	server/keeper/waiting.c server/keeper/waiting.h
