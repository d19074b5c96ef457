/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contrib/siteclient/bundle.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/secret.h"
#include "contrib/siteclient/accounts.h"

#define ARENA_MAX	((size_t)1 << 20)
#define PIECE		4096

/* Who can write it decides whose programs will run here. */
static bool
is_ours(FILE *f)
{
	struct stat	 st;

	return fstat(fileno(f), &st) == 0 && (!S_ISREG(st.st_mode) ||
	    ((st.st_mode & 022) == 0 &&
	    (st.st_uid == 0 || st.st_uid == geteuid())));
}

static int
read_file(const char *path, struct buf *b, struct err *err)
{
	FILE	*f = fopen(path, "re");
	uint8_t	*p;
	size_t	 n;

	if (f == NULL)
		return err_sys(err, "%s", path);
	if (!is_ours(f)) {
		(void)fclose(f);
		return err_set(err, EPERM, "%s: others can write it, so it "
		    "is not taken: it must be yours and writable by nobody "
		    "else", path);
	}
	/* read() into the buffer itself: stdio would keep a copy */
	(void)setvbuf(f, NULL, _IONBF, 0);
	do {
		p = buf_space(b, PIECE);
		n = p == NULL ? 0 : fread(p, 1, PIECE, f);
		if (p != NULL)
			b->len -= PIECE - n;
	} while (n > 0);
	n = (size_t)ferror(f);
	(void)fclose(f);
	if (n != 0 || !buf_ok(b))
		return err_set(err, EINVAL, "%s: cannot be read, or is no "
		    "enrolment file", path);
	return 0;
}

int
bundle_read(const char *path, struct bundle *b, struct err *err)
{
	struct syntax_err	 e;
	int			 error;

	memset(b, 0, sizeof(*b));
	arena_init(&b->arena, ARENA_MAX);
	buf_init(&b->text, ENROL_BUNDLE_MAX + PIECE);
	error = read_file(path, &b->text, err);
	if (error == 0 && enrol_parse(b->text.data, b->text.len, &b->arena,
	    &b->said, &e) != 0)
		/* where, but not what: it may be a part of a key */
		error = err_set(err, EINVAL, "%s:%u:%u: this is no whole "
		    "enrolment file", path, e.line, e.column);
	if (error == 0 && b->said.pub.expires.us <= wall_now().us)
		error = err_set(err, ETIME, "%s: the enrolment has expired: "
		    "ask for another", path);
	if (error == 0 && !enrol_keys(b->said.sec.token, &b->keys))
		error = err_set(err, EIO, "%s: no keys can be made of it",
		    path);
	if (error != 0)
		bundle_wipe(b);
	return error;
}

static bool
is_nobody(const struct identity *i)
{
	static const struct guid	 none;

	return guid_equal(&i->id, &none);
}

/* One that was made for a lost client is not for its namesake. */
int
bundle_fits(const struct bundle *b, const struct identity *i, struct err *err)
{
	const struct enrol_public	*p = &b->said.pub;
	char				 id[GUID_TEXT_SIZE];

	if (!p->has_client || is_nobody(i) || guid_equal(&p->client, &i->id))
		return 0;
	return err_set(err, EEXIST, "the file was made for another client "
	    "that is called %s; this one is %s", p->name,
	    guid_text(&i->id, id));
}

void
bundle_identity(const struct bundle *b, struct identity *i)
{
	if (is_nobody(i))
		i->id = b->said.pub.has_client ? b->said.pub.client :
		    guid_random();
	memcpy(i->name, b->said.pub.name, sizeof(i->name));
	memcpy(i->site, b->said.pub.site, sizeof(i->site));
	(void)strlcpy(i->logon_point, b->said.pub.logon_point,
	    sizeof(i->logon_point));
	memcpy(i->site_sign_key, b->said.sec.signing, SIGN_KEY_SIZE);
	memcpy(i->site_box_key, b->said.sec.agreement, SIGN_KEY_SIZE);
	memcpy(i->site_list_key, b->said.sec.site_list, SIGN_KEY_SIZE);
}

int
bundle_state(const struct bundle *b, struct state *s, struct err *err)
{
	const struct enrol_secret	*sec = &b->said.sec;
	const char			*why;
	int				 news = 0;

	why = accounts_open(s, &(struct account_source){
	    .site = b->said.pub.site, .form = ACCTLIST_TOKEN,
	    .key = b->keys.list }, rd_over(sec->list, sec->nlist), &news);
	if (why != NULL)
		return err_set(err, EINVAL, "the account list in the "
		    "enrolment is not used: %s", why);
	if (b->said.pub.caps.n == 0)
		return err_set(err, EINVAL, "the enrolment names no CAP");
	return state_set_caps(s, b->said.pub.caps.s, b->said.pub.caps.n) == 0
	    ? 0 : err_set(err, ENOMEM, "out of memory");
}

void
bundle_wipe(struct bundle *b)
{
	if (b->text.data != NULL)
		secret_wipe(b->text.data, b->text.len);
	buf_free(&b->text);
	arena_free(&b->arena);
	secret_wipe(&b->said, sizeof(b->said));
	secret_wipe(&b->keys, sizeof(b->keys));
}
