/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/smb/tree.h"

#include <stdlib.h>

#include "server/smb/conn.h"
#include "server/smb/latch.h"
#include "server/smb/open.h"
#include "server/smb/request.h"
#include "server/smb/session.h"

struct tree *
tree_new(struct session *s, const struct smb_share *share)
{
	struct tree	*t;

	if (s->ntrees >= s->conn->server->settings.max_trees)
		return NULL;
	t = calloc(1, sizeof(*t));
	if (t == NULL)
		return NULL;
	do
		t->id = ++s->next_tree;
	while (t->id == 0 || t->id == SMB2_RELATED_TREE ||
	    tree_find(s, t->id) != NULL);
	t->session = s;
	t->share = share;
	t->refs = 1;
	TAILQ_INIT(&t->opens);
	TAILQ_INSERT_TAIL(&s->trees, t, link);
	s->ntrees++;
	session_ref(s);
	return t;
}

struct tree *
tree_find(struct session *s, uint32_t id)
{
	struct tree	*t;

	TAILQ_FOREACH(t, &s->trees, link)
		if (t->id == id)
			return t;
	return NULL;
}

void
tree_ref(struct tree *t)
{
	t->refs++;
}

void
tree_unref(struct tree *t)
{
	if (t == NULL || --t->refs > 0)
		return;
	if (t->vfs != NULL)
		t->vfs->ops->disconnect(t->vfs, t->how);
	session_unref(t->session);
	free(t);
}

static void
file_closed(void *arg, enum ntstatus status)
{
	(void)status;
	latch_drop(arg);
}

void
tree_end(struct tree *t, enum vfs_close how, struct latch *latch)
{
	struct open	*o;

	if (t->dead)
		return;
	t->dead = true;
	t->how = how;
	TAILQ_REMOVE(&t->session->trees, t, link);
	t->session->ntrees--;
	while ((o = TAILQ_FIRST(&t->opens)) != NULL) {
		latch_add(latch);
		open_end(o, how, file_closed, latch);
	}
	request_cancel_all(t->session->conn, t, NULL,
	    how == VFS_CLOSE ? CANCEL_CLOSED : CANCEL_LOST);
	tree_unref(t);
}
