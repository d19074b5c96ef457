/* SPDX-License-Identifier: GPL-3.0-or-later */
/* status: what the client knows, without a word of what it has to keep. */
#include "contrib/siteclient/session.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "contrib/siteclient/folder.h"
#include "contrib/siteclient/orphan.h"

static const char	*const troubles[] = { "fine", "refused", "locked",
			    "disabled" };
static const char	*const states[] = { "pending", "installed",
			    "repair" };
static const char	*const adverts[] = { "received", "running", "done",
			    "failed", "cannot run", "damaged" };

static json_t *
time_json(struct wall w)
{
	char	 text[WALL_TEXT_SIZE];

	return w.us == 0 ? json_null() : json_string(wall_text(w, text));
}

static json_t *
accounts_json(const struct state *s)
{
	json_t	*list = json_array();
	size_t	 i;

	for (i = 0; i < s->naccount; i++)
		(void)json_array_append_new(list, json_pack("{s:s, s:s, s:i, "
		    "s:s}", "name", s->account[i].name, "domain",
		    s->account[i].domain, "generation",
		    (int)s->account[i].generation, "state",
		    troubles[s->account[i].trouble]));
	return list;
}

static json_t *
components_json(const struct state *s)
{
	json_t	*list = json_array();
	char	 version[VERSION_TEXT_SIZE];
	size_t	 i;

	for (i = 0; i < s->ncomponent; i++)
		(void)json_array_append_new(list, json_pack("{s:s, s:s, s:s, "
		    "s:s, s:o}", "name", s->component[i].name, "directory",
		    s->component[i].directory, "version",
		    version_text(&s->component[i].version, version), "state",
		    states[s->component[i].state], "done",
		    time_json(s->component[i].done)));
	return list;
}

static json_t *
adverts_json(const struct state *s)
{
	json_t	*list = json_array();
	size_t	 i;

	for (i = 0; i < s->nadvert; i++)
		(void)json_array_append_new(list, json_pack("{s:s, s:s, s:o}",
		    "id", s->advert[i].id, "state",
		    adverts[s->advert[i].state], "when",
		    time_json(s->advert[i].when)));
	return list;
}

static json_t *
caps_json(const struct state *s)
{
	json_t	*list = json_array();
	size_t	 i;

	for (i = 0; i < s->ncap; i++)
		(void)json_array_append_new(list, json_string(s->caps[i]));
	return list;
}

static int64_t
days_to_orphan(const struct agent *a)
{
	const int64_t	 left = agent_orphan_ms(a) -
			    orphan_age_ms(&a->state, wall_now());

	return left < 0 ? 0 : left / DAY_MS;
}

static json_t *
status_json(const struct session *se)
{
	const struct agent	*a = &se->agent;
	const struct state	*s = &a->state;
	char			 id[SMS_ID_SIZE];

	sms_id_text(&a->identity.id, id);
	return json_pack("{s:s, s:s, s:s, s:b, s:b, s:b, s:o, s:o, s:o, s:I, "
	    "s:I, s:I, s:I, s:I, s:i, s:o, s:o, s:o, s:o, s:o}",
	    "id", id, "name", a->identity.name, "site", a->identity.site,
	    "enrolled", (int)a->identity.is_enrolled,
	    "installed", (int)session_is_installed(se),
	    "assigned", (int)s->is_assigned,
	    "config_checked", time_json(s->config_checked),
	    "next_cycle", time_json(s->next_cycle),
	    "heartbeat", time_json(s->heartbeat),
	    "days_to_orphan", (json_int_t)days_to_orphan(a),
	    "manifest_serial", (json_int_t)s->manifest_serial,
	    "list_serial", (json_int_t)s->list_serial,
	    "copy_list", (json_int_t)s->copy_list,
	    "last_result", (json_int_t)s->hresult,
	    "waiting", (int)s->nitem,
	    "accounts_until", time_json(s->accounts_until),
	    "caps", caps_json(s), "accounts", accounts_json(s),
	    "components", components_json(s), "adverts", adverts_json(s));
}

static void
print_text(const struct session *se)
{
	const struct agent	*a = &se->agent;
	const struct state	*s = &a->state;
	char			 text[WALL_TEXT_SIZE], id[SMS_ID_SIZE];
	size_t			 i;

	sms_id_text(&a->identity.id, id);
	printf("%s  %s\nsite %s: %s%s, %s\n", a->identity.name, id,
	    a->identity.site, session_is_installed(se) ? "installed" :
	    "removed", a->identity.is_enrolled ? ", enrolled" : "",
	    s->is_assigned ? "assigned" : "not assigned");
	printf("Site Config Last Checked: %s, %lld days to orphan\n",
	    s->config_checked.us == 0 ? "never" :
	    wall_text(s->config_checked, text),
	    (long long)days_to_orphan(a));
	if (s->accounts_until.us != 0)
		printf("one of its accounts holds until %s at least\n",
		    wall_text(s->accounts_until, text));
	if (s->hresult != 0)
		printf("last cycle failed: #%u\n", s->hresult);
	for (i = 0; i < s->ncap; i++)
		printf("CAP %s\n", s->caps[i]);
	for (i = 0; i < s->naccount; i++)
		printf("account %s: %s\n", s->account[i].name,
		    troubles[s->account[i].trouble]);
	for (i = 0; i < s->ncomponent; i++)
		printf("component %-32s %-16s %s\n", s->component[i].name,
		    version_text(&s->component[i].version, text),
		    states[s->component[i].state]);
	for (i = 0; i < s->nadvert; i++)
		printf("advertisement %s: %s\n", s->advert[i].id,
		    adverts[s->advert[i].state]);
	if (s->nitem > 0)
		printf("%zu drop%s\n", s->nitem, s->nitem == 1 ?
		    " waits" : "s wait");
}

/* Without the lock: the agent may be running. */
static int
look(struct session *s)
{
	struct agent	*a = &s->agent;
	int		 error;

	s->lock = a->logs.folder = -1;
	a->config = &s->config;
	a->folder = open(s->folder_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (a->folder == -1)
		return errno != ENOENT ? err_sys(&s->err, "%s",
		    s->folder_path) : err_set(&s->err, ENOENT, "%s is not "
		    "there: no client is installed in it (siteclient enrol "
		    "--from FILE)", s->folder_path);
	error = session_config(s);
	if (error == 0)
		error = identity_load(a->folder, &a->identity, &s->err);
	return error != 0 ? error : state_load(a->folder, &a->state,
	    &s->err);
}

int
verb_status(struct session *s, int argc, char **argv)
{
	const bool	 as_json = argc == 2 && strcmp(argv[1], "--json") == 0;
	json_t		*j;
	int		 error;

	if (argc > 2 || (argc == 2 && !as_json))
		return EXIT_USAGE;
	if ((error = look(s)) != 0)
		return error == -ENOENT ? EXIT_REFUSED : EXIT_FAILED;
	if (!as_json) {
		print_text(s);
		return EXIT_DONE;
	}
	j = status_json(s);
	if (j == NULL || json_dumpf(j, stdout, JSON_INDENT(2)) != 0) {
		(void)err_set(&s->err, EIO, "no JSON");
		json_decref(j);
		return EXIT_FAILED;
	}
	printf("\n");
	json_decref(j);
	return EXIT_DONE;
}
