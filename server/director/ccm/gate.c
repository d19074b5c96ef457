/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/ccm/gate.h"

#include <string.h>
#include <strings.h>

#define US_PER_MS	1000

struct facts {
	const struct gate_facts	*of;
	const struct site_rules	*site;
	bool			 in_site, has_address;
};

/* --- lists with a line each --- */

/* Calls f for each line; stops when it says true. */
static bool
any_line(const char *lines, bool (*f)(const struct site_rules *, const char *),
    const struct site_rules *site)
{
	char		 line[64];
	const char	*end;

	for (; (end = strchr(lines, '\n')) != NULL; lines = end + 1) {
		if ((size_t)(end - lines) >= sizeof(line))
			continue;
		memcpy(line, lines, (size_t)(end - lines));
		line[end - lines] = '\0';
		if (f(site, line))
			return true;
	}
	return false;
}

static bool
is_this_site(const struct site_rules *site, const char *code)
{
	return site->site != NULL && strcasecmp(site->site->code, code) == 0;
}

/* --- the rules --- */

static bool
is_excluded(const struct facts *f)
{
	return site_rules_exclude(f->site, f->of->computer);
}

/* A client of ours that travels is upgraded wherever it is. */
static bool
is_outside(const struct facts *f)
{
	return f->has_address && !f->in_site && !f->of->upgrade;
}

static bool
is_ambiguous(const struct facts *f)
{
	return f->of->machines > 1;
}

static bool
is_deinstalled(const struct facts *f)
{
	return f->of->deinstalled;
}

/* Fields compare as numbers; a client never goes down. */
static bool
is_newer(const struct facts *f)
{
	struct version	 theirs;

	return f->site->has_version && version_parse(f->of->version,
	    &theirs) && version_compare(&theirs, &f->site->version) > 0;
}

static bool
has_components(const struct facts *f)
{
	return f->of->installed || f->of->version[0] != '\0';
}

static bool
is_ours(const struct facts *f)
{
	return any_line(f->of->sites, is_this_site, f->site);
}

/* One without any component of SMS is installed all the same (SP4). */
static bool
is_travelling(const struct facts *f)
{
	return f->site->travel && has_components(f) && !is_ours(f);
}

/* It lives: a heartbeat is not older than that (Q241279). */
static bool
is_alive(const struct facts *f)
{
	return f->of->installed && f->of->heard.us != 0 &&
	    f->of->now.us - f->of->heard.us < GATE_HEARTBEAT_MS * US_PER_MS;
}

static bool
is_anothers(const struct facts *f)
{
	return is_alive(f) && f->of->sites[0] != '\0' && !is_ours(f) &&
	    !f->of->forced;
}

static bool
is_installed(const struct facts *f)
{
	return is_alive(f) && !f->of->forced && !f->of->upgrade;
}

/* Subnets that a child site only adds to: here it is ours, there it leaves
   (Q313660). */
static bool
is_looping(const struct facts *f)
{
	return f->of->installs >= GATE_LOOP && !f->of->forced &&
	    !f->of->upgrade;
}

static const struct rule {
	bool			 (*says_no)(const struct facts *);
	enum gate_verdict	 verdict;
	const char		*why;
	const char		*line;
} rules[] = {
	{ is_excluded, GATE_HOLD, "ExcludeServers names it (Q207729)", NULL },
	{ is_ambiguous, GATE_HOLD, "two machines bear that name; see: sitectl "
	  "client list", NULL },
	{ is_outside, GATE_HOLD, "it is outside of the site's boundaries",
	  NULL },
	{ is_deinstalled, GATE_HOLD, "SMS Client Deinstall is set on it: it "
	  "would refuse (Q293117)", "Client deinstall flag set - no new "
	  "assignments will be processed." },
	{ is_newer, GATE_DISCARD, "its client is newer than this site's "
	  "(Q252717)", NULL },
	{ is_travelling, GATE_DISCARD, "travel mode is on and it is not a "
	  "client of this site (Q299772)", "Travel mode is turned ON & the "
	  "client is NOT currently assigned to this site. Discarding CCR" },
	{ is_anothers, GATE_DISCARD, "it is a client of another site: not "
	  "added to this site (Q298433)", NULL },
	{ is_installed, GATE_DISCARD, "its client is installed and reports; "
	  "--force installs it again", NULL },
	{ is_looping, GATE_HOLD, "it was installed three times in thirty days, "
	  "and its client is gone again: which site takes it away, and are its "
	  "subnets those of a child site (Q313660)? See: sitectl client show; "
	  "ccr add --force installs it all the same", NULL },
};

static void
place(struct facts *f)
{
	size_t	 i;

	f->has_address = f->of->subnets[0] != '\0' || f->of->naddress > 0;
	f->in_site = any_line(f->of->subnets, site_rules_contain, f->site);
	for (i = 0; i < f->of->naddress && !f->in_site; i++)
		f->in_site = site_rules_contain(f->site, f->of->addresses[i]);
}

void
gate_judge(const struct gate_facts *of, const struct site_rules *site,
    struct gate_answer *out)
{
	struct facts	 f = { .of = of, .site = site };
	size_t		 i;

	place(&f);
	*out = (struct gate_answer){ .why = "", .in_site = f.in_site };
	for (i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		if (!rules[i].says_no(&f))
			continue;
		out->verdict = rules[i].verdict;
		out->why = rules[i].why;
		out->line = rules[i].line;
		return;
	}
}
