/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/control/frame.h"

#include <errno.h>
#include <string.h>

enum frame_verdict
frame_next(struct rd *r, struct rd *body_out)
{
	struct rd	 head = *r;
	size_t		 n = rd_be32(&head);

	if (!rd_ok(&head))
		return FRAME_PART;
	if (n == 0 || n > CONTROL_BODY_MAX)
		return FRAME_BAD;
	*body_out = rd_take(&head, n);
	if (!rd_ok(&head))
		return FRAME_PART;
	*r = head;
	return FRAME_WHOLE;
}

int
frame_add(struct buf *b, const json_t *object)
{
	size_t		 n = json_dumpb(object, NULL, 0, JSON_COMPACT);
	struct wr	 w;
	uint8_t		*p;

	if (n == 0 || n > CONTROL_BODY_MAX)
		return -ENOBUFS;
	p = buf_space(b, CONTROL_HEAD_SIZE + n);
	if (p == NULL)
		return -ENOBUFS;
	w = wr_over(p, CONTROL_HEAD_SIZE);
	wr_be32(&w, (uint32_t)n);
	(void)json_dumpb(object, (char *)p + CONTROL_HEAD_SIZE, n,
	    JSON_COMPACT);
	return 0;
}

/* The parser recurses: how deep is looked at before it is let in. */
static bool
is_shallow(struct rd r)
{
	unsigned	 depth = 0;
	bool		 quoted = false;
	uint8_t		 c;

	while (rd_left(&r) > 0) {
		c = rd_u8(&r);
		if (quoted && c == '\\')
			rd_skip(&r, 1);
		else if (c == '"')
			quoted = !quoted;
		else if (!quoted && (c == '{' || c == '['))
			depth++;
		else if (!quoted && (c == '}' || c == ']') && depth > 0)
			depth--;
		if (depth > CONTROL_DEPTH_MAX)
			return false;
	}
	return rd_ok(&r);
}

int
json_strict(struct rd body, json_t **out, struct err *e)
{
	json_error_t	 why;
	json_t		*root;
	json_int_t	 version;

	if (!is_shallow(body))
		return err_set(e, EPROTO, "not a control message: it is "
		    "nested too deep or cut");
	root = json_loadb((const char *)body.base, body.len,
	    JSON_REJECT_DUPLICATES, &why);
	if (!json_is_object(root)) {
		json_decref(root);
		return err_set(e, EPROTO, "not a control message: not a JSON "
		    "object");
	}
	version = json_integer_value(json_object_get(root, "v"));
	if (version != CONTROL_VERSION) {
		json_decref(root);
		return err_set(e, EPROTONOSUPPORT, "the other side speaks "
		    "version %lld of the control protocol, this program %d: "
		    "sitectl and sited must come from the same release",
		    (long long)version, CONTROL_VERSION);
	}
	*out = root;
	return 0;
}
