/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_inventory - what a client's machine is made of, and its files. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "protocol/sms/names.h"
#include "protocol/sms/number.h"
#include "protocol/sms/smstime.h"
#include "server/director/control/errand.h"
#include "store/client.h"
#include "store/inventory.h"

#define FACTS	6	/* of a file: see consume_software.c */

/* The item that the page before ended with. */
struct place {
	struct guid		 client;
	enum inventory_kind	 kind;
	char			*class, *key;
	char			 text[];
};

/* Takes the next line of *text; "" at its end. */
static const char *
next_line(char **text)
{
	char	*line = *text, *end = strchr(line, '\n');

	if (end == NULL)
		return "";
	*end = '\0';
	*text = end + 1;
	return line;
}

static void
show_group(struct errand *r, const struct inventory_item *it)
{
	char		*text = strdup(it->value), *at = text, *eq;
	const char	*line;

	while (at != NULL && *(line = next_line(&at)) != '\0') {
		eq = strchr(line, '=');
		if (eq == NULL)
			continue;
		*eq = '\0';
		ERRAND_ROW(r, &table_hardware, TEXT(it->class), TEXT(it->key),
		    TEXT(line), TEXT(eq + 1));
	}
	free(text);
}

static void
show_file(struct errand *r, const struct inventory_item *it)
{
	char		*text = strdup(it->value), *at = text;
	const char	*fact[FACTS];
	struct wall	 modified = { 0 };
	uint64_t	 size = 0;
	int		 i;

	for (i = 0; i < FACTS; i++)
		fact[i] = text == NULL ? "" : next_line(&at);
	(void)number_u64(fact[0], strlen(fact[0]), INT64_MAX, &size);
	(void)smstime_parse(fact[1], &modified);
	ERRAND_ROW(r, &table_software, TEXT(it->class), TEXT(it->key),
	    BYTES(size), TIME(modified), TEXT(fact[2]), TEXT(fact[3]),
	    TEXT(fact[4]), TEXT(fact[5]));
	free(text);
}

/* Where the next page begins. */
static bool
remember(struct errand *r, const struct inventory_item *last)
{
	struct place	*old = r->state, *p;
	size_t		 n = strlen(last->class) + 1;
	size_t		 k = strlen(last->key) + 1;

	p = malloc(sizeof(*p) + n + k);
	if (p == NULL)
		return false;
	p->client = old->client;
	p->kind = old->kind;
	p->class = p->text;
	p->key = p->text + n;
	memcpy(p->class, last->class, n);
	memcpy(p->key, last->key, k);
	free(old);
	r->state = p;
	return true;
}

static void	next_items(struct errand *);

static void
got_items(void *arg, const struct err *failed, const struct item_list *list)
{
	struct errand	*r = arg;
	struct place	*p = r->state;
	size_t		 i;

	for (i = 0; failed == NULL && i < list->n; i++) {
		if (p->kind == INVENTORY_HARDWARE)
			show_group(r, &list->rows[i]);
		else
			show_file(r, &list->rows[i]);
	}
	if (failed == NULL && list->more &&
	    !remember(r, &list->rows[list->n - 1])) {
		errand_end(r, CONTROL_FAILED, "", "out of memory");
		return;
	}
	errand_page(r, failed, failed == NULL && list->more, next_items);
}

static void
next_items(struct errand *r)
{
	const struct place	*p = r->state;
	struct item_query	 q = { .client = &p->client, .kind = p->kind,
				    .after_class = p->class,
				    .after_key = p->key,
				    .limit = ERRAND_PAGE };

	errand_asked(r, store_inventory_items(r->d->store, &q, got_items,
	    r));
}

static void
got_client(void *arg, const struct err *failed,
    const struct client_list *list)
{
	struct errand	*r = arg;
	struct place	*p = r->state;
	const char	*name = errand_text(r, "client");

	if (failed != NULL)
		errand_end_err(r, failed);
	else if (list->n == 0)
		errand_end(r, CONTROL_FAILED, "see: sitectl client list",
		    "no client \"%s\" has reported", VIS(name));
	else if (list->n > 1)
		errand_end(r, CONTROL_FAILED, "give its id, see: sitectl "
		    "client show NAME", "%zu clients bear the name \"%s\"",
		    list->n, VIS(name));
	else {
		p->client = list->rows[0].guid;
		next_items(r);
	}
}

void
verb_run_CLIENT_INVENTORY(struct errand *r)
{
	const char		*name = errand_text(r, "client");
	struct client_query	 q = { .limit = ERRAND_PAGE };
	struct place		*p = calloc(1, sizeof(*p) + 1);
	struct guid		 guid;

	if (p == NULL) {
		errand_end(r, CONTROL_FAILED, "", "out of memory");
		return;
	}
	r->state = p;
	p->class = p->key = p->text;
	p->kind = errand_flag(r, "software") ? INVENTORY_SOFTWARE :
	    INVENTORY_HARDWARE;
	if (guid_parse(name, &guid) || sms_id_parse(name, &guid))
		q.guid = &guid;
	else
		q.name = name;
	errand_asked(r, store_clients(r->d->store, &q, got_client, r));
}
