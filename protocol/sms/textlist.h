/* SPDX-License-Identifier: GPL-3.0-or-later */
/* textlist - texts in their order, owned by whoever made the list. */
#ifndef PROTOCOL_SMS_TEXTLIST_H
#define PROTOCOL_SMS_TEXTLIST_H

#include <stddef.h>

struct text_list {
	const char	**s;
	size_t		  n;
};

#endif
