/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_file - what is open on the shares that the clerk watches over. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "protocol/role/clerk_msg.h"
#include "protocol/role/session_msg.h"
#include "protocol/smb2/access.h"
#include "protocol/smb2/create.h"
#include "server/director/control/errand.h"

struct place {
	uint16_t	 process;
	uint64_t	 open;
};

static const char *
oplock_name(uint8_t level)
{
	switch (level) {
	case OPLOCK_BATCH:
		return "batch";
	case OPLOCK_EXCLUSIVE:
		return "exclusive";
	case OPLOCK_II:
		return "level II";
	default:
		return "none";
	}
}

/* "rwd": read, write, delete. */
static void
letters(char dst[static 4], bool read, bool write, bool del)
{
	size_t	 n = 0;

	if (read)
		dst[n++] = 'r';
	if (write)
		dst[n++] = 'w';
	if (del)
		dst[n++] = 'd';
	dst[n] = '\0';
}

static void
list_one(struct errand *r, const struct file_row *f)
{
	char	 id[17], session[17], access[4], sharing[4];

	(void)snprintf(id, sizeof(id), "%016" PRIx64, f->open);
	(void)snprintf(session, sizeof(session), "%016" PRIx64, f->session);
	letters(access, (f->access & FILE_READ_DATA) != 0,
	    (f->access & (FILE_WRITE_DATA | FILE_APPEND_DATA)) != 0,
	    (f->access & DELETE) != 0);
	letters(sharing, (f->sharing & FILE_SHARE_READ) != 0,
	    (f->sharing & FILE_SHARE_WRITE) != 0,
	    (f->sharing & FILE_SHARE_DELETE) != 0);
	ERRAND_ROW(r, &table_open_files, NUMBER(f->process), TEXT(id),
	    TEXT(session), TEXT(access), TEXT(sharing),
	    TEXT(oplock_name(f->oplock)), NUMBER(f->locks),
	    FLAG(f->is_directory), FLAG(f->deleting), TEXT(f->path));
}

static void	next_files(struct errand *);

static void
got_files(struct errand *r, struct chan_msg *m)
{
	struct place	*after = r->state;
	struct page_head head;
	struct file_row	 f;
	char		 path[SHARE_PATH_SIZE];

	if (m == NULL) {
		errand_end_lost(r, "clerk");
		return;
	}
	for (msg_get_page_head(&m->body, &head); head.n > 0; head.n--) {
		msg_get_file_row(&m->body, &f, path);
		if (!rd_ok(&m->body))
			break;
		*after = (struct place){ f.process, f.open };
		list_one(r, &f);
	}
	errand_page(r, NULL, head.more && rd_ok(&m->body), next_files);
}

static void
next_files(struct errand *r)
{
	const struct place	*after = r->state;
	struct file_list	 l = { after->process, after->open,
				    ERRAND_PAGE };
	struct wr		*w;

	w = question_begin(r, ROLE_CLERK, MSG_FILE_LIST, got_files);
	if (w == NULL)
		return;
	msg_put_file_list(w, &l);
	question_send(r, ROLE_CLERK);
}

void
verb_run_FILE_LIST(struct errand *r)
{
	r->state = calloc(1, sizeof(struct place));
	if (r->state == NULL)
		errand_end(r, CONTROL_FAILED, "", "out of memory");
	else
		next_files(r);
}
