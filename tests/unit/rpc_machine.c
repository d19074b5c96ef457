/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/rpc_machine.h"

#include <string.h>

#include "base/text.h"
#include "protocol/rpc/werror.h"

static void
show(const struct thing *t, struct svc_service *out)
{
	*out = (struct svc_service){ t->id, t->text[0], &t->config,
	    t->status };
}

static bool
at(void *arg, size_t index, struct svc_service *out)
{
	struct machine	*m = arg;
	size_t		 i;

	for (i = 0; i < MACHINE_SERVICES; i++) {
		if (m->things[i].id != 0 && index-- == 0) {
			show(&m->things[i], out);
			return true;
		}
	}
	return false;
}

static struct thing *
thing(struct machine *m, uint64_t id)
{
	size_t	 i;

	for (i = 0; i < MACHINE_SERVICES; i++) {
		if (m->things[i].id == id)
			return &m->things[i];
	}
	return NULL;
}

static bool
named(void *arg, const char *name, struct svc_service *out)
{
	struct machine	*m = arg;
	size_t		 i;

	for (i = 0; i < MACHINE_SERVICES; i++) {
		if (m->things[i].id != 0 &&
		    text_casecmp(m->things[i].text[0], name) == 0) {
			show(&m->things[i], out);
			return true;
		}
	}
	return false;
}

static bool
get(void *arg, uint64_t id, struct svc_service *out)
{
	struct thing	*t = thing(arg, id);

	if (t != NULL)
		show(t, out);
	return t != NULL;
}

static void
keep(struct thing *t, int slot, const char **dst, const char *src)
{
	if (src != NULL)
		text_copy(t->text[slot], sizeof(t->text[slot]), src);
	*dst = t->text[slot];
}

static void
become(struct machine *m, struct thing *t, const struct svc_wish *w)
{
	struct svc_config	*c = &t->config;

	keep(t, 1, &c->path, w->config->path);
	keep(t, 2, &c->group, w->config->group);
	keep(t, 3, &c->account, w->config->account);
	keep(t, 4, &c->display, w->config->display);
	if (w->config->type != SVC_NO_CHANGE)
		c->type = t->status.type = w->config->type;
	if (w->config->start != SVC_NO_CHANGE)
		c->start = w->config->start;
	m->key_len = w->key.len;
	m->password_len = w->password.len;
	if (w->password.len > 0 && w->password.len < sizeof(m->password))
		memcpy(m->password, w->password.base, w->password.len);
}

static uint32_t
create(void *arg, const struct svc_wish *w, uint64_t *id_out)
{
	struct machine	*m = arg;
	struct thing	*t = thing(m, 0);
	const char	*name;

	if (t == NULL)
		return WERR_NOT_ENOUGH_MEMORY;
	*t = (struct thing){ .id = ++m->last };
	keep(t, 0, &name, w->name);
	become(m, t, w);
	t->status.state = SVC_STOPPED;
	*id_out = t->id;
	return WERR_OK;
}

static uint32_t
change(void *arg, uint64_t id, const struct svc_wish *w)
{
	become(arg, thing(arg, id), w);
	return WERR_OK;
}

static uint32_t
start(void *arg, uint64_t id, const char *const *args, uint32_t count)
{
	struct machine	*m = arg;

	m->runs++;
	m->args = count;
	if (count > 0 && args[0] != NULL)
		text_copy(m->arg, sizeof(m->arg), args[0]);
	thing(m, id)->status.state = SVC_RUNNING;
	return WERR_OK;
}

static uint32_t
control(void *arg, uint64_t id, uint32_t command)
{
	(void)command;			/* it can but stop */
	thing(arg, id)->status.state = SVC_STOPPED;
	return WERR_OK;
}

static uint32_t
destroy(void *arg, uint64_t id)
{
	*thing(arg, id) = (struct thing){ 0 };
	return WERR_OK;
}

void
machine_init(struct machine *m)
{
	*m = (struct machine){ .ops = { m, at, named, get, create, change,
	    start, control, destroy } };
}
