/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BUF_FIRST	256

void
buf_init(struct buf *b, size_t max)
{
	*b = (struct buf){ .max = max };
}

void
buf_free(struct buf *b)
{
	free(b->data);
	*b = (struct buf){ .max = b->max };
}

void
buf_clear(struct buf *b)
{
	b->len = 0;
	b->failed = false;
}

/* Room for n more bytes.  One byte beyond `max' may be allocated: the NUL. */
static bool
grow(struct buf *b, size_t n)
{
	size_t	 cap;
	uint8_t	*p;

	if (b->failed || n > b->max - b->len) {
		b->failed = true;
		return false;
	}
	if (n <= b->cap - b->len)
		return true;
	cap = b->cap == 0 ? BUF_FIRST : b->cap;
	while (cap - b->len < n)
		cap *= 2;
	p = realloc(b->data, cap);
	if (p == NULL) {
		b->failed = true;
		return false;
	}
	b->data = p;
	b->cap = cap;
	return true;
}

uint8_t *
buf_space(struct buf *b, size_t n)
{
	uint8_t	*p;

	if (!grow(b, n))
		return NULL;
	/* Of nothing there is no part, and C forbids even adding 0 to that. */
	p = b->data == NULL ? NULL : b->data + b->len;
	b->len += n;
	return p;
}

void
buf_add(struct buf *b, const void *src, size_t n)
{
	uint8_t	*p = buf_space(b, n);

	if (p != NULL && n > 0)
		memcpy(p, src, n);
}

void
buf_str(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void
buf_fmt(struct buf *b, const char *fmt, ...)
{
	va_list	 ap;
	int	 n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0 || b->failed || (size_t)n > b->max - b->len) {
		b->failed = true;
		return;
	}
	/* vsnprintf writes a NUL as well; it is room, not content. */
	b->max++;
	if (grow(b, (size_t)n + 1)) {
		va_start(ap, fmt);
		(void)vsnprintf((char *)b->data + b->len, (size_t)n + 1, fmt,
		    ap);
		va_end(ap);
		b->len += (size_t)n;
	}
	b->max--;
}

void
buf_drop(struct buf *b, size_t n)
{
	if (n >= b->len) {
		b->len = 0;
		return;
	}
	memmove(b->data, b->data + n, b->len - n);
	b->len -= n;
}

const char *
buf_text(struct buf *b)
{
	b->max++;
	if (grow(b, 1))
		b->data[b->len] = '\0';
	b->max--;
	return b->failed ? NULL : (const char *)b->data;
}

struct rd
buf_reader(const struct buf *b)
{
	return rd_over(b->data, b->len);
}

bool
buf_ok(const struct buf *b)
{
	return !b->failed;
}
