libprotocol_a_SOURCES += \
	protocol/role/message.c protocol/role/message.h
