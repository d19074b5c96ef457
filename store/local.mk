noinst_LIBRARIES += libstore.a
libstore_a_SOURCES = \
	store/account.c store/account.h \
	store/accountlist.c store/accountlist.h \
	store/addresses.c store/addresses.h \
	store/audit.c store/audit.h \
	store/backup.c store/backup.h store/backups.h \
	store/batch.c store/batch.h \
	store/bundle.c store/bundle.h \
	store/cleanup.c store/cleanup.h \
	store/client.c store/client.h store/clients.h \
	store/clientlist.c \
	store/db.c store/db.h \
	store/engine.c store/engine.h \
	store/enrolled.c store/enrolled.h \
	store/evidence.c \
	store/facts.c store/facts.h \
	store/fdfile.c store/fdfile.h \
	store/files.c store/files.h \
	store/finding.c store/finding.h store/findings.h \
	store/group.c \
	store/inbox.c store/inbox.h \
	store/inboxlist.c \
	store/installation.c store/installation.h \
	store/intent.c store/intent.h \
	store/inventory.c store/inventory.h \
	store/inventorylist.c \
	store/keyfile.c store/keyfile.h \
	store/lease.c store/lease.h \
	store/message.c store/message.h \
	store/migrations.c \
	store/oldpasswords.h \
	store/page.c store/page.h \
	store/policy.c store/policy.h \
	store/pool.c store/pool.h \
	store/proofs.c store/proofs.h \
	store/publication.c store/publication.h \
	store/proposal.c store/proposal.h \
	store/push_account.c store/push_account.h \
	store/recovery.c store/recovery.h \
	store/replica.c store/replica.h store/changelog.h \
	store/request.c store/request.h store/requests.h \
	store/request_work.c store/requestlist.c \
	store/rollout.c store/rollout.h \
	store/reseal.c store/reseal.h \
	store/restore.c \
	store/sam.c store/sam.h \
	store/schema.c store/schema.h \
	store/seal.c store/seal.h \
	store/site.c store/site.h \
	store/sitecontrol.c store/sitecontrol.h \
	store/sql.c \
	store/store.c store/store.h \
	store/token.c \
	store/uptake.c store/uptake.h store/uptakes.h \
	store/uptakelist.c \
	store/wal.c store/wal.h
EXTRA_DIST += doc/store.md
