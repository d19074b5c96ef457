libsited_a_SOURCES += \
	server/director/control/caller.c server/director/control/caller.h \
	server/director/control/control.c server/director/control/control.h \
	server/director/control/control_int.h \
	server/director/control/closer.c server/director/control/closer.h \
	server/director/control/health.c server/director/control/health.h \
	server/director/control/question.c server/director/control/question.h \
	server/director/control/differences.c server/director/control/differences.h \
	server/director/control/errand.c server/director/control/errand.h \
	server/director/control/removal.c server/director/control/removal.h \
	server/director/control/rights.c server/director/control/rights.h \
	server/director/control/source.c server/director/control/source.h \
	server/director/control/verb_account.c \
	server/director/control/verb_audit.c \
	server/director/control/verb_client.c \
	server/director/control/verb_component.c \
	server/director/control/verb_rollout.c \
	server/director/control/verb_config.c \
	server/director/control/verb_cleanup.c \
	server/director/control/verb_doctor.c \
	server/director/control/verb_domain.c \
	server/director/control/verb_replica.c \
	server/director/control/verb_emergency.c \
	server/director/control/verb_enrol.c \
	server/director/control/verb_explain.c server/director/control/verb_explain.h \
	server/director/control/verb_file.c \
	server/director/control/verb_group.c \
	server/director/control/verb_inbox.c \
	server/director/control/verb_inventory.c \
	server/director/control/verb_lease.c server/director/control/verb_lease.h \
	server/director/control/verb_log.c \
	server/director/control/verb_message.c server/director/control/verb_message.h \
	server/director/control/verb_metrics.c \
	server/director/control/verb_policy.c \
	server/director/control/verb_proposal.c server/director/control/proposal.h \
	server/director/control/verb_push.c \
	server/director/control/verb_publish.c \
	server/director/control/verb_adopt.c server/director/control/verb_recovery.c \
	server/director/control/verb_request.c \
	server/director/control/verb_rotation.c \
	server/director/control/verb_session.c \
	server/director/control/verb_site.c \
	server/director/control/verb_site_change.c \
	server/director/control/verb_status.c
