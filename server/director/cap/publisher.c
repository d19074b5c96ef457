/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 *	IDLE -> BEGINNING	the store gives a serial
 *	     -> SIGNING		the keeper signs the manifest
 *	     -> WRITING		the pool writes and renames
 *	     -> COMMITTING	the store knows; workers are told -> IDLE
 *
 * A wish that comes meanwhile is served by the next round.
 */
#include "server/director/cap/publisher.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "server/director/account/lists.h"
#include "server/director/cap/publisher_int.h"
#include "server/director/cap/stock.h"
#include "server/timer.h"
#include "store/publication.h"

#define SOON_MS		200	/* many changes, one set */
#define RETRY_MS	60000	/* after a failure */
#define SIGN_MS		30000	/* the keeper must have answered */

/* --- waiting for the end --- */

/* Its texts are copied: a round may begin when the request is gone. */
static void
keep_audit(struct waiter *w, const struct audit_row *audit)
{
	w->has_audit = true;
	w->audit = *audit;
	text_copy(w->who, sizeof(w->who), audit->who);
	text_copy(w->verb, sizeof(w->verb), audit->verb);
	w->audit.who = w->who;
	w->audit.verb = w->verb;
	w->audit.object = "set";
	w->audit.detail = "";
}

static void
add_waiter(struct waiters *list, const struct audit_row *audit,
    publisher_done *done, void *arg)
{
	struct waiter	*w = calloc(1, sizeof(*w));
	struct err	 e;

	if (w == NULL) {
		(void)err_set(&e, ENOMEM, "publish: out of memory");
		done(arg, &e);
		return;
	}
	w->done = done;
	w->arg = arg;
	if (audit != NULL)
		keep_audit(w, audit);
	STAILQ_INSERT_TAIL(list, w, link);
}

static void
tell(struct waiters *list, const struct err *failed)
{
	struct waiter	*w;

	while ((w = STAILQ_FIRST(list)) != NULL) {
		STAILQ_REMOVE_HEAD(list, link);
		w->done(w->arg, failed);
		free(w);
	}
}

/* Soon after the first of many: wishes without end put nothing off. */
static void
hurry(struct publisher *p)
{
	if (!p->hurries)
		timer_after(&p->soon, SOON_MS);
	p->hurries = true;
}

static void
end_round(struct publisher *p, const struct err *failed)
{
	struct waiters	 now = STAILQ_HEAD_INITIALIZER(now);

	p->state = PUB_IDLE;
	(void)event_del(&p->deadline);
	STAILQ_CONCAT(&now, &p->served);
	tell(&now, failed);
	p->hurries = false;
	if (p->wanted && failed != NULL)
		timer_after(&p->soon, RETRY_MS);
	else if (p->wanted)
		hurry(p);
}

static void
raise_alarm(struct publisher *p, const struct err *e)
{
	if (strcmp(p->alarm, e->text) != 0)	/* one line for one fault */
		log_error("publish: the set in force stays: %s", e->text);
	(void)snprintf(p->alarm, sizeof(p->alarm), "%s", e->text);
}

static void
noted(void *arg, const struct err *failed)
{
	(void)arg;
	if (failed != NULL)
		log_error("publish: %s", failed->text);
}

static void
fail(struct publisher *p, const struct err *e)
{
	struct batch	*b;

	raise_alarm(p, e);
	if (p->serial != 0 && !p->stopping) {
		b = store_batch_new();
		store_publication_fail(b, p->serial, e->text, wall_now());
		(void)store_submit(p->d->store, &b, noted, p);
	}
	set_free(&p->making);
	buf_clear(&p->payload);
	p->wanted = true;
	if (e->code == EUCLEAN)		/* perhaps it can be made again */
		(void)stock_look(p->d, SURVEY_DEEP, NULL, NULL, &(struct err){
		    .code = 0 });
	end_round(p, e);
}

/* --- COMMITTING --- */

static void
tell_workers(struct publisher *p)
{
	struct chan	*worker;
	size_t		 i;

	for (i = 0; (worker = env_peer_at(p->d->env, ROLE_WORKER, i)) != NULL;
	    i++)
		publisher_tell_worker(p->d, worker);
}

static void
in_force(void *arg, const struct err *failed)
{
	struct publisher	*p = arg;

	if (failed != NULL) {
		/* It is in place all the same; the next start adopts it. */
		fail(p, failed);
		return;
	}
	if (p->current != NULL)
		old_set_add(p, p->current->serial);
	set_free(&p->current);
	p->current = p->making;
	p->making = NULL;
	p->published = p->verified = wall_now();
	p->alarm[0] = '\0';
	publisher_learn(p);
	tell_workers(p);
	log_info("published set %llu of site control file %u [files=%zu "
	    "bytes=%llu]", (unsigned long long)p->current->serial,
	    p->current->manifest.site_control, p->current->nfiles,
	    (unsigned long long)p->current->bytes);
	publisher_plan_renewal(p);
	end_round(p, NULL);
}

static void
commit(struct publisher *p)
{
	struct batch	*b = store_batch_new();
	const struct set_file *manifest =
			    &p->making->files[p->making->nfiles - 1];

	p->state = PUB_COMMITTING;
	store_publication_publish(b, p->serial, manifest->sha256, wall_now());
	if (store_submit(p->d->store, &b, in_force, p) != 0) {
		struct err e;

		(void)err_set(&e, ENOMEM, "the store takes no more");
		fail(p, &e);
	}
}

/* --- WRITING --- */

static void
run_write(struct iojob *job)
{
	struct publisher	*p = publisher_of_job(job);

	p->write_error = (struct err){ 0 };
	(void)set_write(p->making, &p->place, &p->write_error);
}

static void
written(struct iojob *job)
{
	struct publisher	*p = publisher_of_job(job);

	if (job->cancelled)
		(void)err_set(&p->write_error, ECANCELED, "sited stops");
	if (p->write_error.code != 0)
		fail(p, &p->write_error);
	else
		commit(p);
}

static const struct buf	*payload_of(const struct publisher *);
static int		 ask_signature(struct publisher *, struct err *);

static void
start_writing(struct publisher *p)
{
	struct err	 e;

	buf_clear(&p->payload);
	p->state = PUB_WRITING;
	p->write = (struct iojob){ .run = run_write, .done = written };
	if (iopool_submit(p->d->pool, &p->write) != 0) {
		(void)err_set(&e, EAGAIN, "too much file work is waiting");
		fail(p, &e);
	}
}

void
publisher_signed(struct director *d, struct chan *ch, struct chan_msg *m)
{
	struct publisher	*p = d->publisher;
	uint8_t			 signature[SIGN_SIZE];
	struct err		 e;
	bool			 ok = msg_get_signed(&m->body, signature);

	if (!rd_end(&m->body)) {
		chan_malformed(ch, m);
		return;
	}
	if (p->state != PUB_SIGNING || m->id != p->serial)
		return;
	if (!ok) {
		(void)err_set(&e, EIO, "the keeper could not sign");
		fail(p, &e);
		return;
	}
	if (set_sign(p->signing, payload_of(p), d->site.public_key, signature,
	    &e) != 0) {
		fail(p, &e);
		return;
	}
	p->signing = p->signing->view;
	if (p->signing == NULL)
		start_writing(p);
	else if (ask_signature(p, &e) != 0)
		fail(p, &e);
}

/* --- SIGNING --- */

static const struct buf *
payload_of(const struct publisher *p)
{
	return p->signing == p->making ? &p->payload : &p->signing->payload;
}

static int
ask_signature(struct publisher *p, struct err *e)
{
	const struct buf	*payload = payload_of(p);
	struct chan		*keeper = director_keeper(p->d);
	int			 fd, rc;

	if (keeper == NULL)
		return err_set(e, EAGAIN, "the keeper is not there to sign");
	fd = memfd_create("manifest", MFD_CLOEXEC);
	if (fd == -1)
		return err_sys(e, "manifest");
	if (pwrite(fd, payload->data, payload->len, 0) !=
	    (ssize_t)payload->len) {
		rc = err_sys(e, "manifest");
		(void)close(fd);
		return rc;
	}
	(void)chan_begin(keeper, MSG_SIGN, p->serial);
	rc = chan_end_fd(keeper, fd);
	return rc == 0 ? 0 : err_set(e, -rc, "the keeper does not listen");
}

static void
on_deadline(evutil_socket_t fd, short what, void *arg)
{
	struct publisher	*p = arg;
	struct err		 e;

	(void)fd;
	(void)what;
	if (p->state != PUB_SIGNING)
		return;
	(void)err_set(&e, ETIMEDOUT, "the keeper did not sign in time");
	fail(p, &e);
}

/* --- BEGINNING --- */

static void
begun(void *arg, const struct err *failed)
{
	struct publisher	*p = arg;
	struct err		 e;

	p->serial = failed == NULL ? *p->serial_out : 0;
	p->serial_out = NULL;
	if (failed != NULL) {
		fail(p, failed);
		return;
	}
	p->state = PUB_SIGNING;
	timer_after(&p->deadline, SIGN_MS);
	if (publisher_make(p, p->serial, stock_catalogue(p->d), &p->making,
	    &p->payload, &e) != 0) {
		fail(p, &e);
		return;
	}
	p->signing = p->making;
	if (ask_signature(p, &e) != 0)
		fail(p, &e);
}

static void
begin(struct publisher *p)
{
	struct batch	*b = store_batch_new();
	struct waiter	*w;
	struct err	 e;

	p->state = PUB_BEGINNING;
	p->wanted = false;
	p->serial = 0;
	STAILQ_CONCAT(&p->served, &p->waiting);
	p->serial_out = store_publication_begin(b, p->site_control,
	    wall_now());
	STAILQ_FOREACH(w, &p->served, link)
		if (w->has_audit)
			(void)store_audit(b, &w->audit);
	if (store_submit(p->d->store, &b, begun, p) != 0) {
		(void)err_set(&e, ENOMEM, "the store takes no more");
		fail(p, &e);
	}
}

static bool
can_begin(const struct publisher *p)
{
	struct list_file	 files[LIST_FILES];

	/* A check looks at the set that the round will replace. */
	return p->state == PUB_IDLE && !p->checking &&
	    p->site_control != 0 && director_keeper(p->d) != NULL &&
	    stock_is_ready(p->d) && lists_files(p->d, files) &&
	    !p->stopping;
}

static void
on_soon(evutil_socket_t fd, short what, void *arg)
{
	struct publisher	*p = arg;

	(void)fd;
	(void)what;
	p->hurries = false;
	if (p->wanted && can_begin(p))
		begin(p);
}

void
publisher_wanted(struct director *d, const char *why)
{
	struct publisher	*p = d->publisher;

	log_debug("publish: %s", why);
	p->wanted = true;
	if (p->state == PUB_IDLE)
		hurry(p);
}

/* Is that what readers see now? */
static bool
is_published(const struct publisher *p, const struct list_file *f)
{
	const struct set_file	*have;
	uint8_t			 sha256[MANIFEST_HASH_SIZE];
	char			 path[MANIFEST_PATH_SIZE];

	(void)snprintf(path, sizeof(path), "cap/%s", f->path);
	have = p->current == NULL ? NULL : set_find(p->current, path);
	return have != NULL && EVP_Digest(f->content.base, f->content.len,
	    sha256, NULL, EVP_sha256(), NULL) == 1 &&
	    memcmp(have->sha256, sha256, sizeof(sha256)) == 0;
}

void
publisher_lists_ready(struct director *d)
{
	struct publisher	*p = d->publisher;
	struct list_file	 files[LIST_FILES];
	size_t			 i;

	if (!lists_files(d, files))
		return;
	for (i = 0; i < LIST_FILES; i++)
		if (!is_published(p, &files[i])) {
			publisher_wanted(d, "the account list is another");
			return;
		}
	if (p->wanted && p->state == PUB_IDLE)
		timer_after(&p->soon, 0);
}

static void
await(struct publisher *p, const struct audit_row *audit,
    publisher_done *done, void *arg)
{
	add_waiter(&p->waiting, audit, done, arg);
	p->wanted = true;
	if (can_begin(p))
		begin(p);
}

void
publisher_await(struct publisher *p, publisher_done *done, void *arg)
{
	await(p, NULL, done, arg);
}

int
publisher_now(struct director *d, const struct audit_row *audit,
    publisher_done *done, void *arg, struct err *e)
{
	struct publisher	*p = d->publisher;

	if (p->site_control == 0)
		return err_set(e, ENOENT, "there is no site control file yet: "
		    "import one first, with: sitectl site import FILE");
	if (director_keeper(d) == NULL)
		return err_set(e, EAGAIN, "the keeper is not there to sign: "
		    "try again");
	await(p, audit, done, arg);
	return 0;
}

void
publisher_soon(struct director *d, publisher_done *done, void *arg)
{
	if (d->publisher->site_control == 0)
		done(arg, NULL);
	else
		publisher_await(d->publisher, done, arg);
}

/* --- the rest of the house --- */

void
publisher_keeper_ready(struct director *d)
{
	struct publisher	*p = d->publisher;

	if (p->wanted && p->state == PUB_IDLE)
		timer_after(&p->soon, 0);
}

void
publisher_stock_ready(struct director *d)
{
	publisher_keeper_ready(d);
}

void
publisher_keeper_lost(struct director *d)
{
	struct publisher	*p = d->publisher;
	struct err		 e;

	if (p->state != PUB_SIGNING)
		return;
	(void)err_set(&e, EAGAIN, "the keeper ended before it signed");
	fail(p, &e);
}

void
publisher_tell_worker(struct director *d, struct chan *worker)
{
	struct publisher	*p = d->publisher;
	struct wr		*w;

	if (p->current == NULL)
		return;
	w = chan_begin(worker, MSG_PUBLISHED, 0);
	wr_le64(w, p->current->serial);
	(void)chan_end(worker);
}

void
publisher_timers(struct publisher *p)
{
	struct event_base	*base = p->d->env->base;

	(void)event_assign(&p->soon, base, -1, 0, on_soon, p);
	(void)event_assign(&p->deadline, base, -1, 0, on_deadline, p);
}
