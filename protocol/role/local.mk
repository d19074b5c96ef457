libprotocol_a_SOURCES += \
	protocol/role/account_msg.c protocol/role/account_msg.h \
	protocol/role/auth_msg.c protocol/role/auth_msg.h \
	protocol/role/field.c protocol/role/field.h \
	protocol/role/message.c protocol/role/message.h \
	protocol/role/share_msg.c protocol/role/share_msg.h
