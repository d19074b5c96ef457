/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/push/judge.h"

#include <strings.h>

#include "base/text.h"
#include "protocol/rpc/win32.h"

static bool
is_newer(uint32_t major, uint32_t minor, const struct push_version *than)
{
	return than->major != 0 && (major > than->major ||
	    (major == than->major && minor > than->minor));
}

/*
 * Every Windows has a build number, and tells it; Samba has none, and if it
 * stands alone, no domain but its own name either.  The name comes first: of a
 * machine that was not meant nothing else is of interest.
 */
bool
judge_look(const struct push_order *o, const struct remote_look *l,
    struct outcome *out)
{
	const struct ntlm_version	*v = &l->version;

	if (text_casecmp(l->computer, o->name) != 0)
		return ends(out, PUSH_END_RETRY, WIN32_WRONG_TARGET_NAME,
		    "%s answers as \"%s\"", o->name, VIS(l->computer));
	if (v->build == 0 && !o->samba)
		return ends(out, PUSH_END_DISCARD, WIN32_BAD_NET_NAME,
		    "%s is no Windows (Samba): no client runs on it",
		    o->name);
	if (*o->domain != '\0' && text_casecmp(l->domain, o->domain) != 0)
		return ends(out, PUSH_END_RETRY, WIN32_WRONG_TARGET_NAME,
		    "%s says to be of \"%s\", not of %s", o->name,
		    VIS(l->domain), o->domain);
	if (is_newer(v->major, v->minor, &o->newest))
		return ends(out, PUSH_END_DISCARD, WIN32_NOT_SUPPORTED,
		    "%s has Windows %u.%u, newer than %u.%u", o->name,
		    v->major, v->minor, o->newest.major, o->newest.minor);
	return true;
}

static bool
judge_client(const struct push_order *o, const struct facts *f,
    struct outcome *out)
{
	struct version	 theirs = { .nfield = 0 };
	bool		 known = *f->client != '\0' &&
			    version_parse(f->client, &theirs) &&
			    o->version.nfield > 0;

	if (known && version_compare(&theirs, &o->version) > 0)
		return ends(out, PUSH_END_DISCARD, 0, "%s has client %s, "
		    "newer than ours: it is not lowered", o->name, f->client);
	if (!f->has_client || o->force)
		return true;
	if (o->upgrade && known && version_compare(&theirs, &o->version) < 0)
		return true;
	return ends(out, PUSH_END_DISCARD, 0, "%s has the client service "
	    "already: it is not added to this site", o->name);
}

bool
judge_facts(const struct push_order *o, const struct facts *f,
    struct outcome *out)
{
	struct push_version	 v;

	if (*f->windows != '\0' && !push_version_parse(f->windows, &v))
		return ends(out, PUSH_END_RETRY, 0, "%s: invalid NT version "
		    "\"%s\"", o->name, VIS(f->windows));
	if (*f->windows != '\0' && is_newer(v.major, v.minor, &o->newest))
		return ends(out, PUSH_END_DISCARD, WIN32_NOT_SUPPORTED,
		    "%s has Windows %s, newer than %u.%u", o->name,
		    f->windows, o->newest.major, o->newest.minor);
	if (strcasecmp(f->product, "LanmanNT") == 0 && !o->controller)
		return ends(out, PUSH_END_CONTROLLER, 0,
		    "%s is a domain controller", o->name);
	if (strcasecmp(f->deinstall, "True") == 0)
		return ends(out, PUSH_END_REFUSED, 0, "%s is told to remove "
		    "its client (SMS Client Deinstall): no install before "
		    "that value is gone", o->name);
	return judge_client(o, f, out);
}
