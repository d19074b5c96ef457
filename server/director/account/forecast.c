/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/account/forecast.h"

#include <math.h>
#include <stdio.h>

#define HOUR_MS		(60 * 60 * 1000.0)
#define MANY		500.0	/* e to its power would be no number any more */

/* Summed from the greatest term down would gain nothing: all are positive. */
double
forecast_tail(double mean, int64_t least)
{
	double	 term, sum = 0;
	int64_t	 i;

	if (least <= 0)
		return 1;
	if (mean <= 0)
		return 0;
	/* Far more than is needed, or too many terms: by its normal form. */
	if (mean > MANY)
		return 0.5 * erfc(((double)least - 0.5 - mean) /
		    sqrt(2 * mean));
	term = exp(-mean);
	for (i = 0; i < least; i++) {
		sum += term;
		term *= mean / (double)(i + 1);
	}
	return sum >= 1 ? 0 : 1 - sum;
}

struct forecast
forecast_make(const struct forecast_ask *q)
{
	double		 rate = (double)q->clients / (double)q->retry_ms;
	double		 mean = rate * (double)q->window_ms;
	struct forecast	 f = { .per_hour = rate * HOUR_MS, .lock_ms = -1 };

	if (!q->counts || q->threshold == 0 || q->clients == 0)
		return f;
	f.chance = forecast_tail(mean, q->threshold);
	if (mean >= (double)q->threshold)
		f.lock_ms = (int64_t)((double)q->threshold / rate);
	return f;
}

static void
put_lock(const struct forecast *f, char *s, size_t size)
{
	int64_t	 minutes = (f->lock_ms + 59999) / 60000;

	if (f->lock_ms >= 0)
		(void)snprintf(s, size, "locked after about %lld minute%s",
		    (long long)minutes, minutes == 1 ? "" : "s");
	else if (f->chance > 0)
		(void)snprintf(s, size, "a lock is unlikely");
	else
		(void)snprintf(s, size, "it does not lock");
}

void
forecast_text(const struct forecast_ask *q, const struct forecast *f, char *s,
    size_t size)
{
	char	 lock[64];

	put_lock(f, lock, sizeof(lock));
	(void)snprintf(s, size, "%llu client%s, %.0f refused tries per hour, "
	    "%s (chance in a window %.2g %%)", (unsigned long long)q->clients,
	    q->clients == 1 ? "" : "s", f->per_hour, lock, f->chance * 100);
}
