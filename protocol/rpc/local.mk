libprotocol_a_SOURCES += \
	protocol/rpc/dssetup.c protocol/rpc/dssetup.h \
	protocol/rpc/fault.h \
	protocol/rpc/iface.c protocol/rpc/iface.h \
	protocol/rpc/level.c protocol/rpc/level.h \
	protocol/rpc/lsarpc.c protocol/rpc/lsarpc.h \
	protocol/rpc/lsarpc_lookup.c \
	protocol/rpc/ndr.c protocol/rpc/ndr.h \
	protocol/rpc/ndr_text.c \
	protocol/rpc/pdu.c protocol/rpc/pdu.h \
	protocol/rpc/srvsvc.c protocol/rpc/srvsvc.h \
	protocol/rpc/srvsvc_info.c \
	protocol/rpc/syntax.c protocol/rpc/syntax.h \
	protocol/rpc/wkssvc.c protocol/rpc/wkssvc.h
