/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cycle_int - the inside of a cycle: its state, and what its steps share.
 *
 * A step asks; if it has to wait, its take() hears of the answer.  What comes
 * from a CAP is in body, checked against the manifest, when take() of a step
 * sees it (cycle_fetched()).
 */
#ifndef CONTRIB_SITECLIENT_CYCLE_INT_H
#define CONTRIB_SITECLIENT_CYCLE_INT_H

#include "contrib/siteclient/accounts.h"
#include "contrib/siteclient/caps.h"
#include "contrib/siteclient/cycle.h"
#include "contrib/siteclient/place.h"
#include "protocol/sms/manifest.h"
#include "protocol/sms/published.h"
#include "protocol/sms/rings.h"

#define CYCLE_PATH_SIZE		512
#define GENERIC_FAILURE		0x80004005U	/* Q260168 */

enum verdict {
	STEP_NEXT,
	STEP_AGAIN,		/* this one, or the one that was set */
	STEP_WAIT,
	STEP_FAILED		/* cycle.failure says why */
};

/*
 * In their order; STEP_NEXT leads to the one below.  W steps wait for the CAP,
 * N steps never do.
 */
#define CYCLE_STEPS(W, N)						\
	W(CONNECT, connect)						\
	W(MANIFEST, manifest)						\
	W(KEYS, keys)							\
	W(ACCOUNTS, accounts)						\
	W(CAPLIST, caplist)						\
	W(NETCONF, netconf)						\
	W(CLIBASE, clibase)						\
	N(CHECKED, checked)						\
	W(OFFER, offer)							\
	W(RINGS, rings)							\
	W(BASE, base)							\
	N(COMPONENT, component)						\
	W(LOCK, lock)							\
	W(CFG, cfg)							\
	W(COMPVER, compver)						\
	W(BUNDLE, bundle)						\
	N(INSTALL, install)						\
	N(REMOVE, remove)						\
	N(DATA, data)							\
	W(DATA_FILE, data_file)						\
	W(RECIPIENT, recipient)						\
	W(INSTRUCTION, instruction)					\
	W(ADVERT, advert)						\
	W(PACKAGE, package)						\
	N(REPORT, report)						\
	W(SEND, send)

enum cycle_step {
#define S(NAME, name)	AT_##NAME,
	CYCLE_STEPS(S, S)
#undef S
	AT_END
};

struct cycle {
	struct agent		*agent;
	enum cycle_kind		 kind;
	struct cycle_end	 end;
	enum cycle_step		 step;
	struct event		*timer;		/* a pause, or the end */
	struct wall		 now;		/* when it began */
	struct link		*link;
	struct link_reply	 failure;
	uint32_t		 hresult;
	bool			 reached;	/* configuration was read */
	unsigned		 restarts;	/* after a changed set */

	struct cap_order	 caps;
	size_t			 cap;
	struct account_plan	 plan;
	size_t			 account;
	uint32_t		 failed;	/* accounts, a bit each */
	bool			 renewed;	/* another list since the logon */
	char			 server[64];
	char			 share[81];

	struct buf		 body;
	struct arena		 arena;		/* of all that is parsed */
	const struct manifest_file *file;	/* that is fetched */
	struct manifest		 manifest;
	struct netconf		 netconf;
	struct offer		 offer;
	struct rings		 rings;
	const char		**folder;	/* of entries of the offer */

	size_t			 entry;		/* of the offer */
	bool			 only_cfg;	/* its files stay as they are */
	size_t			 at;		/* of the manifest */
	size_t			 until;
	struct place		*place;
	bool			 is_locked;
	bool			 waited;	/* for the lock, once */
	bool			 all_applied;
	unsigned		 names;		/* tried for a drop */
	bool			 again;		/* it may have landed before */
	bool			 was_mixed;	/* keys.dat and accounts.dat */
	size_t			 item;		/* of the queue: rows passed */
	char			 path[CYCLE_PATH_SIZE];
	struct cycle_adverts	*adverts;
	struct cycle_keys	*keys;		/* in the arena, or NULL */
};

struct step {
	const char	*name;
	enum verdict	(*ask)(struct cycle *);
	enum verdict	(*take)(struct cycle *, const struct link_reply *);
};

#define N(NAME, name)							\
enum verdict	ask_##name(struct cycle *);
#define W(NAME, name)							\
enum verdict	ask_##name(struct cycle *);				\
enum verdict	take_##name(struct cycle *, const struct link_reply *);
CYCLE_STEPS(W, N)
#undef W
#undef N

/* A sink into body. */
int		cycle_add_to_body(void *cycle, const void *, size_t);
/* NULL: the set does not have it. */
const struct manifest_file *cycle_named(const struct cycle *,
		    const char *path);
/* The whole file into body; take() then asks cycle_fetched(). */
enum verdict	cycle_fetch(struct cycle *, const char *path);
enum verdict	cycle_fetched(struct cycle *, const struct link_reply *);
enum verdict	cycle_refuse(struct cycle *, const char *path,
		    const struct syntax_err *);
enum verdict	cycle_to(struct cycle *, enum cycle_step);
enum verdict	cycle_fail(struct cycle *, const struct link_reply *);
/* The set was swapped meanwhile, or the CAP lies: from the manifest on. */
enum verdict	cycle_restart(struct cycle *, const char *path);
enum verdict	cycle_next_cap(struct cycle *);
/* The list has changed: who is tried from the next connection on. */
void		cycle_plan(struct cycle *);
enum verdict	cycle_pause(struct cycle *, int64_t ms);
struct wall	cycle_wall(const struct cycle *);

/* For link_open(); the others are asked on the link. */
void		cycle_replied(void *cycle, const struct link_reply *);

void		cycle_keys_forget(struct cycle *);
void		cycle_adverts_free(struct cycle_adverts **);

#endif
