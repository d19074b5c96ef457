/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sitectl - steers sited over its control socket.  What can be asked stands
 * in protocol/control/verb.h.
 */
#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/secret.h"
#include "base/text.h"
#include "build_config.h"
#include "server/ctl/ask.h"
#include "server/ctl/file.h"
#include "server/ctl/folder.h"
#include "server/ctl/help.h"
#include "server/ctl/local.h"
#include "server/ctl/output.h"
#include "server/ctl/secret.h"
#include "server/ctl/watch.h"
#include "server/ctl/words.h"

#define SOCKET		"/run/sited/sited.sock"	/* as in server/config.h */

struct run {
	const struct command	*command;
	const struct output	*out;
	char			 secret[SECRET_TEXT_SIZE];
	bool			 has_new_secret;
	int			 kept;		/* file for a secret, or -1 */
	char			 kept_path[CONTROL_WORD_MAX + 16];
	struct err		 kept_error;
	enum control_exit	 exit;
	bool			 lost;		/* nobody answered */
};

/* What is wrong comes first, and the list of verbs only when asked for. */
static int
usage_error(const struct command *c, const struct err *e)
{
	(void)fprintf(stderr, "sitectl: %s\n", e->text);
	if (c->q.verb != NULL) {
		(void)fputs("usage: ", stderr);
		help_usage(stderr, c->q.verb);
	} else if (c->nwords > 0 && help_has_group(c->words[0]))
		(void)fprintf(stderr, "try: sitectl help %s\n", c->words[0]);
	else
		(void)fputs("try: sitectl help\n", stderr);
	return CONTROL_USAGE;
}

/* "help", "help account", "help account add", "account add --help". */
static int
help(const struct command *c)
{
	const struct control_verb	*v = c->q.verb;
	struct err			 e;
	char				 words[64];
	int				 i;

	if (v == NULL && c->nwords > 1) {
		words[0] = '\0';
		for (i = 1; i < c->nwords; i++) {
			if (i > 1)
				(void)strlcat(words, " ", sizeof(words));
			(void)strlcat(words, c->words[i], sizeof(words));
		}
		v = control_verb_find(words);
		if (v == NULL && help_group(stdout, words) > 0)
			return CONTROL_DONE;
	}
	if (v != NULL) {
		help_verb(stdout, v);
		return CONTROL_DONE;
	}
	if (c->nwords > 1) {
		(void)err_set(&e, EINVAL, "there is no verb \"%s\"",
		    VIS(words));
		return usage_error(&(struct command){ .nwords = 1,
		    .words = { c->words[1] } }, &e);
	}
	help_all(stdout);
	return CONTROL_DONE;
}

static void
exchange_secret(struct run *run, enum answer_secret way, int fd)
{
	struct err	 e;

	if (fd == -1)
		return;
	if (way == ANSWER_TAKE) {
		if (secret_give(fd, run->secret, &e) != 0)
			(void)fprintf(stderr, "sitectl: %s\n", e.text);
	} else if (run->kept != -1)
		(void)secret_keep(fd, run->kept, run->kept_path,
		    &run->kept_error);
	else
		run->has_new_secret = secret_get(fd, run->secret, &e) == 0;
}

static void
show_progress(const struct control_answer *a)
{
	if (!isatty(STDERR_FILENO) || a->total == 0)
		return;
	(void)fprintf(stderr, "\r%lld %%", (long long)((double)a->done * 100 /
	    (double)a->total));
	if (a->done >= a->total)
		(void)fputc('\n', stderr);
}

/* There is no end record: one is made up, so that both forms say why. */
static void
end_with(struct run *run, const struct err *e)
{
	struct control_answer	 a = { .kind = ANSWER_END,
				    .exit = CONTROL_FAILED, .text = e->text,
				    .hint = "" };

	run->exit = a.exit;
	run->out->end(&a);
}

/* Where it is, for who reads tables; the path is not sited's to tell. */
static void
tell_kept(const struct run *run, const struct control_answer *a)
{
	char	 text[sizeof(run->kept_path) + 32];

	if (run->kept == -1 || a->exit != CONTROL_DONE)
		return;
	(void)snprintf(text, sizeof(text), "the bundle is in %s",
	    run->kept_path);
	run->out->note(text);
}

static void
got(void *arg, const struct control_answer *a, int fd)
{
	struct run	*run = arg;

	switch (a->kind) {
	case ANSWER_ROW:
		run->out->row(a);
		break;
	case ANSWER_NOTE:
		run->out->note(a->text);
		break;
	case ANSWER_PROGRESS:
		show_progress(a);
		break;
	case ANSWER_SECRET:
		exchange_secret(run, a->secret, fd);
		break;
	case ANSWER_END:
		run->exit = a->exit;
		if (run->kept_error.code != 0 && a->exit == CONTROL_DONE) {
			end_with(run, &run->kept_error);
			break;
		}
		tell_kept(run, a);
		if (run->has_new_secret && a->exit == CONTROL_DONE)
			run->out->secret(run->secret);
		run->out->end(a);
	}
}

/* A dry run writes no file. */
static int
open_file(const struct control_request *q, int *fd, struct err *e)
{
	const struct control_param	*p = control_file(q);

	*fd = -1;
	if (p == NULL || (p->kind == PARAM_TARGET && q->dry_run))
		return 0;
	switch (p->kind) {
	case PARAM_SOURCE:
		return file_source(control_text(q, p->name), fd, e);
	case PARAM_FOLDER:
		return folder_source(control_text(q, p->name), fd, e);
	default:
		return file_target(control_text(q, p->name), fd, e);
	}
}

/* What was not filled is not left behind. */
static void
clean_up(const struct run *run, int fd)
{
	const struct control_request	*q = &run->command->q;
	const struct control_param	*p = control_file(q);

	if (fd == -1)
		return;
	if (p->kind == PARAM_TARGET && run->exit != CONTROL_DONE)
		(void)unlink(control_text(q, p->name));
	(void)close(fd);
}

/* The file that a verb's secret goes into: as told, or NAME.enrol here. */
static int
open_kept(struct run *run, struct err *e)
{
	const struct control_request	*q = &run->command->q;
	const struct control_param	*p = q->verb->params;

	run->kept = -1;
	while (p->name != NULL && p->kind != PARAM_KEPT)
		p++;
	if (p->name == NULL || q->dry_run)
		return 0;
	if (control_text(q, p->name) != NULL)
		(void)snprintf(run->kept_path, sizeof(run->kept_path), "%s",
		    control_text(q, p->name));
	else
		(void)snprintf(run->kept_path, sizeof(run->kept_path),
		    "%s.enrol", control_text(q, q->verb->params[0].name));
	return file_target(run->kept_path, &run->kept, e);
}

static void
close_kept(struct run *run)
{
	if (run->kept == -1)
		return;
	if (run->exit != CONTROL_DONE)
		(void)unlink(run->kept_path);
	(void)close(run->kept);
}

static void
ask_sited(struct run *run)
{
	const struct command	*c = run->command;
	struct ask		 a = { .socket = c->socket, .q = &c->q,
				    .fd = -1, .got = got, .arg = run };
	struct err		 e;
	int			 rc = open_kept(run, &e);

	if (rc == 0)
		rc = open_file(&c->q, &a.fd, &e);
	if (rc == 0 && control_flag(&c->q, "password-stdin") &&
	    !control_flag(&c->q, "generate") && !c->q.dry_run)
		rc = secret_read_stdin(run->secret, &e);
	if (rc == 0)
		rc = ask(&a, &e);
	run->lost = rc != 0;
	if (rc != 0)
		end_with(run, &e);
	clean_up(run, a.fd);
	close_kept(run);
	secret_wipe(run->secret, sizeof(run->secret));
}

static bool
turn(void *arg)
{
	struct run	*run = arg;

	run->out->begin(run->command->q.verb);
	ask_sited(run);
	return !run->lost;
}

static int
execute_watch(struct run *run)
{
	struct err	 e;

	if (watch(&run->command->q, run->command->json, turn, run, &e) != 0)
		return usage_error(run->command, &e);
	return (int)run->exit;
}

static int
execute(const struct command *c)
{
	struct run		 run = { .command = c, .kept = -1,
				    .out = c->json ?
				    &output_json : &output_table };
	struct control_answer	 end;
	char			 text[LOCAL_TEXT_SIZE];

	if (control_verb_id(c->q.verb) == VERB_STATUS_WATCH)
		return execute_watch(&run);
	run.out->begin(c->q.verb);
	if (c->q.verb->effect == EFFECT_LOCAL) {
		local_run(&c->q, &end, text);
		got(&run, &end, -1);
	} else
		ask_sited(&run);
	return fflush(stdout) == 0 ? (int)run.exit : CONTROL_FAILED;
}

int
main(int argc, char **argv)
{
	struct command	 c = { .socket = SOCKET };
	struct err	 e;

	(void)setlocale(LC_CTYPE, "C.UTF-8");
	(void)signal(SIGPIPE, SIG_DFL);
	if (words_parse(argc, argv, &c, &e) != 0)
		return usage_error(&c, &e);
	if (c.version) {
		(void)puts("sitectl " PACKAGE_VERSION);
		return CONTROL_DONE;
	}
	if (c.help)
		return help(&c);
	return execute(&c);
}
