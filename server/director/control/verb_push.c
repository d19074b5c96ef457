/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_push - the accounts that clients are installed with. */
#include "base/text.h"
#include "server/director/ccm/push_book.h"
#include "server/director/control/errand.h"

static void
list_one(struct errand *r, const char *name, size_t order,
    const struct push_account *a)
{
	const struct push_account_row	*row = a == NULL ? NULL : &a->row;
	const struct control_cell	 place = order == 0 ? NOTHING :
					    NUMBER(order);

	if (row == NULL)
		ERRAND_ROW(r, &table_push_accounts, TEXT(name), place,
		    TEXT("no password"), NOTHING, NOTHING, NOTHING, NOTHING);
	else
		ERRAND_ROW(r, &table_push_accounts, TEXT(a->name), place,
		    TEXT(order == 0 ? "not used" : row->is_closed ?
		    "closed" : row->is_proven ? "proven" : "not proven"),
		    TIME(row->changed), NUMBER(row->failures),
		    TIME(row->failed), row->error == 0 ? NOTHING :
		    NUMBER(row->error));
}

static bool
is_named(const struct config_list *list, const char *name)
{
	size_t	 i;

	for (i = 0; i < list->n; i++)
		if (text_casecmp(list->item[i], name) == 0)
			return true;
	return false;
}

void
verb_run_PUSH_LIST(struct errand *r)
{
	const struct config_list	*list = &r->d->env->config.push;
	const struct push_account	*a = NULL;
	size_t				 i;

	for (i = 0; i < list->n; i++)
		list_one(r, list->item[i], i + 1,
		    push_book_find(r->d, list->item[i]));
	while ((a = push_book_next(r->d, a)) != NULL)
		if (!is_named(list, a->name))
			list_one(r, a->name, 0, a);
	errand_done(r);
}

static void
added(void *arg, const struct err *failed)
{
	struct errand	*r = arg;
	const char	*name = errand_text(r, "account");

	if (failed != NULL) {
		errand_end_err(r, failed);
		return;
	}
	r->audited = true;
	if (!is_named(&r->d->env->config.push, name))
		errand_end(r, CONTROL_DONE, "name it there, then: sitectl "
		    "config reload", "the password of \"%s\" is kept, but "
		    "option push does not name it", VIS(name));
	else
		errand_end(r, CONTROL_DONE, "", "the password of \"%s\" is "
		    "kept", VIS(name));
}

void
verb_run_PUSH_ADD(struct errand *r)
{
	const char	*name = errand_text(r, "account");
	struct err	 e;
	int		 fd;

	if (!errand_flag(r, "password-stdin"))
		errand_end(r, CONTROL_USAGE, "", "%s: say --password-stdin",
		    r->q.verb->words);
	else if (r->q.dry_run)
		errand_end_dry(r, "the password of \"%s\" would be kept",
		    VIS(name));
	else if (push_book_add(r->d, name, &r->audit, &fd, added, r, &e) != 0)
		errand_end_err(r, &e);
	else
		errand_secret(r, ANSWER_TAKE, fd);
}

static void
done(void *arg, const struct err *failed)
{
	struct errand	*r = arg;

	r->audited = failed == NULL;
	errand_end_err(r, failed);
}

static void
wish(struct errand *r, enum push_wish w, const char *as_told)
{
	const char	*name = errand_text(r, "account");
	struct err	 e;

	if (r->q.dry_run && push_book_find(r->d, name) != NULL)
		errand_end_dry(r, "the password of \"%s\" would be %s",
		    VIS(name), as_told);
	else if (push_book_wish(r->d, w, name, &r->audit, done, r, &e) != 0)
		errand_end_err(r, &e);
}

void
verb_run_PUSH_CLEAR(struct errand *r)
{
	wish(r, PUSH_CLEAR, "tried again");
}

void
verb_run_PUSH_REMOVE(struct errand *r)
{
	wish(r, PUSH_REMOVE, "forgotten");
}
