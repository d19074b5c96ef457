noinst_LIBRARIES += libprotocol.a
libprotocol_a_SOURCES = \
	protocol/sid.c protocol/sid.h

include protocol/rpc/local.mk
include protocol/auth/local.mk
include protocol/smb2/local.mk
include protocol/role/local.mk
include protocol/sms/local.mk
include protocol/control/local.mk
