# The roles of sited, each without its process.
ROLES_LDADD = $(CMOCKA_LIBS) $(SITED_LDADD)
CLOCK_DOUBLE = tests/unit/clock_double.c tests/unit/clock_double.h
ROLE_DOUBLE = tests/unit/env_double.c tests/unit/env_double.h \
	$(CLOCK_DOUBLE)

check_PROGRAMS += tests/unit/challenges_test
TESTS += tests/unit/challenges_test
tests_unit_challenges_test_SOURCES = tests/unit/challenges_test.c \
	$(CLOCK_DOUBLE)
tests_unit_challenges_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/throttle_test
TESTS += tests/unit/throttle_test
tests_unit_throttle_test_SOURCES = tests/unit/throttle_test.c \
	$(CLOCK_DOUBLE)
tests_unit_throttle_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/lockout_test
TESTS += tests/unit/lockout_test
tests_unit_lockout_test_SOURCES = tests/unit/lockout_test.c \
	$(CLOCK_DOUBLE)
tests_unit_lockout_test_LDADD = $(ROLES_LDADD)

KEEPER_DOUBLE = $(ROLE_DOUBLE) \
	tests/unit/keeper_double.c tests/unit/keeper_double.h

check_PROGRAMS += tests/unit/judge_test
TESTS += tests/unit/judge_test
tests_unit_judge_test_SOURCES = tests/unit/judge_test.c $(KEEPER_DOUBLE)
tests_unit_judge_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/keeper_test
TESTS += tests/unit/keeper_test
tests_unit_keeper_test_SOURCES = tests/unit/keeper_test.c $(KEEPER_DOUBLE)
tests_unit_keeper_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/waiting_test
TESTS += tests/unit/waiting_test
tests_unit_waiting_test_SOURCES = tests/unit/waiting_test.c $(KEEPER_DOUBLE)
tests_unit_waiting_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/keeper_lists_test
TESTS += tests/unit/keeper_lists_test
tests_unit_keeper_lists_test_SOURCES = tests/unit/keeper_lists_test.c \
	$(KEEPER_DOUBLE)
tests_unit_keeper_lists_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/domain_logon_test
TESTS += tests/unit/domain_logon_test
tests_unit_domain_logon_test_SOURCES = tests/unit/domain_logon_test.c \
	$(KEEPER_DOUBLE)
tests_unit_domain_logon_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/tickets_test
TESTS += tests/unit/tickets_test
tests_unit_tickets_test_SOURCES = tests/unit/tickets_test.c $(KEEPER_DOUBLE)
tests_unit_tickets_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/secrets_test
TESTS += tests/unit/secrets_test
tests_unit_secrets_test_SOURCES = tests/unit/secrets_test.c $(KEEPER_DOUBLE)
tests_unit_secrets_test_LDADD = $(ROLES_LDADD)

DIRECTOR_DOUBLE = $(ROLE_DOUBLE) \
	tests/unit/director_double.c tests/unit/director_double.h \
	tests/unit/new_store.c tests/unit/new_store.h

check_PROGRAMS += tests/unit/accounts_test
TESTS += tests/unit/accounts_test
tests_unit_accounts_test_SOURCES = tests/unit/accounts_test.c \
	$(DIRECTOR_DOUBLE)
tests_unit_accounts_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/forecast_test
TESTS += tests/unit/forecast_test
tests_unit_forecast_test_SOURCES = tests/unit/forecast_test.c
tests_unit_forecast_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/refusals_test
TESTS += tests/unit/refusals_test
tests_unit_refusals_test_SOURCES = tests/unit/refusals_test.c
tests_unit_refusals_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/namesakes_test
TESTS += tests/unit/namesakes_test
tests_unit_namesakes_test_SOURCES = tests/unit/namesakes_test.c
tests_unit_namesakes_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/tries_test
TESTS += tests/unit/tries_test
tests_unit_tries_test_SOURCES = tests/unit/tries_test.c $(DIRECTOR_DOUBLE)
tests_unit_tries_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/domain_test
TESTS += tests/unit/domain_test
tests_unit_domain_test_SOURCES = tests/unit/domain_test.c $(DIRECTOR_DOUBLE)
tests_unit_domain_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/policy_test
TESTS += tests/unit/policy_test
tests_unit_policy_test_SOURCES = tests/unit/policy_test.c $(DIRECTOR_DOUBLE)
tests_unit_policy_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/replicas_test
TESTS += tests/unit/replicas_test
tests_unit_replicas_test_SOURCES = tests/unit/replicas_test.c \
	$(CLOCK_DOUBLE)
tests_unit_replicas_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/enrolled_test
TESTS += tests/unit/enrolled_test
tests_unit_enrolled_test_SOURCES = tests/unit/enrolled_test.c \
	$(DIRECTOR_DOUBLE)
tests_unit_enrolled_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/inboxes_test
TESTS += tests/unit/inboxes_test
tests_unit_inboxes_test_SOURCES = tests/unit/inboxes_test.c \
	tests/unit/landed.h $(DIRECTOR_DOUBLE)
tests_unit_inboxes_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/reports_test
TESTS += tests/unit/reports_test
tests_unit_reports_test_SOURCES = tests/unit/reports_test.c \
	tests/unit/landed.h $(DIRECTOR_DOUBLE)
tests_unit_reports_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/lists_test
TESTS += tests/unit/lists_test
tests_unit_lists_test_SOURCES = tests/unit/lists_test.c \
	$(DIRECTOR_DOUBLE)
tests_unit_lists_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/publisher_test
TESTS += tests/unit/publisher_test
tests_unit_publisher_test_SOURCES = tests/unit/publisher_test.c \
	$(DIRECTOR_DOUBLE)
tests_unit_publisher_test_LDADD = $(ROLES_LDADD)
tests_unit_publisher_test_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=set_write \
	-Wl,--wrap=store_publication_publish

check_PROGRAMS += tests/unit/pack_test
TESTS += tests/unit/pack_test
tests_unit_pack_test_SOURCES = tests/unit/pack_test.c
tests_unit_pack_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/stock_test
TESTS += tests/unit/stock_test
tests_unit_stock_test_SOURCES = tests/unit/stock_test.c \
	$(DIRECTOR_DOUBLE)
tests_unit_stock_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/site_drop_test
TESTS += tests/unit/site_drop_test
tests_unit_site_drop_test_SOURCES = tests/unit/site_drop_test.c \
	$(DIRECTOR_DOUBLE)
tests_unit_site_drop_test_LDADD = $(ROLES_LDADD)
tests_unit_site_drop_test_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=dropped_remove -Wl,--wrap=dropped_refuse \
	-Wl,--wrap=store_sitecontrol_add

check_PROGRAMS += tests/unit/config_test
TESTS += tests/unit/config_test
tests_unit_config_test_SOURCES = tests/unit/config_test.c
tests_unit_config_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/endpoint_test
TESTS += tests/unit/endpoint_test
tests_unit_endpoint_test_SOURCES = tests/unit/endpoint_test.c
tests_unit_endpoint_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/drop_test
TESTS += tests/unit/drop_test
tests_unit_drop_test_SOURCES = tests/unit/drop_test.c
tests_unit_drop_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/chan_test
TESTS += tests/unit/chan_test
tests_unit_chan_test_SOURCES = tests/unit/chan_test.c
tests_unit_chan_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/credits_test
TESTS += tests/unit/credits_test
tests_unit_credits_test_SOURCES = tests/unit/credits_test.c
tests_unit_credits_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/conn_test
TESTS += tests/unit/conn_test
tests_unit_conn_test_SOURCES = tests/unit/conn_test.c $(CLOCK_DOUBLE)
tests_unit_conn_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/house_test
TESTS += tests/unit/house_test
tests_unit_house_test_SOURCES = tests/unit/house_test.c
tests_unit_house_test_LDADD = $(ROLES_LDADD)
tests_unit_house_test_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=socket

check_PROGRAMS += tests/unit/child_test
TESTS += tests/unit/child_test
tests_unit_child_test_SOURCES = tests/unit/child_test.c $(CLOCK_DOUBLE)
tests_unit_child_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/notify_test
TESTS += tests/unit/notify_test
tests_unit_notify_test_SOURCES = tests/unit/notify_test.c
tests_unit_notify_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/latch_test
TESTS += tests/unit/latch_test
tests_unit_latch_test_SOURCES = tests/unit/latch_test.c
tests_unit_latch_test_LDADD = $(ROLES_LDADD)

POOL_LDADD = $(CMOCKA_LIBS) libpool.a libbase.a $(BSD_LIBS)
check_PROGRAMS += tests/unit/pool_test tests/unit/pool_random_test
TESTS += tests/unit/pool_test tests/unit/pool_random_test
tests_unit_pool_test_SOURCES = tests/unit/pool_test.c
tests_unit_pool_test_LDADD = $(POOL_LDADD)
tests_unit_pool_random_test_SOURCES = tests/unit/pool_random_test.c
tests_unit_pool_random_test_LDADD = $(POOL_LDADD)

check_PROGRAMS += tests/unit/stamp_test tests/unit/torn_test
TESTS += tests/unit/stamp_test tests/unit/torn_test
tests_unit_stamp_test_SOURCES = tests/unit/stamp_test.c
tests_unit_stamp_test_LDADD = $(ROLES_LDADD)
tests_unit_torn_test_SOURCES = tests/unit/torn_test.c $(DIRECTOR_DOUBLE)
tests_unit_torn_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/cohorts_test
TESTS += tests/unit/cohorts_test
tests_unit_cohorts_test_SOURCES = tests/unit/cohorts_test.c \
	$(DIRECTOR_DOUBLE)
tests_unit_cohorts_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/rotation_test
TESTS += tests/unit/rotation_test
tests_unit_rotation_test_SOURCES = tests/unit/rotation_test.c \
	$(DIRECTOR_DOUBLE)
tests_unit_rotation_test_LDADD = $(ROLES_LDADD)
tests_unit_rotation_test_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=accounts_move

check_PROGRAMS += tests/unit/rings_test
TESTS += tests/unit/rings_test
tests_unit_rings_test_SOURCES = tests/unit/rings_test.c
tests_unit_rings_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/lease_rules_test
TESTS += tests/unit/lease_rules_test
tests_unit_lease_rules_test_SOURCES = tests/unit/lease_rules_test.c \
	tests/unit/clock_double.c tests/unit/clock_double.h
tests_unit_lease_rules_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/domain_msg_test
TESTS += tests/unit/domain_msg_test
tests_unit_domain_msg_test_SOURCES = tests/unit/domain_msg_test.c
tests_unit_domain_msg_test_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/lease_set_test
TESTS += tests/unit/lease_set_test
tests_unit_lease_set_test_SOURCES = tests/unit/lease_set_test.c
tests_unit_lease_set_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/sam_test
TESTS += tests/unit/sam_test
tests_unit_sam_test_SOURCES = tests/unit/sam_test.c tests/unit/sam_double.c tests/unit/sam_double.h $(DIRECTOR_DOUBLE)
tests_unit_sam_test_LDADD = $(ROLES_LDADD)

# Requests to install clients.
check_PROGRAMS += tests/unit/ccm_sched_test
TESTS += tests/unit/ccm_sched_test
tests_unit_ccm_sched_test_SOURCES = tests/unit/ccm_sched_test.c
tests_unit_ccm_sched_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/ccm_rules_test
TESTS += tests/unit/ccm_rules_test
tests_unit_ccm_rules_test_SOURCES = tests/unit/ccm_rules_test.c
tests_unit_ccm_rules_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/ccm_queue_test
TESTS += tests/unit/ccm_queue_test
tests_unit_ccm_queue_test_SOURCES = tests/unit/ccm_queue_test.c \
	tests/unit/landed.h $(DIRECTOR_DOUBLE)
tests_unit_ccm_queue_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/sandbox_alone_test
TESTS += tests/unit/sandbox_alone_test
tests_unit_sandbox_alone_test_SOURCES = tests/unit/sandbox_alone_test.c
tests_unit_sandbox_alone_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/pushers_test
TESTS += tests/unit/pushers_test
tests_unit_pushers_test_SOURCES = tests/unit/pushers_test.c
tests_unit_pushers_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/push_book_test
TESTS += tests/unit/push_book_test
tests_unit_push_book_test_SOURCES = tests/unit/push_book_test.c \
	$(DIRECTOR_DOUBLE)
tests_unit_push_book_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/push_job_test
TESTS += tests/unit/push_job_test
tests_unit_push_job_test_SOURCES = tests/unit/push_job_test.c \
	server/push/judge.c server/push/outcome.c
tests_unit_push_job_test_LDADD = $(TEST_LDADD)
check_PROGRAMS += tests/unit/sam_replica_test
TESTS += tests/unit/sam_replica_test
tests_unit_sam_replica_test_SOURCES = tests/unit/sam_replica_test.c tests/unit/sam_double.c tests/unit/sam_double.h $(DIRECTOR_DOUBLE)
tests_unit_sam_replica_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/lease_test
TESTS += tests/unit/lease_test
tests_unit_lease_test_SOURCES = tests/unit/lease_test.c $(DIRECTOR_DOUBLE)
tests_unit_lease_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/sam_fact_test
TESTS += tests/unit/sam_fact_test
tests_unit_sam_fact_test_SOURCES = tests/unit/sam_fact_test.c
tests_unit_sam_fact_test_LDADD = $(ROLES_LDADD)
tests_unit_sam_fact_test_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=malloc,--wrap=calloc,--wrap=strdup

check_PROGRAMS += tests/unit/questions_test
TESTS += tests/unit/questions_test
tests_unit_questions_test_SOURCES = tests/unit/questions_test.c \
	$(DIRECTOR_DOUBLE)
tests_unit_questions_test_LDADD = $(ROLES_LDADD)

check_PROGRAMS += tests/unit/domain_link_test
TESTS += tests/unit/domain_link_test
tests_unit_domain_link_test_SOURCES = tests/unit/domain_link_test.c \
	$(ROLE_DOUBLE)
tests_unit_domain_link_test_LDADD = $(ROLES_LDADD)
tests_unit_domain_link_test_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=rpc_domain_done -Wl,--wrap=rpc_names_done

check_PROGRAMS += tests/unit/cleanup_test
TESTS += tests/unit/cleanup_test
tests_unit_cleanup_test_SOURCES = tests/unit/cleanup_test.c $(DIRECTOR_DOUBLE)
tests_unit_cleanup_test_LDADD = $(ROLES_LDADD)
