/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/worker/names.h"

#include <errno.h>
#include <stdlib.h>

#include "base/text.h"
#include "protocol/rpc/host.h"
#include "protocol/rpc/winreg.h"
#include "server/replica_option.h"
#include "server/worker/domain_link.h"
#include "server/worker/presence.h"
#include "server/worker/worker.h"

/* A workstation, a server, one of NT's kind; SV_TYPE_...: [MS-SRVS] 2.2.2.7 */
#define SERVER_TYPE	0x00009003U
#define TYPE_PDC	0x00000008U
#define TYPE_BDC	0x00000010U

/* What a controller says of itself; the number of a view is its place. */
struct place {
	struct names		*n;
	uint32_t		 view;
	char			 server[16];
	struct rpc_facts	 facts;
	struct smb_rpc		 rpc;
};

#define DWORD_SIZE	4
#define NT_KEY		"SYSTEM\\CurrentControlSet\\Control\\ProductOptions"
#define DC_KEY		"SOFTWARE\\Microsoft\\SMS\\Client\\Configuration\\" \
			"Domain Controller"

enum { VALUE_PRODUCT, VALUES_OF_ALL, VALUE_WAIT = VALUES_OF_ALL,
    VALUE_GROUPS, VALUES_OF_PDC };

struct names {
	struct worker		*w;
	struct sid		 domain;
	char			 domain_name[16];
	uint8_t			 wait[DWORD_SIZE];	/* minutes */
	uint8_t			 groups[DWORD_SIZE];	/* 0 or 1 */
	struct rpc_value	 values[VALUES_OF_PDC];
	struct place		 places[1 + REPLICA_OPTIONS_MAX];
};

static void
resolve(const struct place *p, const struct domain_names *names)
{
	domain_link_names(p->n->w->domain, p->view, names);
}

static void
resolve_sids(void *arg, struct rpc_call *call, struct rpc_name *v, size_t n)
{
	const struct place		*p = arg;
	const struct domain_names	 names = { call, v, n, true,
					    &p->n->domain };

	resolve(p, &names);
}

static void
resolve_names(void *arg, struct rpc_call *call, struct rpc_name *v, size_t n)
{
	const struct place		*p = arg;
	const struct domain_names	 names = { call, v, n, false,
					    &p->n->domain };

	resolve(p, &names);
}

static void
list(void *arg, struct rpc_call *call, int kind)
{
	const struct place	*p = arg;

	presence_list(p->n->w->presence, call, (enum rpc_rows_kind)kind);
}

static void
domain(void *arg, struct rpc_call *call, const struct rpc_domain_ask *ask)
{
	const struct place	*p = arg;

	domain_link_ask(p->n->w->domain, p->view, call, ask);
}

/* --- the registry --- */

static void
put_dword(uint8_t dst[static DWORD_SIZE], int64_t v)
{
	struct wr	 w = wr_over(dst, DWORD_SIZE);

	wr_le32(&w, (uint32_t)v);
}

void
names_reconfigured(struct worker *w)
{
	const struct config	*c = &w->env->config;

	put_dword(w->names->wait, c->account_sync_wait / MINUTE);
	put_dword(w->names->groups, c->domain_group_membership);
}

/* Q235205: clients read the two of SMS at the PDC. */
static void
fill_values(struct names *n)
{
	static const char	product[] =
		"L\0a\0n\0m\0a\0n\0N\0T\0\0";

	n->values[VALUE_PRODUCT] = (struct rpc_value){ NT_KEY, "ProductType",
	    WINREG_SZ, rd_over(product, sizeof(product)) };
	n->values[VALUE_WAIT] = (struct rpc_value){ DC_KEY,
	    "Account Synchronization Max Wait (minutes)", WINREG_DWORD,
	    rd_over(n->wait, sizeof(n->wait)) };
	n->values[VALUE_GROUPS] = (struct rpc_value){ DC_KEY,
	    "Enable Domain User Group Membership", WINREG_DWORD,
	    rd_over(n->groups, sizeof(n->groups)) };
}

/* --- life --- */

int
names_new(struct worker *w)
{
	struct names	*n = calloc(1, sizeof(*n));

	if (n == NULL)
		return -ENOMEM;
	w->names = n;
	n->w = w;
	fill_values(n);
	names_reconfigured(w);
	return domain_link_new(w, &w->domain);
}

void
names_free(struct worker *w)
{
	domain_link_free(&w->domain);
	free(w->names);
	w->names = NULL;
}

static void
furnish(struct names *n, uint32_t view)
{
	struct place	*p = &n->places[view];

	p->n = n;
	p->view = view;
	p->facts = (struct rpc_facts){
		.server = p->server,
		.domain = n->domain_name,
		.dns_domain = "",
		.forest = "",
		.comment = view == 0 ? "SMS site server" :
		    "Backup domain controller",
		.account_sid = &n->domain,
		.domain_sid = &n->domain,
		.server_type = SERVER_TYPE | (view == 0 ? TYPE_PDC : TYPE_BDC),
		.major = 5,
		.minor = 0,
		.is_controller = true,
		.is_backup = view != 0,
	};
	p->rpc = (struct smb_rpc){ .arg = p, .facts = &p->facts,
	    .resolve_sids = resolve_sids, .resolve_names = resolve_names,
	    .list = list, .domain = domain, .values = n->values,
	    .value_count = view == 0 ? VALUES_OF_PDC : VALUES_OF_ALL };
	smb_server_set_rpc(n->w->server, view, &p->rpc);
}

void
names_identify(struct worker *w, const struct msg_site *site)
{
	struct names		*n = w->names;
	struct replica_option	 o;
	uint32_t		 i;

	n->domain = (struct sid){ .count = 4, .authority = 5,
	    .sub = { 21, site->sid[0], site->sid[1], site->sid[2] } };
	smb_server_names(w->server, n->places[0].server, n->domain_name);
	furnish(n, 0);
	for (i = 0; i < REPLICA_OPTIONS_MAX &&
	    replica_option_at(&w->env->config, i, &o); i++) {
		text_copy(n->places[1 + i].server,
		    sizeof(n->places[1 + i].server), o.name);
		furnish(n, 1 + i);
	}
}
