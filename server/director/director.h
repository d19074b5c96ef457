/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * director - the role that knows what the site is and what shall happen: it
 * alone opens the database, it runs all jobs, it answers sitectl.  It sees no
 * password and waits for no disk: the store has a thread, files have a pool.
 *
 *	ccm/		requests to install and upgrade clients
 *	control/	sitectl's socket: connections, verbs, rights
 *	account/	accounts: the book that the keeper is told from, and
 *			the list of them that clients are shown
 *	domain/		the servers of the account domain: PDC and replicas
 *	client/		clients that have keys of their own
 *	cap/		site control, publishing, drop boxes
 *
 * Each part is made by <part>_new(director) in the order of director.c and
 * finds the others through this struct.
 */
#ifndef SERVER_DIRECTOR_DIRECTOR_H
#define SERVER_DIRECTOR_DIRECTOR_H

#include <sys/queue.h>

#include "base/clock.h"
#include "base/guid.h"
#include "protocol/sid.h"
#include "server/role.h"
#include "store/site.h"
#include "store/store.h"

struct accounts;
struct ccm;
struct cleanup;
struct control;
struct domain;
struct domain_question;
struct enrol_task;
struct enrolments;
struct inboxes;
struct iopool;
struct leases;
struct lists;
struct policy;
struct publisher;
struct push_book;
struct pushers;
struct recovery;
struct rollouts;
struct rotation;
struct sam;
struct site_drop;
struct site_files;
struct stock;
struct tokens;
struct uptake;

/* Who this site is; from the store, or made for a new one. */
struct identity {
	char		 code[SITE_CODE_SIZE];
	uint32_t	 sid[3];	/* S-1-5-21-sid0-sid1-sid2 */
	struct guid	 server;
	uint32_t	 node;
	struct wall	 created;
	uint8_t		 public_key[32];	/* Ed25519, of the manifest */
	bool		 is_new;	/* not in the store yet */
};

/* A process of this site, as the parent tells. */
struct process {
	enum role	 role;
	unsigned	 index;
	unsigned	 state;		/* enum child_state, server/child.h */
	uint32_t	 pid;
	uint32_t	 restarts;
	struct wall	 started;
};

#define PROCESSES_MAX	80

struct director {
	struct env		*env;
	struct store		*store;
	struct event		*store_ev;
	struct iopool		*pool;
	struct identity		 site;
	struct process		 processes[PROCESSES_MAX];
	size_t			 nprocesses;
	struct wall		 started;
	bool			 keeper_ready;	/* it has key and accounts */
	struct accounts		*accounts;
	struct domain		*domain;
	struct sam		*sam;		/* users, groups, aliases, rights */
	struct policy		*policy;	/* of passwords */
	struct enrolments	*enrolments;
	struct tokens		*tokens;	/* with which clients enrol */
	TAILQ_HEAD(, enrol_task) enrolling;	/* asked of the keeper */
	TAILQ_HEAD(, domain_question) questions;	/* of workers */
	uint64_t		 last_enrolment;
	struct uptake		*uptake;	/* logons for the store */
	struct lists		*lists;		/* of accounts, as published */
	struct rotation		*rotation;	/* of client accounts */
	struct recovery		*recovery;	/* the window */
	struct leases		*leases;	/* bootstrap accounts */
	struct cleanup		*cleanup;	/* of controllers that are gone */
	int			 masters_fd;	/* site/inboxes */
	struct stock		*stock;		/* what operators brought */
	struct rollouts		*rollouts;	/* components in rings */
	struct publisher	*publisher;
	struct site_drop	*site_drop;
	struct site_files	*site_files;
	struct inboxes		*inboxes;
	struct push_book	*push_book;	/* accounts that install them */
	struct pushers		*pushers;	/* what is being installed */
	struct ccm		*ccm;		/* requests for clients */
	struct control		*control;
};

/* Key and identity fit: accounts are told, publishing may go on. */
void		 director_keeper_ready(struct director *);
/* The keeper, while there is one that is ready. */
struct chan	*director_keeper(struct director *);
/* Site SID with a relative id. */
struct sid	 director_sid(const struct director *, uint32_t rid);

#endif
