/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_log - how much is logged; the parent tells all roles. */
#include "base/text.h"
#include "server/director/control/errand.h"

static void
show_level(struct errand *r, enum log_level level)
{
	ERRAND_ROW(r, &table_log, TEXT(log_level_name(level)));
	errand_done(r);
}

void
verb_run_LOG_LEVEL(struct errand *r)
{
	const char	*name = errand_text(r, "level");
	struct chan	*parent = r->d->env->parent;
	enum log_level	 level;

	if (name == NULL) {
		r->audited = true;	/* nothing was changed */
		show_level(r, log_level());
	} else if (!log_level_parse(name, &level))
		errand_end(r, CONTROL_USAGE, "", "\"%s\" is no log level; "
		    "expected is error, warn, info or debug", VIS(name));
	else if (r->q.dry_run)
		errand_end_dry(r, "level %s would be logged from now on",
		    log_level_name(level));
	else {
		wr_u8(chan_begin(parent, MSG_LOG_LEVEL, 0), (uint8_t)level);
		(void)chan_end(parent);
		show_level(r, level);
	}
}
