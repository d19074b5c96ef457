/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include <dirent.h>
#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <ftw.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "protocol/sms/sign.h"
#include "server/director/cap/site_change.h"
#include "server/smb/iopool.h"
#include "protocol/role/domain_msg.h"
#include "protocol/role/list_msg.h"
#include "tests/unit/director_double.h"
#include "tests/unit/new_store.h"

#define KNOWN_MAX	128
#define PATIENCE_S	60
#define QUIET		6		/* turns */

struct env	 director_env;
struct far	*keeper, *clerk, *worker;
char		 site_dir[64];
const char	*director_replica;
int64_t		 director_cohorts = 1;
bool		 keeper_is_deaf, keeper_cannot_sign;
struct err	 outcome;

static const uint8_t	seed[SIGN_KEY_SIZE] = { 7 };
static struct msg_account known[KNOWN_MAX];
static size_t		nknown;

/* A secret on its way from the test to the keeper. */
static struct {
	int	 fd;			/* -1: none */
	uint64_t id;
	struct msg_secret what;
} secret = { .fd = -1 };

struct director *
the_director(void)
{
	return director_env.state;
}

/* --- files --- */

static int
remove_one(const char *path, const struct stat *st, int kind,
    struct FTW *where)
{
	(void)st;
	(void)kind;
	(void)where;
	return remove(path);
}

static void
remove_all(const char *path)
{
	(void)nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void
below(const char *path, char dst[static 512])
{
	(void)snprintf(dst, 512, "%s/%s", site_dir, path);
}

char *
slurp(const char *path, size_t *n)
{
	char	 full[512], *p;
	struct stat st;
	int	 fd;

	below(path, full);
	fd = open(full, O_RDONLY | O_CLOEXEC);
	if (fd == -1)
		return NULL;
	assert_int_equal(fstat(fd, &st), 0);
	p = calloc(1, (size_t)st.st_size + 1);
	assert_non_null(p);
	assert_int_equal(read(fd, p, (size_t)st.st_size), st.st_size);
	(void)close(fd);
	if (n != NULL)
		*n = (size_t)st.st_size;
	return p;
}

void
spit(const char *path, const void *data, size_t n)
{
	char	 full[512];
	int	 fd;

	below(path, full);
	fd = open(full, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0660);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, data, n), n);
	(void)close(fd);
}

bool
exists(const char *path)
{
	char	 full[512];

	below(path, full);
	return access(full, F_OK) == 0;
}

size_t
count_files(const char *path)
{
	char		 full[512];
	struct dirent	*entry;
	DIR		*dir;
	size_t		 n = 0;

	below(path, full);
	dir = opendir(full);
	while (dir != NULL && (entry = readdir(dir)) != NULL)
		n += entry->d_name[0] != '.';
	if (dir != NULL)
		(void)closedir(dir);
	return n;
}

static void
make_site(void)
{
	static const char *const folders[] = { "store", "cap", "cap/sets",
	    "cap/up", "site", "domain" };
	char	 full[512];
	size_t	 i;

	quick_folder("director-test", site_dir);
	for (i = 0; i < nitems(folders); i++) {
		below(folders[i], full);
		assert_int_equal(mkdir(full, 0770), 0);
	}
	below("store", full);
	new_store(full);
}

static int
control_socket(void)
{
	struct sockaddr_un	 sun = { .sun_family = AF_UNIX };
	int			 fd;

	(void)snprintf(sun.sun_path, sizeof(sun.sun_path), "%s/sock",
	    site_dir);
	(void)unlink(sun.sun_path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&sun, sizeof(sun)), 0);
	assert_int_equal(listen(fd, 4), 0);
	return fd;
}

/* --- the keeper --- */

static void
answer_site_key(const struct heard *h)
{
	struct rd			 r = heard_body(h);
	struct msg_site_key		 q;
	struct msg_site_key_answer	 a = { .key_id = 1 };

	msg_get_site_key(&r, &q);
	assert_true(rd_end(&r));
	a.answer = q.check.len > 0 ? KEY_FITS : KEY_MADE;
	a.check = rd_over("check", 5);
	a.signing = rd_over("signing", 7);
	assert_true(sign_public_key(seed, a.public_key));
	msg_put_site_key_answer(far_begin(keeper, MSG_SITE_KEY_ANSWER,
	    h->id), &a);
	far_end(keeper);
}

static void
answer_sign(const struct heard *h)
{
	uint8_t	 signature[SIGN_SIZE];
	struct stat st;
	char	*p;

	assert_int_equal(fstat(h->fd, &st), 0);
	p = malloc((size_t)st.st_size + 1);
	assert_non_null(p);
	assert_int_equal(pread(h->fd, p, (size_t)st.st_size, 0), st.st_size);
	assert_true(sign_bytes(seed, p, (size_t)st.st_size, signature));
	free(p);
	msg_put_signed(far_begin(keeper, MSG_SIGNED, h->id),
	    keeper_cannot_sign ? NULL : signature);
	far_end(keeper);
}

/* What would be sealed stands there as it is. */
static void
answer_list_make(const struct heard *h)
{
	struct rd		 r = heard_body(h);
	struct msg_list_make	 q;
	struct msg_list_account	 a;
	struct msg_list_made	 m = { .key = rd_over("list key", 8) };
	char			 text[4096] = "list";
	size_t			 n = strlen(text);

	msg_get_list_make(&r, &q);
	for (; q.n > 0; q.n--) {
		msg_get_list_account(&r, &a);
		n += (size_t)snprintf(text + n, sizeof(text) - n, " %s=%.*s",
		    a.name, (int)a.password.len,
		    (const char *)a.password.base);
	}
	assert_true(rd_end(&r));
	m.list_form = m.site_form = rd_over(text, n);
	msg_put_list_made(far_begin(keeper, MSG_LIST_MADE, h->id), &m);
	far_end(keeper);
}

static void
answer_list_wrap(const struct heard *h)
{
	struct rd		 r = heard_body(h);
	struct msg_list_wrap	 q;
	struct msg_list_client	 c;
	struct msg_list_wrapped	 m = { .wrapped = { 7 } };
	struct wr		*w;

	msg_get_list_wrap(&r, &q);
	w = far_begin(keeper, MSG_LIST_WRAPPED, h->id);
	wr_le16(w, q.n);
	for (; q.n > 0; q.n--) {
		msg_get_list_client(&r, &c);
		m.has_kek = !c.has_kek;
		msg_put_list_wrapped(w, &m);
	}
	assert_true(rd_end(&r));
	far_end(keeper);
}

static void
learn_account(const struct heard *h)
{
	struct rd		 r = heard_body(h);
	struct msg_account	 m;
	size_t			 i;

	msg_get_account(&r, &m);
	assert_true(rd_end(&r));
	for (i = 0; i < nknown && known[i].id != m.id; i++)
		;
	assert_true(i < KNOWN_MAX);
	known[i] = m;		/* the blobs live as long as the message */
	nknown += i == nknown;
}

static void
take_secret(struct heard *h)
{
	struct rd	 r = heard_body(h);

	assert_int_equal(secret.fd, -1);
	msg_get_secret(&r, &secret.what);
	secret.id = h->id;
	secret.fd = h->fd;
	h->fd = -1;
}

/* Seals what has come: nothing, if nothing comes yet. */
static void
serve_secret(void)
{
	struct msg_secret_sealed	 m = { .account = secret.what.account };
	char				 text[64] = "made";
	ssize_t				 n;

	if (secret.fd == -1)
		return;
	if (secret.what.task == SECRET_TAKE) {
		n = recv(secret.fd, text, sizeof(text) - 1, MSG_DONTWAIT);
		if (n == -1)
			return;
		text[n] = '\0';
	}
	(void)close(secret.fd);
	secret.fd = -1;
	if (strcmp(text, "bad") == 0)
		(void)strcpy(m.why, "the password is bad");
	else {
		m.verifier = rd_over(text, strlen(text));
		m.password = rd_over(text, strlen(text));
	}
	msg_put_secret_sealed(far_begin(keeper, MSG_SECRET_SEALED,
	    secret.id), &m);
	far_end(keeper);
}

/* Blobs of this house belong together when they are the same. */
static void
answer_prove(const struct heard *h)
{
	struct rd			 r = heard_body(h);
	struct msg_secret_proof		 q;
	struct msg_secret_proven	 a;

	msg_get_secret_proof(&r, &q);
	assert_true(rd_end(&r));
	a.account = q.account;
	a.fits = q.verifier.len > 0 && q.verifier.len == q.password.len &&
	    memcmp(q.verifier.base, q.password.base, q.verifier.len) == 0;
	msg_put_secret_proven(far_begin(keeper, MSG_SECRET_PROVEN, h->id),
	    &a);
	far_end(keeper);
}

/* A ticket of this house is the password itself. */
static void
answer_ticket(const struct heard *h)
{
	struct rd			 r = heard_body(h);
	struct msg_secret_ticket	 q;
	struct msg_secret_sealed	 m = { .why = "" };
	const char			*text = (const char *)q.ticket;

	msg_get_secret_ticket(&r, &q);
	assert_true(rd_end(&r));
	m.account = q.secret.account;
	if (strncmp(text, "bad", 3) == 0)
		(void)strcpy(m.why, "the password is bad");
	else
		m.verifier = rd_over(text, strnlen(text, sizeof(q.ticket)));
	msg_put_secret_sealed(far_begin(keeper, MSG_SECRET_SEALED, h->id),
	    &m);
	far_end(keeper);
}

static void
serve_keeper(void)
{
	struct heard	*h;

	if (keeper_is_deaf || far_is_cut(keeper))
		return;
	if ((h = far_heard(keeper, MSG_SITE_KEY)) != NULL)
		answer_site_key(h);
	if ((h = far_heard(keeper, MSG_SIGN)) != NULL)
		answer_sign(h);
	while ((h = far_heard(keeper, MSG_SECRET_PROVE)) != NULL)
		answer_prove(h);
	while ((h = far_heard(keeper, MSG_SECRET_TICKET)) != NULL)
		answer_ticket(h);
	while ((h = far_heard(keeper, MSG_LIST_MAKE)) != NULL)
		answer_list_make(h);
	while ((h = far_heard(keeper, MSG_LIST_WRAP)) != NULL)
		answer_list_wrap(h);
	while ((h = far_heard(keeper, MSG_ACCOUNT)) != NULL)
		learn_account(h);
	if (secret.fd == -1 &&
	    (h = far_heard(keeper, MSG_SECRET_TASK)) != NULL)
		take_secret(h);
	serve_secret();
}

bool
keeper_knows(const char *name, struct msg_account *out)
{
	size_t	 i;

	for (i = 0; i < nknown; i++)
		if (strcmp(known[i].name, name) == 0) {
			*out = known[i];
			return true;
		}
	return false;
}

/* --- life --- */

void
director_turn(void)
{
	if (!env_double_turn(&director_env)) {
		env_double_wait(&director_env);
		(void)env_double_turn(&director_env);
	}
	serve_keeper();
}

/* The clock of a test may stand. */
bool
director_waits(time_t *since)
{
	struct timespec	 now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	if (*since == 0)
		*since = now.tv_sec;
	else if (now.tv_sec - *since > PATIENCE_S)
		return false;
	director_turn();
	return true;
}

/* Until nobody has anything to do. */
void
settle_down(void)
{
	struct director	*d = the_director();
	int		 quiet;

	for (quiet = 0; quiet < QUIET; quiet++) {
		director_turn();
		if (store_pending(d->store) > 0 ||
		    (d->pool != NULL && iopool_pending(d->pool) > 0))
			quiet = 0;
	}
}

void
director_start(void)
{
	struct err	 e;

	nknown = 0;
	keeper_is_deaf = keeper_cannot_sign = false;
	env_double_open(&director_env, ROLE_DIRECTOR);
	(void)snprintf(director_env.config.dir, CONFIG_PATH_MAX, "%s",
	    site_dir);
	if (director_replica != NULL)
		text_copy(director_env.config.replicas.item
		    [director_env.config.replicas.n++], CONFIG_ITEM_MAX,
		    director_replica);
	director_env.config.cohorts = director_cohorts;
	director_env.control = control_socket();
	if (director_ops.open(&director_env, &e) != 0 ||
	    director_ops.run(&director_env, &e) != 0)
		fail_msg("the director does not start: %s", e.text);
	keeper = env_double_peer(&director_env, &director_ops, ROLE_KEEPER,
	    0);
	clerk = env_double_peer(&director_env, &director_ops, ROLE_CLERK, 0);
	worker = env_double_peer(&director_env, &director_ops, ROLE_WORKER,
	    0);
	until(the_director()->keeper_ready);
	settle_down();
}

void
director_stop(void)
{
	struct director	*d = the_director();

	if (secret.fd != -1)
		(void)close(secret.fd);
	secret.fd = -1;
	event_free(d->store_ev);
	director_ops.stop(&director_env);
	assert_true(env_double_ended());
	free(d);
	env_double_close(&director_env);
	(void)close(director_env.control);
}

/* Other threads go on: a file that is renamed meanwhile is gone for cp. */
static void
copy_all(const char *from, const char *to)
{
	char	 command[256];
	int	 tries, status = -1;

	(void)snprintf(command, sizeof(command), "cp -a %s %s 2>/dev/null",
	    from, to);
	for (tries = 0; tries < 20 && status != 0; tries++) {
		remove_all(to);
		status = system(command);
	}
	assert_int_equal(status, 0);
}

static void
snapshot_name(char dst[static 80])
{
	(void)snprintf(dst, 80, "%s.snap", site_dir);
}

void
director_snapshot(void)
{
	char	 name[80];

	snapshot_name(name);
	copy_all(site_dir, name);
}

void
director_start_on_snapshot(void)
{
	char	 name[80];

	snapshot_name(name);
	copy_all(name, site_dir);
	director_start();
}

int
director_up(void **state)
{
	(void)state;
	log_set(LVL_ERROR, LOG_PLAIN);
	make_site();
	director_start();
	return 0;
}

int
director_down(void **state)
{
	char	 name[80];

	(void)state;
	director_stop();
	director_replica = NULL;
	snapshot_name(name);
	remove_all(name);
	remove_all(site_dir);
	return 0;
}

/* --- changes --- */

static bool	finished;

static void
note_end(void *arg, const struct err *failed)
{
	(void)arg;
	finished = true;
	if (failed != NULL)
		outcome = *failed;
}

static int
wait_for(int rc)
{
	if (rc != 0)
		return outcome.code;
	until(finished);
	return outcome.code;
}

const struct audit_row *
somebody(void)
{
	static struct audit_row	 row = { .who = "tester", .verb = "test",
				    .outcome = AUDIT_DONE,
				    .object = "", .detail = "" };

	row.at = wall_now();
	return &row;
}

static struct account_wish
make_wish(const char *name, bool force)
{
	outcome = (struct err){ 0 };
	finished = false;
	return (struct account_wish){ .name = name, .force = force,
	    .kind = ACCOUNT_CLIENT, .secret = SECRET_ENTERED,
	    .audit = somebody() };
}

/* As sitectl: writes the password, or reads the made one. */
static int
with_secret(int rc, int fd, const char *password)
{
	if (rc != 0)
		return outcome.code;
	if (password != NULL)
		assert_int_equal(send(fd, password, strlen(password), 0),
		    strlen(password));
	(void)shutdown(fd, SHUT_WR);
	until(finished);
	(void)close(fd);
	return outcome.code;
}

int
add_account(const struct wish *w)
{
	struct account_wish	 aw = make_wish(w->name, w->force);
	int			 fd = -1, rc;

	aw.kind = w->is_operator ? ACCOUNT_OPERATOR : ACCOUNT_CLIENT;
	aw.secret = w->password == NULL ? SECRET_GENERATED : SECRET_ENTERED;
	rc = accounts_add(the_director(), &aw, &fd, note_end, NULL,
	    &outcome);
	return with_secret(rc, fd, w->password);
}

int
passwd(const char *name, const char *password, bool force)
{
	struct account_wish	 aw = make_wish(name, force);
	int			 fd = -1, rc;

	rc = accounts_passwd(the_director(), &aw, &fd, note_end, NULL,
	    &outcome);
	return with_secret(rc, fd, password);
}

int
set_state(const char *name, enum account_state state, bool force)
{
	struct account_wish	 aw = make_wish(name, force);

	return wait_for(accounts_set_state(the_director(), &aw, state,
	    note_end, NULL, &outcome));
}

int
unlock(const char *name)
{
	struct account_wish	 aw = make_wish(name, false);

	return wait_for(accounts_unlock(the_director(), &aw, note_end, NULL,
	    &outcome));
}

typedef int	make_change(struct director *, const struct site_source *,
		    struct site_change **, struct err *);

static int
change_site(make_change *make, const char *name, const char *text, size_t n)
{
	const struct site_source	 src = { name, text, n };
	struct site_order		 o = { .audit = somebody(),
					    .done = note_end };
	struct site_change		*c;
	int				 rc;

	outcome = (struct err){ 0 };
	finished = false;
	rc = make(the_director(), &src, &c, &outcome);
	if (rc == 0)
		site_change_begin(&c, &o);
	return wait_for(rc);
}

int
import_site(const char *text, size_t n)
{
	return change_site(site_change_import, "test.ct0", text, n);
}

int
apply_delta(const char *text, size_t n)
{
	return change_site(site_change_delta, "test.ct1", text, n);
}

int
import_sample(void)
{
	const char	*top = getenv("srcdir");
	char		 path[512], *text;
	FILE		*f;
	size_t		 n;
	int		 rc;

	(void)snprintf(path, sizeof(path), "%s/conf/site.ct0",
	    top == NULL ? "." : top);
	f = fopen(path, "r");
	assert_non_null(f);
	text = malloc(65536);
	assert_non_null(text);
	n = fread(text, 1, 65536, f);
	(void)fclose(f);
	rc = import_site(text, n);
	free(text);
	return rc;
}

int
publish_now(void)
{
	outcome = (struct err){ 0 };
	finished = false;
	return wait_for(publisher_now(the_director(), somebody(), note_end,
	    NULL, &outcome));
}

struct publisher_status
publication(void)
{
	struct publisher_status	 s;

	publisher_status(the_director(), &s);
	return s;
}
