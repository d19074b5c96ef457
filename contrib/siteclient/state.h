/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * state - what a client knows and has done: state.ini of its folder, mode
 * 0600, for the passwords of the connection accounts stand in it as they are
 * (hex digits are no seal).  Changed in memory, saved as a whole.
 *
 * An agent of a swarm has no folder: it saves nothing.
 *
 * Errors   0 or -errno.  A state.ini that cannot be read is an error, not an
 *          empty state: nothing would be known of what is installed.
 * Memory   state_free() releases and wipes; rows move when one is added.
 */
#ifndef CONTRIB_SITECLIENT_STATE_H
#define CONTRIB_SITECLIENT_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "protocol/sms/acctlist.h"
#include "protocol/sms/box.h"
#include "protocol/sms/compreport.h"
#include "protocol/sms/names.h"
#include "protocol/sms/schedule.h"
#include "protocol/sms/version.h"

#define STATE_DIGEST_SIZE	32
#define QUEUE_NAME_SIZE		9		/* 8 characters and a NUL */
#define STATE_SCHEDULES		4		/* due.h */
#define QUEUE_MAX		256
#define COMPONENTS_MAX		64
#define CAPS_MAX		32
#define ADVERTS_MAX		256
#define FOLDER_NAME_SIZE	64
#define ADVERT_ID_SIZE		9

/*
 * Why an account is left alone.  A refused one has a wrong password or no
 * such name: it is not tried again before the list changes.  A locked one is
 * tried when the lock may have ended, a disabled one at the next cycle: it may
 * have been enabled.
 */
enum account_trouble { ACCOUNT_FINE, ACCOUNT_REFUSED, ACCOUNT_LOCKED,
	ACCOUNT_DISABLED };

struct account {
	char			 name[ACCT_NAME_SIZE];
	char			 domain[NETBIOS_NAME_SIZE];
	char			 password[ACCT_PASSWORD_SIZE];
	uint32_t		 generation;
	enum account_trouble	 trouble;
	struct wall		 since;		/* of the trouble */
};

enum installed_state { INSTALLED_PENDING, INSTALLED_WHOLE,
	INSTALLED_REPAIR };

struct installed {
	char			 name[LABEL_MAX + 1];
	char			 directory[FOLDER_NAME_SIZE];
	struct version		 version;
	enum installed_state	 state;
	struct wall		 done;		/* installed, upgraded, verified */
	uint8_t			 files[STATE_DIGEST_SIZE]; /* of their list */
	struct version		 failed;	/* nfield 0: none did */
	char			 why[COMPREPORT_WHY_SIZE];
};

struct queue_item {
	char		 name[QUEUE_NAME_SIZE];	/* file below queue/ */
	enum box	 box;
	char		 ext[5];		/* ".DDR" */
	struct wall	 made;
	struct wall	 next;			/* not tried earlier */
	uint32_t	 tries;
	uint64_t	 number;		/* of its envelope; 0: none yet */
	uint8_t		*data;			/* of an agent without folder */
	size_t		 len;
};

enum advert_state { ADVERT_RECEIVED, ADVERT_RUNNING, ADVERT_DONE,
	ADVERT_FAILED, ADVERT_CANNOT, ADVERT_DAMAGED };

struct advert {
	char			 id[ADVERT_ID_SIZE];
	enum advert_state	 state;
	struct wall		 when;		/* of its last run */
};

struct state {
	struct wall	 installed;
	struct wall	 config_checked;	/* Site Config Last Checked */
	struct wall	 cycle_started;
	struct wall	 next_cycle;
	struct wall	 next_poll;
	struct wall	 heartbeat;		/* 0: never, like the rest */
	struct wall	 hardware;
	struct wall	 software;
	struct wall	 upgraded;	/* a component, or it failed */
	struct wall	 accounts_until;	/* one holds, as promised */
	uint64_t	 manifest_serial;
	uint64_t	 list_serial;		/* of the account list */
	uint64_t	 sequence;		/* of the last signed drop */
	uint32_t	 copy_list;		/* CopyListVersion applied */
	uint32_t	 copy_told;		/* and reported */
	uint32_t	 cycle_minutes;		/* as the site says; 0: nothing */
	uint32_t	 retry_minutes;
	uint32_t	 orphan_days;
	uint32_t	 travel_mode;
	uint32_t	 hresult;		/* of the last cycle */
	uint32_t	 token_epoch;		/* the largest E seen: token.h */
	bool		 is_assigned;
	char		 schedule[STATE_SCHEDULES][SCHEDULE_TOKEN_SIZE];
	uint8_t		 list_hash[STATE_DIGEST_SIZE];	/* of its file */
	char		*caps[CAPS_MAX];	/* NAL paths */
	size_t		 ncap;
	struct account	*account;
	size_t		 naccount;
	struct installed *component;
	size_t		 ncomponent;
	struct queue_item *item;
	size_t		 nitem;
	struct advert	*advert;
	size_t		 nadvert;
};

void	state_free(struct state *);
void	state_put(struct buf *, const struct state *);
int	state_parse(const void *, size_t, struct state *, struct err *);
int	state_load(int folder, struct state *, struct err *);	/* or empty */
int	state_save(int folder, const struct state *);	/* -1: nowhere */

/* Rows at the end; NULL: no memory, or as many as there may be. */
struct account	 *state_add_account(struct state *);
struct installed *state_add_component(struct state *);
struct queue_item *state_add_item(struct state *);
struct advert	 *state_add_advert(struct state *);
void	 state_drop_accounts(struct state *);	/* wiped */
void	 state_drop_component(struct state *, struct installed *);
void	 state_drop_item(struct state *, struct queue_item *);
int	 state_set_caps(struct state *, const char *const *, size_t n);

struct installed *state_component(const struct state *, const char *directory);
struct advert	 *state_advert(const struct state *, const char *id);

#endif
