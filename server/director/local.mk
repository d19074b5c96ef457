libsited_a_SOURCES += \
	server/director/bringers.c server/director/bringers.h \
	server/director/director.c server/director/director.h \
	server/director/identity.c server/director/identity.h \
	server/director/account/book.c server/director/account/book.h server/director/account/accounts.h \
	server/director/account/telling.c server/director/account/telling.h \
	server/director/account/change.c \
	server/director/account/evidence.c \
	server/director/account/forecast.c server/director/account/forecast.h \
	server/director/account/guests.c server/director/account/guests.h \
	server/director/account/list.c server/director/account/list.h \
	server/director/account/lists.c server/director/account/lists.h \
	server/director/account/old_passwords.c \
	server/director/account/past.c server/director/account/past.h \
	server/director/account/recovery.c server/director/account/recovery.h \
	server/director/account/recovery_change.c server/director/account/recovery_int.h \
	server/director/account/refusals.c server/director/account/refusals.h \
	server/director/account/tries.c server/director/account/tries.h \
	server/director/account/uptake.c server/director/account/uptake.h \
	server/director/account/rotation.c server/director/account/rotation.h server/director/account/rotation_int.h \
	server/director/account/rotation_facts.c server/director/account/rotation_intent.c server/director/account/rotation_load.c \
	server/director/account/rotation_adopt.c server/director/account/rotation_stamp.c server/director/account/rotation_step.c server/director/account/rotation_wish.c \
	server/director/cap/blobs.c server/director/cap/blobs.h \
	server/director/cap/catalogue.c server/director/cap/catalogue.h \
	server/director/cap/component.c server/director/cap/component.h server/director/cap/component_int.h \
	server/director/cap/component_list.c server/director/cap/component_master.c \
	server/director/cap/consume_ccr.c \
	server/director/cap/consume_ddr.c \
	server/director/cap/consume_enrol.c \
	server/director/cap/consume_hardware.c \
	server/director/cap/consume_report.c server/director/cap/consume_report.h \
	server/director/cap/consume_software.c \
	server/director/cap/consume_status.c \
	server/director/cap/consumer.c server/director/cap/consumer.h \
	server/director/cap/inbox_clean.c \
	server/director/cap/inbox_file.c server/director/cap/inbox_file.h \
	server/director/cap/inbox_gone.c \
	server/director/cap/inbox_lane.c \
	server/director/cap/inbox_leave.c \
	server/director/cap/inbox_scan.c \
	server/director/cap/inbox_signed.c \
	server/director/cap/inboxes.c server/director/cap/inboxes.h server/director/cap/inboxes_int.h \
	server/director/cap/masterforms.c server/director/cap/masterforms.h \
	server/director/cap/masters.c server/director/cap/masters.h \
	server/director/cap/newcomers.c server/director/cap/newcomers.h \
	server/director/cap/publisher.c server/director/cap/publisher.h server/director/cap/publisher_int.h \
	server/director/cap/publisher_life.c server/director/cap/publisher_make.c \
	server/director/cap/rollout.c server/director/cap/rollout.h server/director/cap/rollout_int.h \
	server/director/cap/rollout_load.c server/director/cap/rollout_put.c \
	server/director/cap/rollout_rules.c server/director/cap/rollout_rules.h \
	server/director/cap/rollout_set.c server/director/cap/rollout_view.c \
	server/director/cap/set.h server/director/cap/set_int.h server/director/cap/set_check.c \
	server/director/cap/set_disk.c server/director/cap/set_make.c \
	server/director/cap/site_change.c server/director/cap/site_change.h \
	server/director/cap/site_drop.c server/director/cap/site_drop.h \
	server/director/cap/site_drop_file.c server/director/cap/site_drop_file.h \
	server/director/cap/site_files.c server/director/cap/site_files.h \
	server/director/cap/stock.c server/director/cap/stock.h server/director/cap/stock_int.h \
	server/director/cap/stock_backup.c server/director/cap/stock_look.c \
	server/director/cap/survey.c server/director/cap/survey.h server/director/cap/survey_int.h \
	server/director/cap/survey_list.c server/director/cap/survey_read.c \
	server/director/ccm/lease.c server/director/ccm/lease.h server/director/ccm/lease_int.h \
	server/director/ccm/lease_domain.c server/director/ccm/lease_furnish.c \
	server/director/ccm/lease_load.c server/director/ccm/lease_step.c \
	server/director/ccm/lease_sweep.c server/director/ccm/lease_view.c \
	server/director/ccm/lease_rules.c server/director/ccm/lease_rules.h \
	server/director/ccm/lease_set.c server/director/ccm/lease_set.h \
	server/director/ccm/cleanup.c server/director/ccm/cleanup.h server/director/ccm/cleanup_int.h \
	server/director/ccm/cleanup_look.c server/director/ccm/cleanup_remove.c server/director/ccm/cleanup_view.c \
	server/director/ccm/cleanup_rules.c server/director/ccm/cleanup_rules.h \
	server/director/ccm/ccm.c server/director/ccm/ccm.h server/director/ccm/ccm_int.h \
	server/director/ccm/ccm_log.c server/director/ccm/ccm_run.c \
	server/director/ccm/discovery.c server/director/ccm/discovery.h \
	server/director/ccm/gate.c server/director/ccm/gate.h \
	server/director/ccm/push.c server/director/ccm/push.h server/director/ccm/push_int.h \
	server/director/ccm/push_book.c server/director/ccm/push_book.h \
	server/director/ccm/push_call.c \
	server/director/ccm/push_files.c server/director/ccm/push_files.h \
	server/director/ccm/push_lease.c server/director/ccm/push_process.c \
	server/director/ccm/push_refusal.c server/director/ccm/push_said.c \
	server/director/ccm/push_show.c \
	server/director/ccm/retry.c server/director/ccm/retry.h \
	server/director/ccm/sched.c server/director/ccm/sched.h \
	server/director/ccm/site_now.c server/director/ccm/site_now.h \
	server/director/ccm/site_rules.c server/director/ccm/site_rules.h \
	server/director/ccm/where.c server/director/ccm/where.h \
	server/director/domain/directory.c server/director/domain/directory.h \
	server/director/domain/doctor.c server/director/domain/doctor.h \
	server/director/domain/domain.h server/director/domain/domain_int.h \
	server/director/domain/embedded.c \
	server/director/domain/policy.c server/director/domain/policy.h \
	server/director/domain/replica_change.c \
	server/director/domain/policy_ask.c server/director/domain/policy_ask.h \
	server/director/domain/questions.c server/director/domain/questions.h \
	server/director/domain/sam.c server/director/domain/sam.h server/director/domain/sam_int.h \
	server/director/domain/sam_change.c server/director/domain/sam_change.h \
	server/director/domain/sam_copy.c \
	server/director/domain/sam_fact.c server/director/domain/sam_fact.h \
	server/director/domain/sam_logon.c \
	server/director/domain/sam_member.c \
	server/director/domain/sam_read.c \
	server/director/domain/sam_record.c server/director/domain/sam_record.h \
	server/director/domain/sam_right.c \
	server/director/domain/sam_roll.c \
	server/director/domain/sam_thing_change.c \
	server/director/domain/sam_user.c \
	server/director/domain/sam_user_change.c \
	server/director/domain/sam_view.c \
	server/director/domain/stamp.c server/director/domain/stamp.h \
	server/director/domain/replicas.c server/director/domain/replicas.h \
	server/director/client/enrol.c server/director/client/enrol.h \
	server/director/client/enrolled.c server/director/client/enrolled.h \
	server/director/client/namesakes.c server/director/client/namesakes.h \
	server/director/client/token.c server/director/client/token.h
