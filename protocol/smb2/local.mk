libprotocol_a_SOURCES += \
	protocol/smb2/status.c protocol/smb2/status.h
