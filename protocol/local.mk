noinst_LIBRARIES += libprotocol.a
libprotocol_a_SOURCES =

include protocol/smb2/local.mk
