/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * config_value - one option's value from text and back ("30s", "64K", "yes",
 * "required"), for the file, the defaults, the message and the listings.
 *
 * Errors   -EINVAL and a sentence that names the option and what is expected.
 */
#ifndef SERVER_CONFIG_VALUE_H
#define SERVER_CONFIG_VALUE_H

#include "server/config.h"

int	config_value_set(const struct config_option *, struct config *,
	    const char *text, struct err *);
int	config_value_add(const struct config_option *, struct config *,
	    const char *item, struct err *);	/* to a list */
void	config_value_text(const struct config_option *, const struct config *,
	    char *dst, size_t size);	/* lists: items with blanks between */
/* A number, time or size of that option, with the largest unit that fits. */
void	config_value_number(const struct config_option *, int64_t, char *dst,
	    size_t size);
/* A duration that stands inside of an option's text; ms. */
int	config_duration_parse(const char *text, int64_t most, int64_t *out,
	    struct err *);
void	config_duration_text(int64_t, char *dst, size_t size);
void	*config_value_at(const struct config_option *, struct config *);

#endif
