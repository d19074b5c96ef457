/* SPDX-License-Identifier: GPL-3.0-or-later */
/* statmsgs.box: what clients' components have to say is kept for a while. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "protocol/sms/statmsg.h"
#include "server/director/cap/consume_report.h"
#include "store/message.h"

static void
join(const struct statmsg *m, char *dst, size_t size)
{
	size_t	 n = 0, last = STATMSG_STRINGS, i;

	while (last > 0 && m->string[last - 1][0] == '\0')
		last--;
	dst[0] = '\0';
	for (i = 0; i < last && n < size; i++)
		n += (size_t)snprintf(dst + n, size - n, "%s\n",
		    m->string[i]);
}

static void
keep(const struct statmsg *m, struct drop *drop, struct batch *b)
{
	/* Each of its characters has four bytes at most. */
	char			 strings[STATMSG_STRINGS *
				    (4 * STATMSG_STRING_MAX + 1) + 1];
	struct message_row	 row = {
		.id = m->id,
		.severity = m->severity,
		.level = m->level,
		.source = m->source,
		.component = m->component,
		.system = m->system,
		.site = m->site,
		.told = m->time,
		.received = drop->now,
		.strings = strings,
	};

	join(m, strings, sizeof(strings));
	store_message(b, &row);
	(void)snprintf(drop->result, sizeof(drop->result), "message %u of %s",
	    m->id, m->system);
}

/* A message has no identity but its computer's name. */
static bool
is_from_signer(const struct statmsg *m, struct drop *drop)
{
	if (drop->signer == NULL ||
	    text_casecmp(drop->signer->name, m->system) == 0)
		return true;
	(void)snprintf(drop->result, sizeof(drop->result), "it speaks for "
	    "%s, but %s signed it", m->system, VIS(drop->signer->name));
	return false;
}

enum digest
consume_status(struct director *site, struct drop *drop, struct batch *b)
{
	struct syntax_err	 why = { 0 };
	struct statmsg		 m;
	enum digest		 verdict;

	(void)site;
	verdict = drop_judge(drop, statmsg_parse(drop->data, drop->len,
	    drop->now, &m, &why), &why);
	if (verdict == DIGEST_DONE && !is_from_signer(&m, drop))
		verdict = DIGEST_BAD;
	if (verdict == DIGEST_DONE)
		keep(&m, drop, b);
	statmsg_free(&m);
	return verdict;
}
