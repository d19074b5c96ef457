/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/sim/report.h"

#include <errno.h>
#include <stdio.h>

#define ULL(x)	((unsigned long long)(x))

static double
lost_days(const struct sim *s)
{
	return (double)s->lost_seconds / (double)DAY;
}

void
report_head(void)
{
	printf("%-10s %10s %10s %10s %24s %18s\n", "policy", "seed",
	    "lockouts", "orphans", "client-days lost", "generations used");
}

void
report_row(const struct sim *s)
{
	printf("%-10s %10llu %10llu %10u %24.0f %18u\n", s->policy->name,
	    ULL(s->seed), ULL(s->domain.lockouts), s->orphans, lost_days(s),
	    s->generations);
	(void)fflush(stdout);
}

static uint64_t
kills(const struct director *d)
{
	uint64_t	 n = 0;
	size_t		 i;

	for (i = 0; i < MOMENTS; i++)
		n += d->kills[i];
	return n;
}

void
report_director(const struct sim *s)
{
	const struct director	*d = s->director;
	size_t			 i;

	printf("  %llu steps; killed %llu times:", ULL(d->steps),
	    ULL(kills(d)));
	for (i = 0; i < MOMENTS; i++)
		printf(" %llu %s%s", ULL(d->kills[i]), moments[i],
		    i + 1 < MOMENTS ? "," : "\n");
	printf("  %llu generations retired, %llu of them enabled again, %zu "
	    "accounts at most at once\n", ULL(d->retired), ULL(d->knocks),
	    d->most);
	printf("  %llu passwords leaked, %llu of these accounts cut off, %u "
	    "clients left out that operators were told of; %llu taken off "
	    "the list early; the directory refused %llu times\n",
	    ULL(d->leaks), ULL(d->cuts), s->told, ULL(d->withdrawn),
	    ULL(d->refusals));
	printf("  %llu of %llu wishes of operators refused, %llu proofs lost, "
	    "%llu images restored, %llu logons\n", ULL(d->refused),
	    ULL(d->asked), ULL(s->evidence.lost), ULL(s->restored),
	    ULL(s->logons));
	(void)fflush(stdout);
}

void
report_add(struct total *t, const struct sim *s)
{
	int64_t	 i;

	t->orphans += s->orphans;
	t->lockouts += s->domain.lockouts;
	t->told += s->told;
	t->broken += s->broken;
	t->lost_days += lost_days(s);
	t->worlds++;
	if (s->director != NULL)
		t->kills += kills(s->director);
	for (i = 1; i <= s->opt->days; i++) {
		t->day[i].orphans += s->day[i].orphans;
		t->day[i].lockouts += s->day[i].lockouts;
		t->day[i].without += s->day[i].without;
	}
}

static double
mean(uint64_t sum, const struct total *t)
{
	return t->worlds == 0 ? 0 : (double)sum / t->worlds;
}

int
report_days(const struct total total[POLICIES], const struct options *opt,
    const char *path)
{
	const struct total	*t;
	FILE			*f = fopen(path, "w");
	size_t			 p;
	int64_t			 i;
	int			 bad;

	if (f == NULL)
		return -errno;
	for (p = 0; p < POLICIES; p++) {
		t = &total[p];
		fprintf(f, "# %s: day, orphans, lockouts so far, clients "
		    "without service\n", policies[p].title);
		for (i = 1; i <= opt->days; i++)
			fprintf(f, "%lld %.1f %.1f %.1f\n", (long long)i,
			    mean(t->day[i].orphans, t),
			    mean(t->day[i].lockouts, t),
			    mean(t->day[i].without, t));
		fprintf(f, "\n\n");
	}
	bad = ferror(f);
	return fclose(f) != 0 || bad ? -EIO : 0;
}

bool
report_end(const struct total total[POLICIES], const struct options *opt)
{
	const struct total	*ours = &total[OURS];
	const bool		 ok = ours->broken == 0 &&
				    ours->orphans == 0 && ours->lockouts == 0;
	size_t			 p;

	printf("%s: ours %llu lockouts, %llu orphans, %llu broken invariants "
	    "in %u worlds of %u clients and %lld days, %llu kills, %llu left out "
	    "as told before",
	    ok ? "ok" : "FAILED", ULL(ours->lockouts), ULL(ours->orphans),
	    ULL(ours->broken), ours->worlds, opt->clients,
	    (long long)opt->days, ULL(ours->kills), ULL(ours->told));
	for (p = OURS + 1; p < POLICIES; p++)
		if (total[p].worlds > 0)
			printf("; %s %llu lockouts, %llu orphans",
			    policies[p].name, ULL(total[p].lockouts),
			    ULL(total[p].orphans));
	printf("\n");
	return ok;
}
