/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <pwd.h>
#include <string.h>

#include "base/text.h"
#include "server/ctl/output.h"

/* One character at a time; quotes are no danger here. */
void
show_text(struct buf *b, const char *s)
{
	const char	*next;
	char		 one[8];
	size_t		 n;

	while (*s != '\0') {
		next = s;
		(void)utf8_next(&next);
		n = (size_t)(next - s);
		memcpy(one, s, n);
		one[n] = '\0';
		buf_str(b, *s == '"' || *s == '\\' ? one : VIS(one));
		s = next;
	}
}

void
print_text(FILE *f, const char *s)
{
	struct buf	 b;

	buf_init(&b, CONTROL_BODY_MAX * 4 + 1);
	show_text(&b, s);
	if (buf_text(&b) != NULL)
		(void)fputs(buf_text(&b), f);
	buf_free(&b);
}

static void
show_bytes(struct buf *b, int64_t n)
{
	static const char	 units[] = "KMGTPE";
	double			 v = (double)n;
	size_t			 i;

	if (n < 1024) {
		buf_fmt(b, "%" PRId64, n);
		return;
	}
	for (i = 0, v /= 1024; v >= 1023.95 && i < 5; i++)
		v /= 1024;
	buf_fmt(b, "%.1f%c", v, units[i]);
}

/* To the second, in UTC. */
static void
show_time(struct buf *b, int64_t us)
{
	char	 text[WALL_TEXT_SIZE];

	(void)wall_text((struct wall){ us }, text);
	text[strcspn(text, ".")] = '\0';
	text[strcspn(text, "T")] = ' ';
	buf_fmt(b, "%sZ", text);
}

static void
show_user(struct buf *b, int64_t uid)
{
	const struct passwd	*pw = uid > UINT32_MAX - 1 ? NULL :
				    getpwuid((uid_t)uid);

	if (pw != NULL)
		show_text(b, pw->pw_name);
	else if (uid < UINT32_MAX)
		buf_fmt(b, "%" PRId64, uid);
	else
		buf_str(b, "-");
}

void
show_cell(struct buf *b, const struct control_cell *c)
{
	switch (c->kind) {
	case CELL_NULL:
		buf_str(b, "-");
		break;
	case CELL_TEXT:
		show_text(b, c->text);
		break;
	case CELL_NUMBER:
		buf_fmt(b, "%" PRId64, c->number);
		break;
	case CELL_BYTES:
		show_bytes(b, c->number);
		break;
	case CELL_TIME:
		show_time(b, c->number);
		break;
	case CELL_FLAG:
		buf_str(b, c->number != 0 ? "yes" : "no");
		break;
	case CELL_USER:
		show_user(b, c->number);
		break;
	}
}
