libprotocol_a_SOURCES += \
	protocol/control/answer.c protocol/control/answer.h \
	protocol/control/frame.c protocol/control/frame.h \
	protocol/control/openmetrics.c protocol/control/openmetrics.h \
	protocol/control/request.c protocol/control/request.h \
	protocol/control/tables.c \
	protocol/control/verb.c protocol/control/verb.h
