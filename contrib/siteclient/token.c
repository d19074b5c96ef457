/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contrib/siteclient/token.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "contrib/siteclient/config.h"

#define USUAL_WAIT_MS	(60 * MINUTE_MS)	/* Q271724 */

static const struct part {
	enum token_part	 part;
	const char	*what;
} parts[] = {
	{ TOKEN_USER,		"the account" },
	{ TOKEN_PASSWORD,	"its password" },
	{ TOKEN_GROUPED,	"the group " TOKEN_GROUP },
	{ TOKEN_MEMBER,		"its membership in " TOKEN_GROUP },
	{ TOKEN_ADMIN,		"its membership in Administrators" },
	{ TOKEN_RIGHTS,		"its user rights" },
};

#define NPARTS	(sizeof(parts) / sizeof(parts[0]))

void
token_begin(struct token *t, const struct token_how *how,
    const struct token_domain *domain, uint32_t known)
{
	memset(t, 0, sizeof(*t));
	t->how = *how;
	t->domain = *domain;
	t->known = known;
	t->wait_ms = how->wait_ms;
	t->seen_lacking = TOKEN_ALL;
	t->part = "";
}

/* --- how it ends, or goes on --- */

void
token_why(const struct token *t, char *out, size_t size)
{
	if (t->error != 0)
		(void)snprintf(out, size, "%s%s%s: Win32 Error: %u (%s)",
		    TOKEN_NAME, t->part[0] == '\0' ? "" : ", ", t->part,
		    t->error, win32_text(t->error));
	else
		(void)snprintf(out, size, "%s: %s does not show E=%u in time",
		    TOKEN_NAME, t->how.dc, t->mine);
}

static enum token_end
ready(struct token *t)
{
	agent_log(t->how.logs, LOG_CLISVC, "Token account %s is right on %s, "
	    "E=%u; %u write%s", TOKEN_NAME, t->how.dc, t->known, t->writes,
	    t->writes == 1 ? "" : "s");
	t->error = 0;
	return TOKEN_READY;
}

static enum token_end
failed(struct token *t)
{
	char	 why[DOMAIN_TEXT_SIZE];

	token_why(t, why, sizeof(why));
	agent_log(t->how.logs, LOG_CLISVC, "***ERROR: Unable to set up the "
	    "Client Token Account %s", why);
	return TOKEN_FAILED;
}

static enum token_end
late(struct token *t)
{
	agent_log(t->how.logs, LOG_CLISVC, "Warning: %s does not show E=%u of "
	    "%s after %lld s: going on with what it shows", t->how.dc,
	    t->mine, TOKEN_NAME, (long long)(t->wait_ms / 1000));
	return TOKEN_LATE;
}

static bool
is_hopeless(uint32_t error)
{
	const enum win32_class	 c = win32_class(error);

	return c == WIN32_POLICY || c == WIN32_PERMISSION ||
	    c == WIN32_REFUSED;
}

/* Something did not go: it may later, or it never will. */
static enum token_end
trouble(struct token *t, uint32_t error, const char *part)
{
	t->error = error;
	t->part = part;
	if (error == WIN32_LOGON_FAILURE)
		t->refused++;
	if (is_hopeless(error))
		return failed(t);
	agent_log(t->how.logs, LOG_CLISVC, "Waiting for PDC/BDC Sync (%u): %s",
	    error, part);
	return TOKEN_GOES_ON;
}

/* --- questions --- */

static uint32_t
stamp_of(const struct token_view *v)
{
	struct epoch	 e;

	(void)epoch_parse(v->comment, &e);
	return e.number;
}

static bool
is_half_made(const struct token_view *v)
{
	return (v->lacks & (TOKEN_USER | TOKEN_PASSWORD)) == TOKEN_PASSWORD;
}

static uint32_t
look(struct token *t, const char *server, struct token_view *v)
{
	uint32_t	 error = t->domain.look(t->domain.arg, server, v);

	if (error != 0)
		return error;
	if (is_half_made(v) && stamp_of(v) != 0)
		return WIN32_ACCOUNT_DISABLED;
	if (server == t->how.dc)
		t->seen_lacking = v->lacks;
	return 0;
}

static bool
is_right(const struct token_view *v, uint32_t least)
{
	const uint32_t	 e = stamp_of(v);

	return v->lacks == 0 && e > 0 && e >= least;
}

static uint32_t
find_pdc(struct token *t)
{
	uint32_t	 error;

	if (t->pdc[0] != '\0')
		return 0;
	error = t->domain.primary(t->domain.arg, t->how.dc, t->pdc);
	if (error == 0 && t->wait_ms == 0 && !t->how.sp3 &&
	    t->domain.patience(t->domain.arg, t->pdc, &t->wait_ms) != 0)
		t->wait_ms = USUAL_WAIT_MS;
	return error;
}

/* --- writing, on the PDC --- */

static uint32_t
mend(struct token *t, const struct part *p)
{
	const uint32_t	 error = t->domain.mend(t->domain.arg, t->pdc,
			    p->part);

	/* somebody was faster: whoever made the account finishes it */
	if (win32_class(error) == WIN32_ALREADY)
		return p->part == TOKEN_USER ? error : 0;
	if (error == 0) {
		t->writes++;
		agent_log(t->how.logs, LOG_CLISVC, "Token account %s: %s set "
		    "on %s", TOKEN_NAME, p->what, t->pdc);
	}
	return error;
}

/* 0, or the error of the part that *what_out names. */
static uint32_t
mend_all(struct token *t, uint32_t lacks, const char **what_out)
{
	uint32_t	 error = 0;
	size_t		 i;

	for (i = 0; i < NPARTS && error == 0; i++) {
		*what_out = parts[i].what;
		if (lacks & (uint32_t)parts[i].part)
			error = mend(t, &parts[i]);
	}
	return error;
}

static uint32_t
write_stamp(struct token *t, uint32_t number)
{
	struct epoch	 e = { .number = number };
	char		 text[EPOCH_TEXT_SIZE];
	uint32_t	 error;

	(void)snprintf(e.site, sizeof(e.site), "%.3s", t->how.site);
	(void)snprintf(e.op, sizeof(e.op), "%08x", arc4random());
	if (!epoch_text(&e, text))
		return WIN32_INVALID_PARAMETER;
	error = t->domain.stamp(t->domain.arg, t->pdc, text);
	if (error != 0)
		return error;
	t->writes++;
	t->mine = number;
	agent_log(t->how.logs, LOG_CLISVC, "Token account %s: stamp %s set on "
	    "%s", TOKEN_NAME, text, t->pdc);
	return 0;
}

/*
 * All that lacks, then the stamp, unless somebody has set a later one
 * meanwhile.  `seen' is what the PDC has shown.
 */
static enum token_end
set_right(struct token *t, const struct token_view *seen)
{
	const uint32_t	 before = stamp_of(seen);
	struct token_view v;
	const char	*what = "";
	uint32_t	 error;

	if ((error = mend_all(t, seen->lacks, &what)) == 0)
		error = look(t, t->pdc, &v);
	if (win32_class(error) == WIN32_ALREADY)
		return TOKEN_GOES_ON;
	if (error == 0 && v.lacks != 0)	/* somebody takes it away again */
		error = WIN32_NERR_USER_NOT_FOUND;
	if (error != 0)
		return trouble(t, error, what);
	t->state = TOKEN_WAIT;
	t->mine = stamp_of(&v);
	if (t->mine > before && t->mine >= t->known)
		return TOKEN_GOES_ON;
	error = write_stamp(t, (t->mine > t->known ? t->mine : t->known) + 1);
	if (error == 0)
		return TOKEN_GOES_ON;
	t->state = TOKEN_LOOK;
	return win32_class(error) == WIN32_ALREADY ? TOKEN_GOES_ON :
	    trouble(t, error, "its stamp");
}

/* --- the steps --- */

/* My own controller did not show it as it ought to be: is it the PDC? */
static enum token_end
ask_pdc(struct token *t, int64_t *ms)
{
	struct token_view	 v;
	uint32_t		 error = find_pdc(t);

	if (error == 0)
		error = look(t, t->pdc, &v);
	if (error != 0) {
		t->state = TOKEN_LOOK;
		return trouble(t, error, "the PDC");
	}
	if (is_right(&v, t->known)) {
		t->mine = stamp_of(&v);
		t->state = TOKEN_WAIT;
		return TOKEN_GOES_ON;
	}
	if (t->state == TOKEN_LOOK && t->how.splay_ms > 0) {
		t->state = TOKEN_CLAIM;
		*ms = arc4random_uniform((uint32_t)t->how.splay_ms);
		return TOKEN_GOES_ON;
	}
	t->state = TOKEN_LOOK;
	/* half made: somebody is at it, unless it is still so the next time */
	if (is_half_made(&v) && !t->saw_half_made) {
		t->saw_half_made = true;
		return TOKEN_GOES_ON;
	}
	return set_right(t, &v);
}

static enum token_end
look_here(struct token *t, int64_t *ms)
{
	struct token_view	 v;
	uint32_t		 error = look(t, t->how.dc, &v);

	if (error != 0)
		return trouble(t, error, t->how.dc);
	if (!is_right(&v, t->known))
		return ask_pdc(t, ms);
	t->known = stamp_of(&v);
	return ready(t);
}

static enum token_end
wait_here(struct token *t)
{
	struct token_view	 v;
	uint32_t		 error = look(t, t->how.dc, &v);

	if (error != 0)
		return trouble(t, error, t->how.dc);
	if (is_right(&v, t->mine)) {
		t->known = stamp_of(&v);
		return ready(t);
	}
	t->error = v.lacks & TOKEN_USER ? WIN32_NERR_USER_NOT_FOUND : 0;
	t->part = t->how.dc;
	agent_log(t->how.logs, LOG_CLISVC, "Waiting for PDC/BDC Sync (%u): "
	    "%s shows E=%u, E=%u is wanted", t->error, t->how.dc,
	    stamp_of(&v), t->mine);
	return TOKEN_GOES_ON;
}

static enum token_end
step(struct token *t, int64_t *ms)
{
	switch (t->state) {
	case TOKEN_CLAIM: return ask_pdc(t, ms);
	case TOKEN_WAIT: return wait_here(t);
	default: return look_here(t, ms);
	}
}

/* --- as SP3 did it --- */

static void
make_comment(struct token *t)
{
	const time_t	 now = (time_t)(wall_now().us / 1000000);
	struct tm	 tm = { 0 };
	char		 when[32] = "";

	if (localtime_r(&now, &tm) != NULL)
		(void)strftime(when, sizeof(when), "%Y/%m/%d %H:%M.%S", &tm);
	(void)snprintf(t->comment, sizeof(t->comment),
	    "SMS Client User Token account, %s, %s", t->how.dc, when);
}

static enum token_end
sp3_write(struct token *t)
{
	struct token_view	 v;
	const char		*what = "the PDC";
	uint32_t		 error;

	make_comment(t);
	if ((error = find_pdc(t)) == 0 &&
	    (error = t->domain.look(t->domain.arg, t->pdc, &v)) == 0 &&
	    (error = mend_all(t, v.lacks | TOKEN_MEMBER | TOKEN_ADMIN |
	    TOKEN_RIGHTS, &what)) == 0)
		error = t->domain.stamp(t->domain.arg, t->pdc, t->comment);
	if (error == 0) {
		t->writes++;
		t->state = TOKEN_WAIT;
		return TOKEN_GOES_ON;
	}
	t->error = error;
	t->part = what;
	agent_log(t->how.logs, LOG_CLISVC, "Waiting for PDC/BDC Sync (%u)",
	    error);
	return TOKEN_GOES_ON;
}

static enum token_end
sp3_wait(struct token *t)
{
	struct token_view	 v;
	uint32_t		 error;

	error = t->domain.look(t->domain.arg, t->how.dc, &v);
	if (error == 0 && strcmp(v.comment, t->comment) == 0)
		return ready(t);
	t->error = error;
	agent_log(t->how.logs, LOG_CLISVC, "Waiting for PDC/BDC Sync (%u): "
	    "the comment of %s on %s is not mine", error, TOKEN_NAME,
	    t->how.dc);
	return TOKEN_GOES_ON;
}

static enum token_end
sp3_step(struct token *t)
{
	return t->state == TOKEN_WAIT ? sp3_wait(t) : sp3_write(t);
}

/* --- the whole --- */

static int64_t
pause_ms(const struct token *t)
{
	const int64_t	 ms = t->how.poll_ms;

	return ms < 4 ? ms : ms - ms / 8 +
	    arc4random_uniform((uint32_t)(ms / 4));
}

static int64_t
left_ms(const struct token *t, struct mono now)
{
	const int64_t	 wait = t->wait_ms != 0 ? t->wait_ms :
			    t->how.sp3 ? INT64_MAX : USUAL_WAIT_MS;

	return wait - mono_ms_between(t->since, now);
}

/* A password that is wrong must not lock its account: see Lockout. */
static void
spare(const struct token *t, int64_t left, int64_t *ms)
{
	if (t->refused < 2)
		return;
	*ms *= t->refused == 2 ? 10 : 100;
	if (*ms > left)
		*ms = left;
}

enum token_end
token_step(struct token *t, struct mono now, int64_t *ms_out)
{
	const enum token_state	 before = t->state;
	const unsigned		 refused = t->refused;
	enum token_end		 end;
	int64_t			 left;

	if (t->since.ns == 0)
		t->since = now;
	*ms_out = pause_ms(t);
	end = t->how.sp3 ? sp3_step(t) : step(t, ms_out);
	t->domain.rest(t->domain.arg);
	if (end != TOKEN_GOES_ON)
		return end;
	if (t->refused == refused)
		t->refused = 0;
	if ((left = left_ms(t, now)) <= 0)
		return t->seen_lacking == 0 && !t->how.sp3 ? late(t) :
		    failed(t);
	/* what was set is looked for at once: my controller may be the PDC */
	if (before != TOKEN_WAIT && t->state == TOKEN_WAIT)
		*ms_out = 0;
	spare(t, left, ms_out);
	return TOKEN_GOES_ON;
}
