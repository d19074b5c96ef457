/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/keeper/credential.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "base/secret.h"
#include "base/text.h"
#include "server/keeper/keeper.h"

static void
put_line(struct wr *w, const char *s, size_t n)
{
	wr_bytes(w, s, n);
	wr_u8(w, '\n');
}

/* The piece of the desk has room for both. */
static bool
put_password(struct keeper *k, const struct seal_what *what, struct rd sealed,
    struct wr *w)
{
	char		*text = secret_pool_take(k->desk);
	struct wr	 t = wr_over(text, text == NULL ? 0 : DESK_SIZE);
	bool		 good;

	good = text != NULL && unseal(&k->vault->key, what, sealed, &t) == 0 &&
	    memchr(text, '\n', t.pos) == NULL;
	if (good)
		put_line(w, text, t.pos);
	secret_pool_give(k->desk, text);
	return good;
}

/* DOMAIN\name exactly; a name alone is of the machine itself. */
static void
put_name(struct wr *w, const char *name)
{
	const char	*slash = strchr(name, '\\');

	put_line(w, name, slash == NULL ? 0 : (size_t)(slash - name));
	name = slash == NULL ? name : slash + 1;
	put_line(w, name, strlen(name));
}

static bool
put_all(struct keeper *k, const struct msg_push_credential *m, struct wr *w)
{
	const struct seal_what	 what = { SEAL_PUSH, m->id };
	const struct seal_what	 service = { SEAL_PASSWORD, m->account };

	put_name(w, m->name);
	if (!put_password(k, &what, m->password, w))
		return false;
	if (m->account == 0)
		return true;
	put_line(w, m->account_name, strlen(m->account_name));
	return put_password(k, &service, m->account_password, w);
}

void
credential_give(struct keeper *k, const struct msg_push_credential *m, int fd)
{
	char		*text = secret_pool_take(k->desk);
	struct wr	 w = wr_over(text, text == NULL ? 0 : DESK_SIZE);

	if (text == NULL || !put_all(k, m, &w) || !wr_ok(&w))
		log_error("push account \"%s\": its password cannot be "
		    "unsealed", VIS(m->name));
	else if (send(fd, text, w.pos, MSG_NOSIGNAL | MSG_DONTWAIT) !=
	    (ssize_t)w.pos)
		log_warn("push account \"%s\": nobody takes its password",
		    VIS(m->name));
	secret_pool_give(k->desk, text);
	(void)close(fd);
}
