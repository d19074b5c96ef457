/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * read and write: each session opens one file and keeps so many requests
 * outstanding, the next behind the one before, round and round.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "contrib/bench/load.h"
#include "protocol/smb2/access.h"

struct slot {
	struct actor	*actor;
	struct mono	 began;
};

static const struct smb2_create_req	open_read = {
	.access = FILE_GENERIC_READ, .share = FILE_SHARE_MASK,
	.disposition = FILE_OPEN, .options = FILE_NON_DIRECTORY_FILE,
};
static const struct smb2_create_req	open_write = {
	.access = FILE_GENERIC_READ | FILE_WRITE_DATA,
	.share = FILE_SHARE_READ, .disposition = FILE_OVERWRITE_IF,
	.options = FILE_NON_DIRECTORY_FILE,
	.attributes = FILE_ATTRIBUTE_NORMAL,
};

static uint64_t
next_offset(struct actor *a)
{
	const struct options	*o = &a->load->opt;
	size_t			 places = o->file_size / o->size;

	return (uint64_t)(a->round++ % (places > 0 ? places : 1)) * o->size;
}

static bool
is_reading(const struct actor *a)
{
	return a->load->opt.work->start == read_start;
}

static void	ask(struct slot *);

static bool
is_whole(const struct actor *a, const struct client_answer *answer)
{
	const size_t	 size = a->load->opt.size;

	return answer->error == 0 && answer->status == NT_OK &&
	    (is_reading(a) ? answer->data.len : answer->written) == size;
}

static void
on_done(struct client_conn *conn, const struct client_answer *answer,
    void *arg)
{
	struct slot	*s = arg;
	struct actor	*a = s->actor;

	(void)conn;
	if (!is_whole(a, answer)) {
		load_fail(a, is_reading(a) ? "read" : "write", answer->error,
		    answer->status);
		return;
	}
	load_took(a->load, s->began);
	if (a->load->is_over)
		load_ended(a);
	else
		ask(s);
}

static void
ask(struct slot *s)
{
	const struct client_done	 done = { on_done, s };
	struct actor			*a = s->actor;
	const struct load		*l = a->load;
	const struct smb2_read_req	 get = { .file_id = a->file,
	    .length = (uint32_t)l->opt.size, .offset = next_offset(a) };
	const struct smb2_write_req	 put = { .file_id = a->file,
	    .data = rd_over(l->data, l->opt.size), .offset = get.offset };
	int				 error;

	s->began = mono_now();
	error = is_reading(a) ? client_read(a->conn, a->tree, &get, &done) :
	    client_write(a->conn, a->tree, &put, &done);
	if (error != 0)
		load_fail(a, is_reading(a) ? "read" : "write", error, NT_OK);
}

static void
keep_busy(struct actor *a)
{
	const unsigned	 n = a->load->opt.outstanding;
	unsigned	 i;

	a->slots = calloc(n, sizeof(*a->slots));
	if (a->slots == NULL) {
		load_fail(a, "begin", -ENOMEM, NT_OK);
		return;
	}
	load_ready(a);
	for (i = 0; i < n; i++) {
		a->slots[i].actor = a;
		ask(&a->slots[i]);
	}
}

static int
ask_open_read(struct actor *a, const struct client_done *done)
{
	return step_open(a, a->load->opt.reads[0], &open_read, done);
}

static int
ask_open_write(struct actor *a, const struct client_done *done)
{
	char	 name[256];

	(void)snprintf(name, sizeof(name), "%s%u.bin", a->load->opt.drop,
	    a->index);
	return step_open(a, name, &open_write, done);
}

static const struct step	read_steps[] = {
	{ "log on",		step_log_on,	NULL },
	{ "connect to share",	step_tree,	step_took_tree },
	{ "open file",		ask_open_read,	step_took_file },
};
static const struct script	reading = { read_steps, 3, keep_busy };

static const struct step	write_steps[] = {
	{ "log on",		step_log_on,	NULL },
	{ "connect to share",	step_tree,	step_took_tree },
	{ "open file",		ask_open_write,	step_took_file },
};
static const struct script	writing = { write_steps, 3, keep_busy };

void
read_start(struct actor *a)
{
	script_start(a, &reading);
}

void
write_start(struct actor *a)
{
	script_start(a, &writing);
}
