/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contrib/siteclient/target_registry.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "protocol/rpc/winreg.h"

#define MEMORY_MAX	(1U << 20)
#define LINE_SIZE	4096

struct target_registry {
	struct arena		 mem;
	size_t			 count;
	struct rpc_value	 rows[TARGET_VALUES_MAX];
};

int
target_registry_new(struct target_registry **out)
{
	struct target_registry	*r = calloc(1, sizeof(*r));

	*out = r;
	if (r == NULL)
		return -ENOMEM;
	arena_init(&r->mem, MEMORY_MAX);
	return 0;
}

void
target_registry_free(struct target_registry **rp)
{
	if (*rp == NULL)
		return;
	arena_free(&(*rp)->mem);
	free(*rp);
	*rp = NULL;
}

static bool
is_key(const char *key)
{
	const char	*p;

	for (p = key; *p != '\0'; p++)
		if (*p < ' ' || *p > '~')
			return false;
	return *key != '\0' && *key != '\\' && p[-1] != '\\';
}

static bool
is_there(const struct target_registry *r, const char *key, const char *name)
{
	size_t	 i;

	for (i = 0; i < r->count; i++)
		if (strcasecmp(r->rows[i].key, key) == 0 &&
		    text_casecmp(r->rows[i].name, name) == 0)
			return true;
	return false;
}

static int
add(struct target_registry *r, const char *key, const char *name,
    uint32_t type, const struct wr *data)
{
	struct rpc_value	*v = &r->rows[r->count];
	uint8_t			*p;

	if (!is_key(key) || !utf8_valid(name))
		return -EINVAL;
	if (is_there(r, key, name))
		return -EEXIST;
	if (r->count == TARGET_VALUES_MAX)
		return -ENOSPC;
	p = arena_array(&r->mem, data->pos + 1, 1);
	v->key = arena_text(&r->mem, key, strlen(key));
	v->name = arena_text(&r->mem, name, strlen(name));
	if (!arena_ok(&r->mem))
		return -ENOMEM;
	memcpy(p, data->base, data->pos);
	v->type = type;
	v->data = rd_over(p, data->pos);
	r->count++;
	return 0;
}

int
target_registry_text(struct target_registry *r, const char *key,
    const char *name, const char *text)
{
	uint8_t		 mem[2 * LINE_SIZE];
	struct wr	 w = wr_over(mem, sizeof(mem));

	if (!utf8_valid(text))
		return -EINVAL;
	utf16_encode(&w, text);
	wr_le16(&w, 0);
	return wr_ok(&w) ? add(r, key, name, WINREG_SZ, &w) : -EINVAL;
}

int
target_registry_number(struct target_registry *r, const char *key,
    const char *name, uint32_t number)
{
	uint8_t		 mem[4];
	struct wr	 w = wr_over(mem, sizeof(mem));

	wr_le32(&w, number);
	return add(r, key, name, WINREG_DWORD, &w);
}

static int
take_line(struct target_registry *r, char *line)
{
	char		*key = strsep(&line, "\t");
	char		*name = strsep(&line, "\t");
	char		*type = strsep(&line, "\t");
	char		*end;
	unsigned long	 n;

	if (line == NULL)
		return -EINVAL;
	if (strcmp(type, "sz") == 0)
		return target_registry_text(r, key, name, line);
	errno = 0;
	n = strtoul(line, &end, 0);
	if (strcmp(type, "dword") != 0 || *line == '\0' || *end != '\0' ||
	    errno != 0 || n > UINT32_MAX)
		return -EINVAL;
	return target_registry_number(r, key, name, (uint32_t)n);
}

int
target_registry_read(struct target_registry *r, const char *path,
    struct err *err)
{
	FILE	*f = fopen(path, "re");
	char	 line[LINE_SIZE];
	int	 number, error = 0;

	if (f == NULL)
		return err_sys(err, "%s", path);
	for (number = 1; error == 0 && fgets(line, sizeof(line), f) != NULL;
	    number++) {
		line[strcspn(line, "\r\n")] = '\0';
		if (*line != '#' && *line != '\0')
			error = take_line(r, line);
		if (error != 0)
			(void)err_set(err, -error, "%s:%d: %s", path, number,
			    error == -EEXIST ? "the value was there before" :
			    "not \"KEY<tab>NAME<tab>sz or dword<tab>VALUE\"");
	}
	(void)fclose(f);
	return error;
}

const struct rpc_value *
target_registry_rows(const struct target_registry *r, size_t *count_out)
{
	*count_out = r->count;
	return r->rows;
}
