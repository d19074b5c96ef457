libprotocol_a_SOURCES += \
	protocol/rpc/auth.c \
	protocol/rpc/bind.c \
	protocol/rpc/call.c \
	protocol/rpc/client.c protocol/rpc/client.h \
	protocol/rpc/client_bind.c protocol/rpc/client_int.h \
	protocol/rpc/domain.c protocol/rpc/domain.h \
	protocol/rpc/dssetup.c protocol/rpc/dssetup.h \
	protocol/rpc/dssetup_server.c \
	protocol/rpc/endpoint.c \
	protocol/rpc/fault.h \
	protocol/rpc/group.c protocol/rpc/group.h \
	protocol/rpc/guard.c protocol/rpc/guard.h \
	protocol/rpc/host.h \
	protocol/rpc/iface.c protocol/rpc/iface.h \
	protocol/rpc/level.c protocol/rpc/level.h \
	protocol/rpc/lsarpc.c protocol/rpc/lsarpc.h \
	protocol/rpc/lsarpc_account.c \
	protocol/rpc/lsarpc_account_server.c \
	protocol/rpc/lsarpc_lookup.c \
	protocol/rpc/lsarpc_names.c \
	protocol/rpc/lsarpc_rights.c \
	protocol/rpc/lsarpc_rights_server.c \
	protocol/rpc/lsarpc_server.c protocol/rpc/lsarpc_server.h \
	protocol/rpc/ndr.c protocol/rpc/ndr.h \
	protocol/rpc/ndr_text.c \
	protocol/rpc/netlogon.c protocol/rpc/netlogon.h \
	protocol/rpc/netlogon_server.c \
	protocol/rpc/pdu.c protocol/rpc/pdu.h \
	protocol/rpc/pipe.c protocol/rpc/pipe.h \
	protocol/rpc/pipe_int.h \
	protocol/rpc/privilege.c protocol/rpc/privilege.h \
	protocol/rpc/samr.c protocol/rpc/samr.h \
	protocol/rpc/samr_account.c \
	protocol/rpc/samr_domain.c \
	protocol/rpc/samr_facts.c \
	protocol/rpc/samr_group.c \
	protocol/rpc/samr_list.c \
	protocol/rpc/samr_listing.c \
	protocol/rpc/samr_members.c \
	protocol/rpc/samr_server.c protocol/rpc/samr_server.h \
	protocol/rpc/samr_user.c \
	protocol/rpc/service.c protocol/rpc/service.h \
	protocol/rpc/srvsvc.c protocol/rpc/srvsvc.h \
	protocol/rpc/srvsvc_info.c \
	protocol/rpc/srvsvc_open.c \
	protocol/rpc/srvsvc_server.c protocol/rpc/srvsvc_server.h \
	protocol/rpc/srvsvc_shares.c \
	protocol/rpc/svc_list.c \
	protocol/rpc/svcctl.c protocol/rpc/svcctl.h \
	protocol/rpc/svcctl_server.c protocol/rpc/services.h \
	protocol/rpc/syntax.c protocol/rpc/syntax.h \
	protocol/rpc/trailer.c \
	protocol/rpc/werror.h \
	protocol/rpc/win32.c protocol/rpc/win32.h \
	protocol/rpc/winreg.c protocol/rpc/winreg.h \
	protocol/rpc/winreg_server.c \
	protocol/rpc/wkssvc.c protocol/rpc/wkssvc.h \
	protocol/rpc/wkssvc_server.c
