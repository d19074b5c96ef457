/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/push/service.h"

#include "base/secret.h"
#include "base/text.h"
#include "protocol/auth/lsa_secret.h"
#include "protocol/rpc/werror.h"
#include "protocol/rpc/win32.h"

static uint32_t
ask(struct service *s, uint16_t opnum, void *args)
{
	return remote_call(s->remote, &svcctl_iface, opnum, args);
}

uint32_t
service_begin(struct service *s, struct remote *remote, const char *server)
{
	struct svc_open	 a = { .machine = server,
			    .access = SVC_MAY_CONNECT | SVC_MAY_CREATE };
	uint32_t	 error;

	*s = (struct service){ .remote = remote };
	error = ask(s, SVC_OPEN_MANAGER, &a);
	s->manager = a.opened;
	return error;
}

static uint32_t
open_one(struct service *s, const char *name, uint32_t access,
    struct rpc_handle *out)
{
	struct svc_open	 a = { .manager = s->manager, .name = name,
			    .access = access };
	uint32_t	 error = ask(s, SVC_OPEN, &a);

	*out = a.opened;
	return error;
}

static void
close_one(struct service *s, const struct rpc_handle *h)
{
	struct svc_do	 a = { .handle = *h };

	(void)ask(s, SVC_CLOSE, &a);
}

uint32_t
service_exists(struct service *s, const char *name)
{
	struct rpc_handle	 h;
	uint32_t		 error;

	error = open_one(s, name, SVC_MAY_QUERY_STATUS, &h);
	if (error == 0)
		close_one(s, &h);
	return error;
}

uint32_t
service_runs(struct service *s, const char *name)
{
	struct svc_do	 a = { .control = 0 };
	uint32_t	 error;

	error = open_one(s, name, SVC_MAY_QUERY_STATUS, &a.handle);
	if (error != 0)
		return error == WERR_SERVICE_DOES_NOT_EXIST ?
		    WERR_SERVICE_NOT_ACTIVE : error;
	error = ask(s, SVC_QUERY_STATUS, &a);
	if (error == 0 && a.status.state == SVC_STOPPED)
		error = WERR_SERVICE_NOT_ACTIVE;
	close_one(s, &a.handle);
	return error;
}

/* It may be left from a push that was cut short. */
uint32_t
service_clear(struct service *s, const char *name, bool *done_out)
{
	struct svc_do	 a = { .control = 0 };
	uint32_t	 error;

	error = open_one(s, name, SVC_MAY_QUERY_STATUS | SVC_MAY_DELETE,
	    &a.handle);
	if (error != 0)
		return error == WERR_SERVICE_DOES_NOT_EXIST ? 0 : error;
	error = ask(s, SVC_QUERY_STATUS, &a);
	if (error == 0 && a.status.state != SVC_STOPPED)
		error = WERR_SERVICE_ALREADY_RUNNING;
	/* One that never ran says so: 1077. */
	*done_out = error == 0 && a.status.win32_exit == 0;
	if (error == 0)
		error = ask(s, SVC_DELETE, &a);
	close_one(s, &a.handle);
	return error;
}

static int
seal(struct service *s, const char *password, struct wr *out)
{
	uint8_t		 mem[LSA_SECRET_MAX];
	struct wr	 w = wr_over(mem, sizeof(mem));
	int		 error;

	utf16_encode(&w, password);
	wr_le16(&w, 0);
	error = lsa_secret_seal(remote_key(s->remote), wr_written(&w), out);
	secret_wipe(mem, sizeof(mem));
	return wr_ok(&w) ? error : -1;
}

uint32_t
service_make(struct service *s, const struct push_order *o,
    const struct push_credential *c)
{
	uint8_t			 mem[LSA_SECRET_SEALED(LSA_SECRET_MAX)];
	struct wr		 w = wr_over(mem, sizeof(mem));
	struct svc_create	 a = { .manager = s->manager,
				    .name = o->service,
				    .access = SVC_MAY_START | SVC_MAY_DELETE |
				    SVC_MAY_QUERY_STATUS, .config = {
				    .type = SVC_OWN_PROCESS,
				    .start = SVC_DEMAND, .error_control = 1,
				    .path = o->program,
				    .display = o->display } };
	uint32_t		 error;

	if (*c->account != '\0') {
		if (seal(s, c->account_password, &w) != 0)
			return WIN32_INVALID_PASSWORD;
		a.config.account = c->account;
		a.extras.password = wr_written(&w);
	}
	error = ask(s, SVC_CREATE, &a);
	s->handle = a.opened;
	s->is_open = error == 0;
	return error;
}

uint32_t
service_start(struct service *s)
{
	struct svc_run	 a = { .handle = s->handle };

	return ask(s, SVC_START, &a);
}

uint32_t
service_status(struct service *s, struct svc_status *out)
{
	struct svc_do	 a = { .handle = s->handle };
	uint32_t	 error = ask(s, SVC_QUERY_STATUS, &a);

	*out = a.status;
	return error;
}

uint32_t
service_remove(struct service *s)
{
	struct svc_do	 a = { .handle = s->handle };
	uint32_t	 error;

	if (!s->is_open)
		return 0;
	error = ask(s, SVC_DELETE, &a);
	close_one(s, &s->handle);
	s->is_open = false;
	return error;
}
