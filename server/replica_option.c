/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/replica_option.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "protocol/sms/names.h"
#include "server/config_value.h"
#include "server/endpoint.h"

#define PULSE	(5 * MINUTE)

int
replica_lag_parse(const char *text, int64_t *least, int64_t *most,
    struct err *e)
{
	const char	*dash = strchr(text, '-');
	char		 first[32];
	int		 rc;

	*least = *most = 0;
	if (dash == NULL) {
		rc = config_duration_parse(text, REPLICA_LAG_MOST, least, e);
		*most = *least;
		return rc;
	}
	(void)snprintf(first, sizeof(first), "%.*s",
	    (int)(dash - text < 31 ? dash - text : 31), text);
	rc = config_duration_parse(first, REPLICA_LAG_MOST, least, e);
	if (rc == 0)
		rc = config_duration_parse(dash + 1, REPLICA_LAG_MOST, most,
		    e);
	if (rc == 0 && *least > *most)
		rc = err_set(e, EINVAL, "lag: \"%s\" falls: the lesser comes "
		    "first", VIS(text));
	return rc;
}

const char *
replica_lag_text(int64_t least, int64_t most, char dst[static 48])
{
	char	 a[24], b[24];

	config_duration_text(least, a, sizeof(a));
	config_duration_text(most, b, sizeof(b));
	if (least == most)
		(void)snprintf(dst, 48, "%s", a);
	else
		(void)snprintf(dst, 48, "%s-%s", a, b);
	return dst;
}

static int
take_name(const char *name, struct replica_option *out, struct err *e)
{
	const char	*expected = "15 characters at most";

	if (strlen(name) < sizeof(out->name)) {
		text_copy(out->name, sizeof(out->name), name);
		name_upper(out->name);
		expected = name_computer(out->name);
	}
	return expected == NULL ? 0 : err_set(e, EINVAL, "replicas: \"%s\" "
	    "must be %s", VIS(name), expected);
}

static int
take_listen(const char *listen, struct replica_option *out, struct err *e)
{
	struct endpoint	 ep;

	if (!endpoint_parse(listen, &ep))
		return err_set(e, EINVAL, "replicas: \"%s\" is not "
		    "ADDRESS:PORT or [ADDRESS]:PORT", VIS(listen));
	(void)snprintf(out->listen, sizeof(out->listen), "%s", listen);
	return 0;
}

int
replica_option_parse(const char *item, struct replica_option *out,
    struct err *e)
{
	char	 copy[CONFIG_ITEM_MAX];
	char	*slash, *at;
	int	 rc = 0;

	*out = (struct replica_option){ .least = PULSE, .most = PULSE };
	(void)snprintf(copy, sizeof(copy), "%s", item);
	slash = strchr(copy, '/');
	if (slash != NULL) {
		*slash = '\0';
		rc = replica_lag_parse(slash + 1, &out->least, &out->most, e);
	}
	at = strchr(copy, '@');
	if (rc == 0 && at != NULL) {
		*at = '\0';
		rc = take_listen(at + 1, out, e);
	}
	return rc != 0 ? rc : take_name(copy, out, e);
}

bool
replica_option_at(const struct config *c, size_t i,
    struct replica_option *out)
{
	return i < c->replicas.n &&
	    replica_option_parse(c->replicas.item[i], out, NULL) == 0;
}
