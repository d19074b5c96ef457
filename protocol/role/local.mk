libprotocol_a_SOURCES += \
	protocol/role/account_msg.c protocol/role/account_msg.h \
	protocol/role/auth_msg.c protocol/role/auth_msg.h \
	protocol/role/clerk_msg.c protocol/role/clerk_msg.h \
	protocol/role/domain_msg.c protocol/role/domain_msg.h \
	protocol/role/domain_answer_msg.c protocol/role/domain_row.h \
	protocol/role/field.c protocol/role/field.h \
	protocol/role/landing_msg.c protocol/role/landing_msg.h \
	protocol/role/list_msg.c protocol/role/list_msg.h \
	protocol/role/message.c protocol/role/message.h \
	protocol/role/push_job.c protocol/role/push_job.h \
	protocol/role/push_msg.c protocol/role/push_msg.h \
	protocol/role/quota_msg.c protocol/role/quota_msg.h \
	protocol/role/session_msg.c protocol/role/session_msg.h \
	protocol/role/share_msg.c protocol/role/share_msg.h \
	protocol/role/site_msg.c protocol/role/site_msg.h
