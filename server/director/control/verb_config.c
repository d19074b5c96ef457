/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_config - options, and the level of the log; the parent has the file. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "server/director/control/errand.h"

/* --- show --- */

static void
show_option(struct errand *r, const struct config_option *o,
    const struct config *normal)
{
	char	 value[CONFIG_LIST_MAX * (CONFIG_ITEM_MAX + 4)];
	char	 usual[sizeof(value)];

	config_show(o, &r->d->env->config, value, sizeof(value));
	config_show(o, normal, usual, sizeof(usual));
	ERRAND_ROW(r, &table_options, TEXT(o->name), TEXT(value),
	    FLAG(strcmp(value, usual) == 0), FLAG(o->live), TEXT(o->help));
}

void
verb_run_CONFIG_SHOW(struct errand *r)
{
	const char			*only = errand_text(r, "option");
	const struct config_option	*o;
	struct config			 normal;
	size_t				 i, n, shown = 0;

	config_defaults(&normal);
	o = config_options(&n);
	for (i = 0; i < n; i++) {
		if (only != NULL && strcmp(only, o[i].name) != 0)
			continue;
		show_option(r, &o[i], &normal);
		shown++;
	}
	if (shown == 0)
		errand_end(r, CONTROL_USAGE, "see: sitectl config show",
		    "there is no option \"%s\"", VIS(only));
	else
		errand_done(r);
}

/* --- check and reload --- */

static void
reloaded(struct errand *r, struct chan_msg *m)
{
	bool		 check_only = r->after.number != 0;
	bool		 ok;
	struct rd	 text;

	if (m == NULL) {
		errand_end_lost(r, "parent");
		return;
	}
	ok = rd_u8(&m->body) != 0;
	text = rd_rest(&m->body);
	if (!ok)
		errand_end(r, CONTROL_FAILED, "the configuration in force "
		    "stays", "%.*s", (int)text.len, (const char *)text.base);
	else if (check_only)
		errand_end(r, CONTROL_DONE, "", "%sthe configuration file is "
		    "correct and can be reloaded", r->q.dry_run ?
		    "dry run: " : "");
	else
		errand_end(r, CONTROL_DONE, "", "the configuration file is in "
		    "force");
}

static void
ask_parent(struct errand *r, bool check_only)
{
	struct wr	*w;

	r->after.number = check_only;
	w = question_begin(r, ROLE_PARENT, MSG_RELOAD, reloaded);
	if (w == NULL)
		return;
	wr_u8(w, check_only);
	question_send(r, ROLE_PARENT);
}

void
verb_run_CONFIG_CHECK(struct errand *r)
{
	ask_parent(r, true);
}

void
verb_run_CONFIG_RELOAD(struct errand *r)
{
	ask_parent(r, r->q.dry_run);
}
