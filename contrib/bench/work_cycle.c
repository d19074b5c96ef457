/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cycle: what an SMS client does when it polls - log on, list a folder, read
 * files, leave one, log off.  logon: no more than the first and the last.
 * idle: the first only.
 */
#include <stdio.h>

#include "contrib/bench/load.h"
#include "protocol/smb2/access.h"
#include "protocol/smb2/dir_info.h"
#include "protocol/smb2/file_info.h"

#define LIST_BYTES	65536
#define DROP_NAME_MAX	256

static const struct smb2_create_req	open_folder = {
	.access = FILE_LIST_DIRECTORY | FILE_READ_ATTRIBUTES | SYNCHRONIZE,
	.share = FILE_SHARE_MASK, .disposition = FILE_OPEN,
	.options = FILE_DIRECTORY_FILE,
};
static const struct smb2_create_req	open_file = {
	.access = FILE_GENERIC_READ, .share = FILE_SHARE_READ,
	.disposition = FILE_OPEN, .options = FILE_NON_DIRECTORY_FILE,
};
static const struct smb2_create_req	make_file = {
	.access = FILE_WRITE_DATA | FILE_READ_ATTRIBUTES | SYNCHRONIZE,
	.disposition = FILE_CREATE, .options = FILE_NON_DIRECTORY_FILE,
	.attributes = FILE_ATTRIBUTE_NORMAL,
};

static int
ask_folder(struct actor *a, const struct client_done *done)
{
	return step_open(a, a->load->opt.list, &open_folder, done);
}

static int
ask_list(struct actor *a, const struct client_done *done)
{
	const struct smb2_query_directory_req	 req = {
		.class = FileIdBothDirectoryInformation,
		.file_id = a->file,
		.pattern = rd_over("*\0", 2),
		.max_output = LIST_BYTES,
	};

	return client_query_directory(a->conn, a->tree, &req, done);
}

/* Every entry is looked at, as a client would. */
static enum verdict
took_list(struct actor *a, const struct client_answer *answer)
{
	const struct smb2_dir_class	*class =
	    smb2_dir_class(FileIdBothDirectoryInformation);
	struct rd			 r = answer->data;
	struct smb2_file_facts		 f;

	(void)a;
	if (answer->status == NT_NO_MORE_FILES)
		return STEP_DONE;
	if (answer->status != NT_OK)
		return STEP_FAILED;
	while (smb2_next_dir_entry(&r, class, &f))
		continue;
	return rd_ok(&r) ? STEP_AGAIN : STEP_FAILED;
}

static int
ask_file(struct actor *a, const struct client_done *done)
{
	const struct options	*o = &a->load->opt;

	return step_open(a, o->reads[a->round % o->nreads], &open_file, done);
}

static int
ask_read(struct actor *a, const struct client_done *done)
{
	const struct smb2_read_req	 req = {
		.length = (uint32_t)a->load->opt.size, .file_id = a->file };

	return client_read(a->conn, a->tree, &req, done);
}

/* The file is closed; the others go the same way. */
static enum verdict
took_close_read(struct actor *a, const struct client_answer *answer)
{
	if (answer->status != NT_OK)
		return STEP_FAILED;
	if (++a->round < LOAD_READS)
		a->step -= 3;
	return STEP_DONE;
}

static int
ask_drop(struct actor *a, const struct client_done *done)
{
	const struct load	*l = a->load;
	char			 name[DROP_NAME_MAX];

	(void)snprintf(name, sizeof(name), "%s%08llX%08X%s", l->opt.drop,
	    (unsigned long long)l->run_id, a->index << 20 | a->drops++,
	    l->opt.suffix);
	return step_open(a, name, &make_file, done);
}

static int
ask_write(struct actor *a, const struct client_done *done)
{
	const struct smb2_write_req	 req = { .file_id = a->file,
	    .data = rd_over(a->load->data, a->load->data_len) };

	return client_write(a->conn, a->tree, &req, done);
}

static void
again(struct actor *a)
{
	load_took(a->load, a->began);
	client_close(&a->conn);
	if (a->load->is_over)
		load_ended(a);
	else
		a->load->opt.work->start(a);
}

static const struct step	cycle_steps[] = {
	{ "log on",		step_log_on,	NULL },
	{ "connect to share",	step_tree,	step_took_tree },
	{ "open folder",	ask_folder,	step_took_file },
	{ "list folder",	ask_list,	took_list },
	{ "close folder",	step_close,	NULL },
	{ "open file",		ask_file,	step_took_file },
	{ "read file",		ask_read,	NULL },
	{ "close file",		step_close,	took_close_read },
	{ "create drop",	ask_drop,	step_took_file },
	{ "write drop",		ask_write,	NULL },
	{ "close drop",		step_close,	NULL },
	{ "log off",		step_log_off,	NULL },
};
static const struct script	cycle = { cycle_steps, 12, again };

static const struct step	logon_steps[] = {
	{ "log on",		step_log_on,	NULL },
	{ "log off",		step_log_off,	NULL },
};
static const struct script	logon = { logon_steps, 2, again };

static void
stay(struct actor *a)
{
	load_took(a->load, a->began);
	load_ready(a);
}

static const struct script	idle = { logon_steps, 1, stay };

void
cycle_start(struct actor *a)
{
	a->began = mono_now();
	a->round = 0;
	script_start(a, &cycle);
}

void
logon_start(struct actor *a)
{
	a->began = mono_now();
	script_start(a, &logon);
}

void
idle_start(struct actor *a)
{
	a->began = mono_now();
	script_start(a, &idle);
}
