/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * site - who this site is (one row, written once), and small settings.
 *
 * Errors   store_site_create(): EEXIST, when the site has its identity.
 *          store_site_key(): ENOENT before that.
 */
#ifndef STORE_SITE_H
#define STORE_SITE_H

#include "store/store.h"

#define SITE_CODE_SIZE	4	/* three characters and a NUL */

struct site_row {
	char			 code[SITE_CODE_SIZE];
	uint32_t		 sid[3];	/* S-1-5-21-sid0-sid1-sid2 */
	struct guid		 server;
	uint32_t		 node;		/* this CAP, from 1 */
	uint32_t		 key_id;	/* of the keeper's key, */
	struct store_blob	 key_check;	/* seal.h: seal_check() */
	struct wall		 created;
};

typedef void	site_done(void *arg, const struct err *,
		    const struct site_row *);	/* NULL: no identity yet */

void	store_site_create(struct batch *, const struct site_row *);
void	store_site_key(struct batch *, uint32_t key_id, struct store_blob check);
int	store_site(struct store *, site_done *, void *arg);

typedef void	setting_done(void *arg, const struct err *,
		    const char *value);		/* NULL: not set */

void	store_setting_set(struct batch *, const char *key,
	    const char *value);			/* NULL: unset */
int	store_setting(struct store *, const char *key, setting_done *,
	    void *arg);

#endif
