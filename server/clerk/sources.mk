# Clerk and link without the roles around them, for sited and for tests.
CLERK_SOURCES = \
	server/clerk/admission.c server/clerk/admission.h \
	server/clerk/clerk.h \
	server/clerk/clerk_impl.h \
	server/clerk/conn_ops.c \
	server/clerk/dispatch.c \
	server/clerk/peers.c \
	server/clerk/quota_ops.c \
	server/clerk/quotas.c server/clerk/quotas.h \
	server/clerk/report_ops.c \
	server/clerk/session_ops.c \
	server/clerk/sessions.c server/clerk/sessions.h \
	server/clerk/settle.c \
	server/clerk/share_ops.c
CLERK_LINK_SOURCES = \
	server/worker/clerk_link.c server/worker/clerk_link.h \
	server/worker/link_files.c \
	server/worker/link_impl.h \
	server/worker/link_locks.c \
	server/worker/link_people.c \
	server/worker/link_questions.c \
	server/worker/link_quota.c
