libprotocol_a_SOURCES += \
	protocol/control/answer.c protocol/control/answer.h \
	protocol/control/frame.c protocol/control/frame.h \
	protocol/control/openmetrics.c protocol/control/openmetrics.h \
	protocol/control/request.c protocol/control/request.h \
	protocol/control/verb.c protocol/control/verb.h \
	protocol/control/verb_def.h \
	protocol/control/verbs/account.c \
	protocol/control/verbs/audit.c \
	protocol/control/verbs/ccr.c \
	protocol/control/verbs/client.c \
	protocol/control/verbs/component.c \
	protocol/control/verbs/config.c \
	protocol/control/verbs/domain.c \
	protocol/control/verbs/file.c \
	protocol/control/verbs/inbox.c \
	protocol/control/verbs/lease.c \
	protocol/control/verbs/log.c \
	protocol/control/verbs/message.c \
	protocol/control/verbs/metrics.c \
	protocol/control/verbs/policy.c \
	protocol/control/verbs/proposal.c \
	protocol/control/verbs/push.c \
	protocol/control/verbs/publish.c \
	protocol/control/verbs/recovery.c \
	protocol/control/verbs/rotation.c \
	protocol/control/verbs/session.c \
	protocol/control/verbs/site.c \
	protocol/control/verbs/status.c
