/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contrib/bench/load.h"

#include <errno.h>

#include "base/text.h"

#define NAME_UTF16_MAX	1024

int
step_log_on(struct actor *a, const struct client_done *done)
{
	return client_open(a->load->client, &a->how, done, &a->conn);
}

int
step_tree(struct actor *a, const struct client_done *done)
{
	return client_tree_connect(a->conn, a->load->opt.share, done);
}

enum verdict
step_took_tree(struct actor *a, const struct client_answer *answer)
{
	a->tree = answer->tree_id;
	return answer->status == NT_OK ? STEP_DONE : STEP_FAILED;
}

enum verdict
step_took_file(struct actor *a, const struct client_answer *answer)
{
	if (answer->status != NT_OK)
		return STEP_FAILED;
	a->file = answer->create.file_id;
	return STEP_DONE;
}

int
step_open(struct actor *a, const char *name, const struct smb2_create_req *how,
    const struct client_done *done)
{
	struct smb2_create_req	 req = *how;
	uint8_t			 mem[NAME_UTF16_MAX];
	struct wr		 w = wr_over(mem, sizeof(mem));

	utf16_encode(&w, name);
	if (!wr_ok(&w))
		return -EMSGSIZE;
	req.impersonation = SMB2_IMPERSONATION_IMPERSONATION;
	req.name = wr_written(&w);
	return client_create(a->conn, a->tree, &req, done);
}

int
step_close(struct actor *a, const struct client_done *done)
{
	const struct smb2_close_req	 req = { .file_id = a->file };

	return client_close_file(a->conn, a->tree, &req, done);
}

int
step_log_off(struct actor *a, const struct client_done *done)
{
	return client_log_off(a->conn, done);
}

/* --- scripts --- */

static void	run(struct actor *);

static enum verdict
judge(struct actor *a, const struct step *step,
    const struct client_answer *answer)
{
	if (answer->error != 0)
		return STEP_FAILED;
	if (step->take != NULL)
		return step->take(a, answer);
	return answer->status == NT_OK ? STEP_DONE : STEP_FAILED;
}

static void
on_answer(struct client_conn *conn, const struct client_answer *answer,
    void *arg)
{
	struct actor		*a = arg;
	const struct step	*step = &a->script->steps[a->step];

	(void)conn;
	switch (judge(a, step, answer)) {
	case STEP_FAILED:
		load_fail(a, step->name, answer->error, answer->status);
		return;
	case STEP_DONE:
		a->step++;
		break;
	case STEP_AGAIN:
		break;
	}
	run(a);
}

static void
run(struct actor *a)
{
	const struct client_done	 done = { on_answer, a };
	const struct script		*s = a->script;
	int				 error;

	if (a->step == s->count) {
		s->next(a);
		return;
	}
	error = s->steps[a->step].ask(a, &done);
	if (error != 0)
		load_fail(a, s->steps[a->step].name, error, NT_OK);
}

void
script_start(struct actor *a, const struct script *s)
{
	a->script = s;
	a->step = 0;
	run(a);
}
