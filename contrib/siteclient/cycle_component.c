/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The components: offer, .CFG, compver.ini and lock have to agree before
 * anything is touched; the files are built beside the old ones and swapped in.
 */
#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "contrib/siteclient/components.h"
#include "contrib/siteclient/cycle_int.h"
#include "contrib/siteclient/due.h"
#include "contrib/siteclient/folder.h"
#include "contrib/siteclient/installer.h"
#include "protocol/sms/compcfg.h"
#include "protocol/sms/statusid.h"

#define BOX		"clicomp.box"
#define OFFER		BOX "/CLINTX86.OFR"
#define BASE		"base"
#define PLATFORM	"i386"
#define LOCK		"inboxlck.tok"
#define PARENT		"clicomp"

static const struct offer_entry *
entry(const struct cycle *c)
{
	return &c->offer.entry[c->entry];
}

/* Where its version lies that is for us. */
static const char *
shown(const struct cycle *c)
{
	return c->folder[c->entry];
}

/* "<folder>.CFG", "<folder>/compver.ini", the folder itself. */
static void
set_path(struct cycle *c, const char *folder, const char *rest)
{
	(void)snprintf(c->path, sizeof(c->path), BOX "/%s%s", folder, rest);
}

static enum verdict
skip(struct cycle *c)
{
	place_free(&c->place);
	c->all_applied = false;
	c->entry++;
	return cycle_to(c, AT_COMPONENT);
}

/* --- the offer --- */

enum verdict
ask_offer(struct cycle *c)
{
	/* as a client that upgrades at a logon, and is never logged off */
	if (strcmp(c->agent->config->components, "leave") == 0) {
		c->at = 0;
		return cycle_to(c, AT_DATA);
	}
	return cycle_fetch(c, OFFER);
}

enum verdict
take_offer(struct cycle *c, const struct link_reply *reply)
{
	enum verdict		 v = cycle_fetched(c, reply);
	struct syntax_err	 e = { 0 };
	size_t			 i;

	if (v != STEP_NEXT)
		return v;
	if (offer_parse(c->body.data, c->body.len, &c->arena, &c->offer,
	    &e) != 0)
		return cycle_refuse(c, OFFER, &e);
	c->entry = 0;
	c->folder = arena_array(&c->arena, c->offer.n, sizeof(*c->folder));
	if (c->folder == NULL)
		return cycle_refuse(c, OFFER, &e);
	for (i = 0; i < c->offer.n; i++)
		c->folder[i] = c->offer.entry[i].directory;
	return STEP_NEXT;
}

/* --- rings: of some components we may see a newer version (A16) --- */

enum verdict
ask_rings(struct cycle *c)
{
	c->rings.n = 0;
	return cycle_named(c, RINGS_PATH) == NULL ? STEP_NEXT :
	    cycle_fetch(c, RINGS_PATH);
}

static void
look_ahead(struct cycle *c, size_t i)
{
	const struct agent	*a = c->agent;
	struct offer_entry	*e = &c->offer.entry[i];
	const struct ring_entry	*r = rings_find(&c->rings, e->directory);
	const struct installed	*was = state_component(&a->state,
				    e->directory);
	char			 text[VERSION_TEXT_SIZE];

	if (r == NULL || !ring_shows(r, ring_slot(a->identity.site_sign_key,
	    &a->identity.id), was == NULL || was->state == INSTALLED_PENDING ?
	    NULL : &was->version))
		return;
	agent_log(&a->logs, LOG_CCIM, "Component \"%s\": version %s is shown "
	    "to this client", e->name, version_text(&r->version, text));
	e->version = r->version;
	c->folder[i] = r->folder;
}

enum verdict
take_rings(struct cycle *c, const struct link_reply *reply)
{
	enum verdict		 v = cycle_fetched(c, reply);
	struct syntax_err	 e;
	size_t			 i;

	if (v != STEP_NEXT)
		return v;
	if (rings_parse(c->body.data, c->body.len, &c->arena, &c->rings,
	    &e) != 0)
		return cycle_refuse(c, RINGS_PATH, &e);
	for (i = 0; i < c->offer.n; i++)
		look_ahead(c, i);
	return STEP_NEXT;
}

/* --- base: a CAP that is older than the client has nothing for it --- */

enum verdict
ask_base(struct cycle *c)
{
	const struct offer_entry	*base = component_offered(&c->offer,
					    BASE);

	if (state_component(&c->agent->state, BASE) == NULL || base == NULL)
		return STEP_NEXT;
	set_path(c, c->folder[base - c->offer.entry], "/compver.ini");
	return cycle_fetch(c, c->path);
}

enum verdict
take_base(struct cycle *c, const struct link_reply *reply)
{
	const struct installed	*base = state_component(&c->agent->state,
				    BASE);
	enum verdict		 v = cycle_fetched(c, reply);
	char			 cap[VERSION_TEXT_SIZE],
				 client[VERSION_TEXT_SIZE];
	struct syntax_err	 e;
	struct version		 version;

	if (v != STEP_NEXT)
		return v;
	if (compver_parse(c->body.data, c->body.len, &version, &e) != 0)
		return cycle_refuse(c, c->path, &e);
	if (version_compare(&version, &base->version) >= 0)
		return STEP_NEXT;
	agent_log(&c->agent->logs, LOG_CCIM, "Warning: The CAP base release "
	    "(from \\\\%s\\%s\\" BOX "\\" BASE ") is %s (client release is "
	    "%s)", c->server, c->share, version_text(&version, cap),
	    version_text(&base->version, client));
	if (c->cap + 1 < c->caps.n) {		/* another may have it */
		return cycle_next_cap(c);
	}
	agent_log(&c->agent->logs, LOG_CCIM, "Warning - could not find a "
	    "site CAP with uplevel version of component %s", base->name);
	c->all_applied = false;
	c->at = 0;
	return cycle_to(c, AT_DATA);
}

/* --- one after the other --- */

static bool
has_cfg(struct cycle *c)
{
	char				 name[FOLDER_NAME_SIZE + 8];
	const struct manifest_file	*f;

	(void)snprintf(name, sizeof(name), "%s.CFG", entry(c)->directory);
	set_path(c, shown(c), ".CFG");
	f = cycle_named(c, c->path);
	return c->agent->folder == -1 || (f != NULL &&
	    place_has(c->agent->folder, PARENT, ".", f, name));
}

/* What the site has is older: neither its files nor its .CFG are for it. */
static bool
is_newer(struct cycle *c)
{
	const struct installed	*was = state_component(&c->agent->state,
				    entry(c)->directory);

	return was != NULL &&
	    version_compare(&was->version, &entry(c)->version) > 0;
}

enum verdict
ask_component(struct cycle *c)
{
	struct agent			*a = c->agent;
	const struct offer_entry	*e;
	const struct installed		*was;
	enum component_action		 action;

	place_free(&c->place);
	if (c->entry >= c->offer.n) {
		agent_log(&a->logs, LOG_CCIM,
		    "Done processing active client components");
		return cycle_to(c, AT_REMOVE);
	}
	e = entry(c);
	agent_log(&a->logs, LOG_CCIM, "Checking if component \"%s\" needs to "
	    "be installed, upgraded or verified (offer index [%zu])", e->name,
	    c->entry);
	was = state_component(&a->state, e->directory);
	action = component_action(was, e, was != NULL &&
	    due_is(a, DUE_VERIFY, was->done, c->now));
	c->only_cfg = action == COMPONENT_LEAVE;
	if (!c->only_cfg)
		agent_log(&a->logs, LOG_CCIM, "Component \"%s\" needs to be "
		    "%s", e->name, component_action_name(action));
	else if (is_newer(c) || has_cfg(c)) {
		c->entry++;
		return STEP_AGAIN;
	}
	c->waited = false;
	return STEP_NEXT;
}

/* --- the lock: seen by a scan of the folder, not opened (Q275617) --- */

static int
see_lock(void *arg, const void *name, size_t n)
{
	struct cycle	*c = arg;

	if (n == strlen(LOCK) && strncasecmp(name, LOCK, n) == 0)
		c->is_locked = true;
	return 0;
}

enum verdict
ask_lock(struct cycle *c)
{
	const struct link_sink	 sink = { see_lock, c };
	struct link_reply	 failed = { 0 };

	c->is_locked = false;
	set_path(c, shown(c), "");
	failed.error = link_list(c->link, c->path, &sink);
	return failed.error == 0 ? STEP_WAIT : cycle_fail(c, &failed);
}

enum verdict
take_lock(struct cycle *c, const struct link_reply *reply)
{
	const struct agent_logs	*logs = &c->agent->logs;

	if (!link_ok(reply))
		return cycle_fail(c, reply);
	if (!c->is_locked)
		return STEP_NEXT;
	if (!c->waited) {
		c->waited = true;
		agent_log(logs, LOG_CCIM, "Warning: Inbox manager token file "
		    "found (\\\\%s\\%s\\" BOX "\\%s\\" LOCK "), waiting %lld "
		    "seconds for directory refresh to finish...", c->server,
		    c->share, entry(c)->directory,
		    (long long)(c->agent->config->lock_wait_ms / 1000));
		return cycle_pause(c, c->agent->config->lock_wait_ms);
	}
	agent_log(logs, LOG_CCIM, "Warning: Directory still in use by inbox "
	    "manager; skipping operations");
	agent_log(logs, LOG_CCIM, "Warning - could not find a site CAP with "
	    "uplevel version of component %s", entry(c)->name);
	return skip(c);
}

/* --- .CFG and compver.ini: the offer's version, or nothing is done --- */

static bool
is_offered(const struct cycle *c, const char *version)
{
	struct version	 v;

	return version_parse(version, &v) &&
	    version_compare(&v, &entry(c)->version) == 0;
}

static enum verdict
out_of_sync(struct cycle *c, const char *file, const char *version)
{
	char	 offered[VERSION_TEXT_SIZE];

	agent_log(&c->agent->logs, LOG_CCIM, "Warning: \\\\%s\\%s\\" BOX
	    "\\%s%s version (%s) out of sync with offer file version (%s); "
	    "skipping operations", c->server, c->share, entry(c)->directory,
	    file, version, version_text(&entry(c)->version, offered));
	return skip(c);
}

enum verdict
ask_cfg(struct cycle *c)
{
	set_path(c, shown(c), ".CFG");
	return cycle_fetch(c, c->path);
}

static void
keep_cfg(struct cycle *c)
{
	char	 name[FOLDER_NAME_SIZE + 16];
	int	 error;

	if (c->agent->folder == -1)
		return;
	(void)snprintf(name, sizeof(name), PARENT "/%s.CFG",
	    entry(c)->directory);
	error = folder_write(c->agent->folder, name, &c->body);
	if (error != 0)
		agent_log(&c->agent->logs, LOG_CCIM, "Warning - %s: %s", name,
		    strerror(-error));
}

enum verdict
take_cfg(struct cycle *c, const struct link_reply *reply)
{
	enum verdict		 v = cycle_fetched(c, reply);
	struct syntax_err	 e;
	struct compcfg		 cfg;
	const char		*version;

	if (v != STEP_NEXT)
		return v;
	if (compcfg_parse(c->body.data, c->body.len, &c->arena, &cfg,
	    &e) != 0)
		return cycle_refuse(c, c->path, &e);
	version = component_cfg_version(&cfg);
	if (!is_offered(c, version))
		return out_of_sync(c, ".CFG", version);
	keep_cfg(c);
	due_take_component(&c->agent->state, entry(c)->directory, &cfg);
	if (!c->only_cfg)
		return STEP_NEXT;
	c->entry++;
	return cycle_to(c, AT_COMPONENT);
}

enum verdict
ask_compver(struct cycle *c)
{
	set_path(c, shown(c), "/compver.ini");
	return cycle_fetch(c, c->path);
}

enum verdict
take_compver(struct cycle *c, const struct link_reply *reply)
{
	enum verdict		 v = cycle_fetched(c, reply);
	char			 text[VERSION_TEXT_SIZE];
	struct syntax_err	 e;
	struct version		 version;

	if (v != STEP_NEXT)
		return v;
	if (compver_parse(c->body.data, c->body.len, &version, &e) != 0)
		return cycle_refuse(c, c->path, &e);
	(void)version_text(&version, text);
	if (!is_offered(c, text))
		return out_of_sync(c, "\\compver.ini", text);
	c->at = 0;
	return STEP_NEXT;
}

/* --- the bundle --- */

/* The part of a path below the component's folder, NULL: not of it. */
static const char *
below(const struct cycle *c, const char *path)
{
	char	 prefix[CYCLE_PATH_SIZE];
	size_t	 n;

	n = (size_t)snprintf(prefix, sizeof(prefix), BOX "/%s/" PLATFORM "/",
	    shown(c));
	return strncasecmp(path, prefix, n) == 0 && path[n] != '\0' ?
	    path + n : NULL;
}

/* The row may be new: the state then says that something is under way. */
static bool
begin_install(struct cycle *c)
{
	struct agent			*a = c->agent;
	const struct offer_entry	*e = entry(c);
	struct installed		*row;
	int				 error;

	row = state_component(&a->state, e->directory);
	if (row == NULL && (row = state_add_component(&a->state)) != NULL) {
		(void)strlcpy(row->name, e->name, sizeof(row->name));
		(void)strlcpy(row->directory, e->directory,
		    sizeof(row->directory));
		row->version = e->version;
		row->state = INSTALLED_PENDING;
		(void)agent_save(a);
	}
	error = row == NULL ? -ENOMEM : place_begin(a->folder, PARENT,
	    e->directory, &c->place);
	if (error != 0)
		agent_log(&a->logs, LOG_CCIM, "ERROR - component \"%s\": %s",
		    e->name, strerror(-error));
	return error == 0;
}

/* The site hears of it with the record of this cycle, and once by message. */
static void
keep_failure(struct cycle *c, const char *why)
{
	struct agent			*a = c->agent;
	const struct offer_entry	*e = entry(c);
	struct installed		*row = state_component(&a->state,
					    e->directory);
	char				 text[VERSION_TEXT_SIZE];
	const char			*told[] = { e->name, text, why };

	if (row == NULL)
		return;
	(void)version_text(&e->version, text);
	a->state.upgraded = cycle_wall(c);
	if (row->failed.nfield == 0 ||
	    version_compare(&row->failed, &e->version) != 0)
		agent_status(a, STATUS_COMPONENT_FAILED, told, 3);
	row->failed = e->version;
	(void)strlcpy(row->why, why, sizeof(row->why));
}

static enum verdict
not_installed(struct cycle *c, const char *why)
{
	agent_log(&c->agent->logs, LOG_CCIM, "ERROR - component \"%s\": %s",
	    entry(c)->name, why);
	keep_failure(c, why);
	return skip(c);
}

static enum verdict
install_failed(struct cycle *c, const char *file, int error)
{
	char	 why[CYCLE_PATH_SIZE + 80];

	(void)snprintf(why, sizeof(why), "%s: %s", file, strerror(-error));
	return not_installed(c, why);
}

enum verdict
ask_bundle(struct cycle *c)
{
	const struct link_sink		 sink = { place_put, NULL };
	struct link_sink		 to = sink;
	struct link_range		 range = { 0 };
	struct link_reply		 failed = { 0 };
	const char			*relative;

	if (c->place == NULL && !begin_install(c))
		return skip(c);
	for (; c->at < c->manifest.nfile; c->at++) {
		c->file = &c->manifest.file[c->at];
		relative = below(c, c->file->path);
		if (relative == NULL || place_reuse(c->place, c->file,
		    relative))
			continue;
		failed.error = place_open(c->place, c->file, relative);
		if (failed.error != 0)
			return install_failed(c, relative, failed.error);
		range.length = c->file->size;
		to.arg = c->place;
		failed.error = link_fetch(c->link, c->file->path, &range,
		    &to);
		return failed.error == 0 ? STEP_WAIT : cycle_fail(c, &failed);
	}
	return STEP_NEXT;
}

enum verdict
take_bundle(struct cycle *c, const struct link_reply *reply)
{
	int	 error;

	if (reply->error == -EFBIG || (reply->error == 0 &&
	    reply->status == NT_OBJECT_NAME_NOT_FOUND))
		return cycle_restart(c, c->file->path);
	if (reply->error == -ENOSPC || reply->error == -EDQUOT)
		return install_failed(c, c->file->path, reply->error);
	if (!link_ok(reply))
		return cycle_fail(c, reply);
	error = place_close(c->place);
	if (error == -EBADMSG)
		return cycle_restart(c, c->file->path);
	if (error != 0)
		return install_failed(c, c->file->path, error);
	c->at++;
	return STEP_AGAIN;
}

/* --- the swap --- */

static void
digest_files(const struct cycle *c, uint8_t out[static STATE_DIGEST_SIZE])
{
	EVP_MD_CTX	*ctx = EVP_MD_CTX_new();
	const char	*path;
	size_t		 i;

	memset(out, 0, STATE_DIGEST_SIZE);
	if (ctx != NULL && EVP_DigestInit_ex(ctx, EVP_sha256(), NULL)) {
		for (i = 0; i < c->manifest.nfile; i++) {
			path = c->manifest.file[i].path;
			if (below(c, path) == NULL)
				continue;
			(void)EVP_DigestUpdate(ctx, path, strlen(path) + 1);
			(void)EVP_DigestUpdate(ctx,
			    c->manifest.file[i].sha256, MANIFEST_HASH_SIZE);
		}
		(void)EVP_DigestFinal_ex(ctx, out, NULL);
	}
	EVP_MD_CTX_free(ctx);
}

/* Its installer, if this machine has one: what it ends with, decides. */
static bool
run_installer(struct cycle *c, char *why, size_t size)
{
	const struct agent		*a = c->agent;
	const struct offer_entry	*e = entry(c);
	char				 text[VERSION_TEXT_SIZE];
	int				 status;

	if (a->config->installer[0] == '\0' || place_fd(c->place) < 0)
		return true;
	status = installer_run(&(struct installer){
	    .program = a->config->installer, .directory = e->directory,
	    .version = version_text(&e->version, text),
	    .folder = place_fd(c->place) });
	if (status < 0)
		(void)snprintf(why, size, "the installer: %s",
		    strerror(-status));
	else
		(void)snprintf(why, size, "Process \"installer %.30s\" "
		    "finished; exit code = %d", e->directory, status);
	return status == 0;
}

enum verdict
ask_install(struct cycle *c)
{
	struct agent			*a = c->agent;
	const struct offer_entry	*e = entry(c);
	struct installed		*row = state_component(&a->state,
					    e->directory);
	char				 text[VERSION_TEXT_SIZE], why[128];
	bool				 was_older;
	int				 error;

	if (!run_installer(c, why, sizeof(why)))
		return not_installed(c, why);
	error = place_commit(c->place);
	if (error != 0 || row == NULL)
		return install_failed(c, e->directory, error);
	was_older = version_compare(&row->version, &e->version) < 0;
	row->version = e->version;
	row->state = INSTALLED_WHOLE;
	row->done = cycle_wall(c);
	digest_files(c, row->files);
	if (was_older || row->failed.nfield > 0)
		a->state.upgraded = row->done;
	row->failed.nfield = 0;
	row->why[0] = '\0';
	agent_log(&a->logs, LOG_CCIM, "Component \"%s\" install/verify/"
	    "upgrade done, version %s", e->name, version_text(&e->version,
	    text));
	(void)agent_save(a);
	c->entry++;
	return cycle_to(c, AT_COMPONENT);
}

/* --- what is no longer offered goes: Q298935 --- */

static int
remove_component(struct agent *a, const struct installed *row)
{
	char	 cfg[FOLDER_NAME_SIZE + 8];
	int	 error;

	(void)snprintf(cfg, sizeof(cfg), "%s.CFG", row->directory);
	error = place_remove(a->folder, PARENT, cfg);
	return error != 0 ? error : place_remove(a->folder, PARENT,
	    row->directory);
}

enum verdict
ask_remove(struct cycle *c)
{
	struct agent		*a = c->agent;
	struct installed	*row;
	size_t			 i;
	int			 error;

	for (i = a->state.ncomponent; i-- > 0;) {
		row = &a->state.component[i];
		if (component_offered(&c->offer, row->directory) != NULL)
			continue;
		agent_log(&a->logs, LOG_CCIM, "Component \"%s\" is no longer "
		    "offered; removing it", row->name);
		error = remove_component(a, row);
		if (error != 0) {
			agent_log(&a->logs, LOG_CCIM, "ERROR - component "
			    "\"%s\": %s", row->name, strerror(-error));
			c->all_applied = false;
			continue;
		}
		state_drop_component(&a->state, row);
	}
	if (a->state.is_assigned && c->all_applied)
		a->state.copy_list = c->offer.copy_list;
	(void)agent_save(a);
	c->at = 0;
	return a->state.is_assigned ? STEP_NEXT : cycle_to(c, AT_REPORT);
}
