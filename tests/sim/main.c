/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sim - two years of a site in seconds, under four policies: does changing
 * the connection accounts lock anybody out?
 *
 * Exit     0 no invariant broke, and ours had neither lockout nor orphan;
 *          1 else; 2 usage.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/sim/report.h"

static const struct {
	const char	*word;
	enum rule	 rule;
} rules[] = {
	{ "laggards",	RULE_LAGGARDS },
	{ "barrier",	RULE_BARRIER },
	{ "floor",	RULE_FLOOR },
	{ "intent",	RULE_INTENT },
};

/* Of the articles that these policies are from. */
static const uint64_t	published_seeds[] = { 236052, 237759, 227033 };

struct asked {
	struct options	 opt;
	const char	*policy;	/* NULL: all */
	const char	*days_file;	/* NULL: none */
};

static int
usage(void)
{
	fprintf(stderr, "usage: sim [-b laggards|barrier|floor|intent] "
	    "[-c clients] [-d days] [-o file]\n"
	    "           [-p ours|calendar|two|in-place] [-r controllers] "
	    "[seed ...]\n");
	return 2;
}

static bool
number(const char *text, uint64_t least, uint64_t most, uint64_t *out)
{
	char	*end;

	errno = 0;
	*out = strtoull(text, &end, 10);
	return errno == 0 && end != text && *end == '\0' && *text != '-' &&
	    *out >= least && *out <= most;
}

static bool
rule(const char *text, enum rule *out)
{
	size_t	 i;

	for (i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (strcmp(rules[i].word, text) == 0) {
			*out = rules[i].rule;
			return true;
		}
	return false;
}

static bool
policy(const char *text)
{
	size_t	 i;

	for (i = 0; i < POLICIES; i++)
		if (strcmp(policies[i].name, text) == 0)
			return true;
	return false;
}

static bool
take_option(struct asked *a, int c)
{
	uint64_t	 n = 0;
	bool		 ok = true;

	switch (c) {
	case 'b':
		return rule(optarg, &a->opt.broken);
	case 'c':
		ok = number(optarg, 10, 1000000, &n);
		a->opt.clients = (uint32_t)n;
		return ok;
	case 'd':
		ok = number(optarg, 1, DAYS_MAX - 1, &n);
		a->opt.days = (int64_t)n;
		return ok;
	case 'o':
		a->days_file = optarg;
		return true;
	case 'p':
		a->policy = optarg;
		return policy(optarg);
	case 'r':
		ok = number(optarg, 1, DCS_MAX, &n);
		a->opt.dcs = (size_t)n;
		return ok;
	default:
		return false;
	}
}

static bool
one_world(const struct asked *a, size_t p, uint64_t seed, struct total *t)
{
	struct sim	*s;

	if (a->policy != NULL && strcmp(a->policy, policies[p].name) != 0)
		return true;
	s = sim_run(&a->opt, &policies[p], seed);
	if (s == NULL) {
		fprintf(stderr, "sim: out of memory\n");
		return false;
	}
	report_row(s);
	if (s->director != NULL)
		report_director(s);
	report_add(t, s);
	sim_free(&s);
	return true;
}

static bool
play(const struct asked *a, uint64_t seed, struct total total[POLICIES])
{
	size_t	 p;

	for (p = 0; p < POLICIES; p++)
		if (!one_world(a, p, seed, &total[p]))
			return false;
	return true;
}

static bool
play_all(const struct asked *a, char **seeds, struct total total[POLICIES])
{
	const size_t	 n = sizeof(published_seeds) /
			    sizeof(published_seeds[0]);
	uint64_t	 seed;
	size_t		 i;

	report_head();
	for (i = 0; *seeds == NULL ? i < n : seeds[i] != NULL; i++) {
		seed = published_seeds[i < n ? i : 0];
		if (*seeds != NULL &&
		    !number(seeds[i], 0, UINT64_MAX, &seed))
			return false;
		if (!play(a, seed, total))
			return false;
	}
	return true;
}

int
main(int argc, char **argv)
{
	static struct total	 total[POLICIES];
	struct asked		 a = { .opt = { .clients = 10000, .days = 730,
				    .dcs = 8 } };
	int			 c, rc;

	while ((c = getopt(argc, argv, "b:c:d:o:p:r:")) != -1)
		if (!take_option(&a, c))
			return usage();
	for (c = optind; c < argc; c++)
		if (!number(argv[c], 0, UINT64_MAX, &(uint64_t){ 0 }))
			return usage();
	if (!play_all(&a, argv + optind, total))
		return 1;
	if (a.days_file != NULL &&
	    (rc = report_days(total, &a.opt, a.days_file)) != 0) {
		fprintf(stderr, "sim: %s: %s\n", a.days_file, strerror(-rc));
		return 1;
	}
	return report_end(total, &a.opt) ? 0 : 1;
}
