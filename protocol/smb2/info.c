/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/smb2/info.h"

#include <string.h>

#include "base/text.h"

bool
info_put_units(struct wr *w, const char *name)
{
	const char	*from;
	char		 one[5];

	if (utf16_bytes(name) <= wr_left(w)) {
		utf16_encode(w, name);
		return true;
	}
	for (;;) {
		from = name;
		(void)utf8_next(&name);
		memcpy(one, from, (size_t)(name - from));
		one[name - from] = '\0';
		if (utf16_bytes(one) > wr_left(w))
			return false;
		utf16_encode(w, one);
	}
}

bool
info_put_name(struct wr *w, const char *name)
{
	wr_le32(w, (uint32_t)utf16_bytes(name));
	return info_put_units(w, name);
}

void
info_get_name(struct rd *r, uint32_t len, struct rd *out)
{
	size_t	 have = rd_left(r);

	*out = rd_take(r, len < have ? len : have);
}

struct wr
info_window(const struct wr *w, size_t most)
{
	struct wr	 window = *w;

	if (most < wr_left(w))
		window.cap = w->pos + most;
	return window;
}

void
info_close(struct wr *w, const struct wr *window)
{
	w->pos = window->pos;
	w->failed = window->failed;
}
