/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contrib/siteclient/recover.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "contrib/siteclient/accounts.h"
#include "contrib/siteclient/hosts.h"
#include "protocol/sms/nalpath.h"
#include "protocol/sms/published.h"

#define FILE_MAX	65536
#define ARENA_MAX	((size_t)1 << 20)

struct recover {
	struct agent		*agent;
	struct recover_end	 end;
	struct link		*link;
	struct buf		 body;
	bool			 is_open;	/* the logon is over */
	unsigned		 step;
	char			 path[64];
	char			 trouble[256];
};

/* --- what the files say --- */

/*
 * Nobody has signed it, and whoever was a client once has the key: it must not
 * keep out the lists that a signed set names, whatever its serial says.
 */
static const char *
take_accounts(struct recover *r)
{
	struct agent	*a = r->agent;
	const uint64_t	 serial = a->state.list_serial;
	const char	*why;
	int		 news = 0;

	why = accounts_open(&a->state, &(struct account_source){
	    .site = a->identity.site, .form = ACCTLIST_SITE,
	    .key = a->identity.site_list_key }, buf_reader(&r->body), &news);
	a->state.list_serial = serial;
	memset(a->state.list_hash, 0, sizeof(a->state.list_hash));
	return why;
}

static const char *
take_caps(struct recover *r)
{
	struct syntax_err	 e;
	struct caplist		 list;
	struct arena		 arena;
	const char		*why = NULL;

	arena_init(&arena, ARENA_MAX);
	if (caplist_parse(r->body.data, r->body.len, &arena, &list, &e) != 0)
		why = "it is damaged";
	else if (list.caps.n == 0)
		why = "it is empty";
	else if (state_set_caps(&r->agent->state, list.caps.s,
	    list.caps.n) != 0)
		why = "out of memory";
	arena_free(&arena);
	return why;
}

static const struct {
	const char	*file;
	const char	*(*take)(struct recover *);
} files[] = {
	{ "accounts.site", take_accounts },
	{ "Caplist.ini", take_caps },
};

/* --- the steps --- */

static int
put_body(void *arg, const void *data, size_t n)
{
	struct recover	*r = arg;

	buf_add(&r->body, data, n);
	return buf_ok(&r->body) ? 0 : -EFBIG;
}

static void
finish(struct recover *r, const char *what, const char *why)
{
	if (why != NULL)
		(void)snprintf(r->trouble, sizeof(r->trouble), "%s: %s", what,
		    why);
	link_close(&r->link);
	r->end.fn(r->end.arg, why == NULL ? NULL : r->trouble);
}

static void
next(struct recover *r)
{
	const struct link_range	 range = { .length = FILE_MAX };
	const struct link_sink	 sink = { put_body, r };
	int			 error;

	if (r->step == sizeof(files) / sizeof(files[0])) {
		finish(r, "", NULL);
		return;
	}
	(void)snprintf(r->path, sizeof(r->path), "Sites/%s/%s",
	    r->agent->identity.site, files[r->step].file);
	buf_clear(&r->body);
	error = link_fetch(r->link, r->path, &range, &sink);
	if (error != 0)
		finish(r, r->path, strerror(-error));
}

static void
on_reply(void *arg, const struct link_reply *reply)
{
	struct recover	*r = arg;
	const char	*why;

	if (!link_ok(reply)) {
		finish(r, r->is_open ? r->path : "logon", link_text(reply));
		return;
	}
	if (r->is_open) {
		why = files[r->step].take(r);
		if (why != NULL) {
			finish(r, r->path, why);
			return;
		}
		r->step++;
	}
	r->is_open = true;
	next(r);
}

/* --- the beginning --- */

static int
open_link(struct recover *r, const char *logon_point,
    const struct account *account)
{
	struct nalpath		 p = { .provider = NAL_MSWNET };
	char			 server[64], share[81];
	const struct link_done	 done = { on_reply, r };
	struct link_target	 to = { .server = server, .share = share,
	    .from = r->agent->from, .user = account->name,
	    .domain = account->domain, .password = account->password,
	    .workstation = r->agent->identity.name };
	int			 error;

	if (strlcpy(p.target, logon_point, sizeof(p.target)) >=
	    sizeof(p.target) || !nalpath_unc(&p, server, share))
		return -EINVAL;
	error = hosts_find(&r->agent->config->host, server, &to.to);
	return error != 0 ? error :
	    link_open(r->agent->transport, &to, &done, &r->link);
}

int
recover_start(struct agent *a, const char *logon_point,
    const struct account *account, const struct recover_end *end,
    struct recover **out)
{
	struct recover	*r = calloc(1, sizeof(*r));
	int		 error;

	*out = NULL;
	if (r == NULL)
		return -ENOMEM;
	r->agent = a;
	r->end = *end;
	buf_init(&r->body, FILE_MAX);
	error = open_link(r, logon_point, account);
	if (error != 0)
		recover_free(&r);
	*out = r;
	return error;
}

void
recover_free(struct recover **rp)
{
	struct recover	*r = *rp;

	if (r == NULL)
		return;
	link_close(&r->link);
	buf_free(&r->body);
	free(r);
	*rp = NULL;
}
