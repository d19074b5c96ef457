/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/keeper/secrets.h"

#include <errno.h>
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/secret.h"
#include "base/text.h"
#include "server/keeper/keeper.h"
#include "server/keeper/rules.h"
#include "server/keeper/tickets.h"

#define PATIENCE_S	60
#define FOREIGN_MAX	127	/* bytes, as the credential has room for */

/* What it must not be again: a piece of the desk. */
struct old_hashes {
	size_t		 n;
	uint8_t		 hash[MSG_OLD_PASSWORDS_MAX][NT_HASH_SIZE];
};

_Static_assert(sizeof(struct old_hashes) <= DESK_SIZE, "it lies there");

struct task {
	struct keeper	*k;
	int64_t		 account;
	char		 name[MSG_NAME_SIZE];
	struct old_hashes *old;
	uint64_t	 id;
	int		 fd;
	struct event	*ev;
	bool		 foreign;	/* SECRET_PUSH */
	size_t		 len;
	char		*text;		/* DESK_SIZE bytes of the desk */
};

static void
task_free(struct task *t)
{
	if (t->ev != NULL)
		event_free(t->ev);
	if (t->fd != -1)
		(void)close(t->fd);
	secret_pool_give(t->k->desk, t->text);
	secret_pool_give(t->k->desk, t->old);
	free(t);
}

static void
send_sealed(struct keeper *k, uint64_t id, const struct msg_secret_sealed *m)
{
	struct chan	*director = env_peer(k->env, ROLE_DIRECTOR, 0);

	if (director == NULL)
		return;
	msg_put_secret_sealed(chan_begin(director, MSG_SECRET_SEALED, id), m);
	(void)chan_end(director);
}

static void
send_refusal(struct keeper *k, uint64_t id, int64_t account, const char *why)
{
	struct msg_secret_sealed	 m = { .account = account };

	text_copy(m.why, sizeof(m.why), why);
	send_sealed(k, id, &m);
}

static void
refuse(struct task *t, const char *why)
{
	send_refusal(t->k, t->id, t->account, why);
	task_free(t);
}

/* The verifier, and the password itself, for the account list. */
static void
seal_hash(struct task *t, const uint8_t hash[static NT_HASH_SIZE])
{
	struct msg_secret_sealed	 m = { .account = t->account };
	struct seal_what		 what = { SEAL_VERIFIER,
					    t->account };
	uint8_t				 verifier[NT_HASH_SIZE + SEAL_OVERHEAD];
	uint8_t				 password[DESK_SIZE + SEAL_OVERHEAD];
	struct wr			 v = wr_over(verifier, sizeof(verifier));
	struct wr			 p = wr_over(password, sizeof(password));
	int				 rc;

	rc = seal(&t->k->vault->key, &what, rd_over(hash, NT_HASH_SIZE), &v);
	what.kind = SEAL_PASSWORD;
	if (rc == 0 && t->len > 0)
		rc = seal(&t->k->vault->key, &what, rd_over(t->text, t->len), &p);
	if (rc != 0) {
		refuse(t, "the password could not be sealed");
		return;
	}
	m.verifier = wr_written(&v);
	m.password = wr_written(&p);
	send_sealed(t->k, t->id, &m);
	task_free(t);
}

/* The password of an account of others; only a logon there tells if it fits. */
static void
seal_foreign(struct task *t)
{
	struct msg_secret_sealed	 m = { .account = t->account };
	const struct seal_what		 what = { SEAL_PUSH, t->account };
	uint8_t				 password[FOREIGN_MAX + SEAL_OVERHEAD];
	struct wr			 p = wr_over(password, sizeof(password));

	if (t->len == 0 || t->len > FOREIGN_MAX ||
	    memchr(t->text, '\n', t->len) != NULL) {
		refuse(t, "the password has to be one line of 127 bytes at "
		    "most");
		return;
	}
	if (seal(&t->k->vault->key, &what, rd_over(t->text, t->len), &p) != 0) {
		refuse(t, "the password could not be sealed");
		return;
	}
	m.password = wr_written(&p);
	send_sealed(t->k, t->id, &m);
	task_free(t);
}

static void
seal_both(struct task *t)
{
	uint8_t	 hash[NT_HASH_SIZE];

	if (nt_hash(t->k->ntlm, t->text, hash) != 0)
		refuse(t, "the password could not be sealed");
	else
		seal_hash(t, hash);
	secret_wipe(hash, sizeof(hash));
}

/* Those that do not open are of another key: nobody can have one again. */
static void
open_old(struct task *t, const struct msg_secret *m)
{
	struct seal_what	 what = { SEAL_VERIFIER, t->account };
	struct wr		 w;
	size_t			 i;

	for (i = 0; i < m->nold; i++) {
		w = wr_over(t->old->hash[t->old->n], NT_HASH_SIZE);
		t->old->n += unseal(&t->k->vault->key, &what, m->old[i],
		    &w) == 0 && w.pos == NT_HASH_SIZE;
	}
}

static const char	had_before[] = "the account had this password before, "
    "and the policy of the domain asks for another (2245); see: sitectl "
    "policy show";

static bool
hash_was_before(const struct task *t, const uint8_t hash[static NT_HASH_SIZE])
{
	bool	 found = false;
	size_t	 i;

	for (i = 0; i < t->old->n; i++)
		found |= secret_equal(hash, t->old->hash[i], NT_HASH_SIZE);
	return found;
}

static bool
was_before(const struct task *t)
{
	uint8_t	 hash[NT_HASH_SIZE];
	bool	 found;

	found = nt_hash(t->k->ntlm, t->text, hash) == 0 &&
	    hash_was_before(t, hash);
	secret_wipe(hash, sizeof(hash));
	return found;
}

static void
judge_text(struct task *t)
{
	char		 text[MSG_SECRET_WHY_SIZE];
	const char	*why;

	why = rules_refuse(&t->k->policy, t->text, t->name, text);
	if (why == NULL && was_before(t))
		why = had_before;
	if (why != NULL)
		refuse(t, why);
	else
		seal_both(t);
}

/* All of it has come. */
static void
judge_input(struct task *t)
{
	if (t->len > 0 && t->text[t->len - 1] == '\n')
		t->len--;
	t->text[t->len] = '\0';
	if (strlen(t->text) != t->len || !utf8_valid(t->text))
		refuse(t, "the password is not valid UTF-8 text");
	else if (t->foreign)
		seal_foreign(t);
	else
		judge_text(t);
}

static void
on_input(evutil_socket_t fd, short what, void *arg)
{
	struct task	*t = arg;
	ssize_t		 n;

	if ((what & EV_TIMEOUT) != 0) {
		refuse(t, "no password came within a minute");
		return;
	}
	n = read(fd, t->text + t->len, DESK_SIZE - 1 - t->len);
	if (n > 0) {
		t->len += (size_t)n;
		if (t->len == DESK_SIZE - 1)
			refuse(t, "the password is too long");
	} else if (n == 0)
		judge_input(t);
	else if (errno != EAGAIN && errno != EINTR)
		refuse(t, "the password could not be read");
}

static void
take(struct task *t)
{
	struct timeval	 tv = { PATIENCE_S, 0 };

	(void)evutil_make_socket_nonblocking(t->fd);
	t->ev = event_new(t->k->env->base, t->fd, EV_READ | EV_PERSIST,
	    on_input, t);
	if (t->ev == NULL || event_add(t->ev, &tv) == -1)
		refuse(t, "out of memory");
}

/* No bias: bytes beyond the last whole multiple are thrown away. */
static char
random_of(const char *set)
{
	size_t	 n = strlen(set);
	uint8_t	 b;

	do
		secret_random(&b, 1);
	while (b >= 256 - 256 % n);
	return set[b % n];
}

/* One of each class, the rest of all, then shuffled. */
static void
make_password(char dst[static PASSWORD_MAX + 1])
{
	static const char *const	classes[] = {
		"abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
		"0123456789", "!#$%&()*+,-./:;<=>?@[]^_{|}~"
	};
	static const char		all[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"0123456789!#$%&()*+,-./:;<=>?@[]^_{|}~";
	static const char		places[] = "0123456789abcd";
	char				 swap;
	size_t				 i, k;

	for (i = 0; i < PASSWORD_MAX; i++)
		dst[i] = random_of(i < 4 ? classes[i] : all);
	for (i = PASSWORD_MAX - 1; i > 0; i--) {
		do
			k = (size_t)(strchr(places, random_of(places)) -
			    places);
		while (k > i);
		swap = dst[i];
		dst[i] = dst[k];
		dst[k] = swap;
	}
	dst[PASSWORD_MAX] = '\0';
}

static void
make(struct task *t)
{
	char	 line[PASSWORD_MAX + 1];
	ssize_t	 n;

	make_password(t->text);
	t->len = PASSWORD_MAX;
	memcpy(line, t->text, PASSWORD_MAX);
	line[PASSWORD_MAX] = '\n';
	n = send(t->fd, line, PASSWORD_MAX + 1, MSG_NOSIGNAL | MSG_DONTWAIT);
	secret_wipe(line, sizeof(line));
	if (n != PASSWORD_MAX + 1)
		refuse(t, "nobody was there to see the new password");
	else
		seal_both(t);
}

/* For the account list; whoever needs it reads it there. */
static void
keep(struct task *t)
{
	make_password(t->text);
	t->len = PASSWORD_MAX;
	seal_both(t);
}

/* Takes the descriptor.  NULL: the director knows. */
static struct task *
task_new(struct keeper *k, const struct msg_secret *what, int fd, uint64_t id)
{
	struct task	*t = calloc(1, sizeof(*t));

	if (t == NULL) {
		if (fd != -1)
			(void)close(fd);
		send_refusal(k, id, what->account, "out of memory");
		return NULL;
	}
	t->k = k;
	t->account = what->account;
	text_copy(t->name, sizeof(t->name), what->name);
	t->fd = fd;
	t->id = id;
	t->text = secret_pool_take(k->desk);
	t->old = secret_pool_take(k->desk);
	if (t->text == NULL || t->old == NULL) {
		refuse(t, "out of memory");
		return NULL;
	}
	t->old->n = 0;
	open_old(t, what);
	return t;
}

/* A hash says nothing of what is in the password. */
static void
judge_brought(struct task *t, const struct brought *b)
{
	if (b->hash == NULL) {
		t->len = strlcpy(t->text, b->text, DESK_SIZE);
		judge_text(t);
	} else if (hash_was_before(t, b->hash))
		refuse(t, had_before);
	else
		seal_hash(t, b->hash);
}

void
secret_from_ticket(struct keeper *k, const struct msg_secret_ticket *m,
    uint64_t id)
{
	struct task	*t = task_new(k, &m->secret, -1, id);
	struct brought	 b;

	if (t == NULL)
		return;
	if (!tickets_redeem(k, m->ticket, &b)) {
		refuse(t, "the password is not there any more: it has to be "
		    "sent again");
		return;
	}
	judge_brought(t, &b);
	tickets_drop(k, &b);
}

void
secret_task(struct keeper *k, const struct msg_secret *what, int fd,
    uint64_t id)
{
	struct task	*t = task_new(k, what, fd, id);

	if (t == NULL)
		return;
	t->foreign = what->task == SECRET_PUSH;
	if (what->task == SECRET_MAKE)
		make(t);
	else if (what->task == SECRET_KEEP)
		keep(t);
	else
		take(t);
}

bool
secret_fits(struct keeper *k, const struct msg_secret_proof *m)
{
	struct seal_what	 what = { SEAL_VERIFIER, m->account };
	uint8_t			 hash[NT_HASH_SIZE], made[NT_HASH_SIZE];
	char			*text = secret_pool_take(k->desk);
	struct wr		 h = wr_over(hash, sizeof(hash));
	struct wr		 t = wr_over(text, text == NULL ? 0 :
				    DESK_SIZE - 1);
	bool			 fits;

	fits = unseal(&k->vault->key, &what, m->verifier, &h) == 0 &&
	    h.pos == sizeof(hash);
	what.kind = SEAL_PASSWORD;
	fits = fits && text != NULL &&
	    unseal(&k->vault->key, &what, m->password, &t) == 0;
	if (fits) {
		text[t.pos] = '\0';
		fits = nt_hash(k->ntlm, text, made) == 0 &&
		    secret_equal(hash, made, sizeof(hash));
	}
	secret_wipe(hash, sizeof(hash));
	secret_wipe(made, sizeof(made));
	if (text != NULL)
		secret_pool_give(k->desk, text);
	return fits;
}
