/* SPDX-License-Identifier: GPL-3.0-or-later */
/* target: a machine that a client can be pushed to, until told to end. */
#include <errno.h>
#include <event2/event.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "contrib/siteclient/session.h"
#include "contrib/siteclient/target.h"

static const struct option	options[] = {
	{ "admin", required_argument, NULL, 'a' },
	{ "accounts", required_argument, NULL, 'u' },
	{ "listen", required_argument, NULL, 'l' },
	{ "name", required_argument, NULL, 'n' },
	{ "domain", required_argument, NULL, 'd' },
	{ "type", required_argument, NULL, 't' },
	{ "version", required_argument, NULL, 'v' },
	{ "registry", required_argument, NULL, 'r' },
	{ "seal", no_argument, NULL, 's' },
	{ NULL, 0, NULL, 0 }
};

/* "5.0.2195" */
static bool
take_version(const char *text, struct ntlm_version *out)
{
	unsigned	 major, minor, build;
	char		 more;

	if (sscanf(text, "%3u.%3u.%5u%c", &major, &minor, &build,
	    &more) != 3 || major == 0 || major > UINT8_MAX ||
	    minor > UINT8_MAX || build > UINT16_MAX)
		return false;
	*out = (struct ntlm_version){ (uint8_t)major, (uint8_t)minor,
	    (uint16_t)build };
	return true;
}

static bool
is_type(const char *type)
{
	static const char	*const types[] = { "WinNT", "ServerNT",
				    "LanmanNT" };
	size_t			 i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(type, types[i]) == 0)
			return true;
	return false;
}

static bool
is_netbios(const char *name)
{
	return *name != '\0' && strlen(name) <= 15 &&
	    strpbrk(name, "\\/:*?\"<>| ") == NULL;
}

static bool
take(struct target_settings *s, int argc, char **argv)
{
	bool	 good = true;
	int	 c;

	while (good && (c = getopt_long(argc, argv, "", options,
	    NULL)) != -1) {
		switch (c) {
		case 'a': s->folder = optarg; break;
		case 'u': s->accounts = optarg; break;
		case 'l': s->listen = optarg; break;
		case 'n': s->name = optarg; break;
		case 'd': s->domain = optarg; break;
		case 't': s->type = optarg; break;
		case 'r': s->registry = optarg; break;
		case 's': s->seal = true; break;
		case 'v': good = take_version(optarg, &s->version); break;
		default: good = false;
		}
	}
	return good && optind == argc && s->folder != NULL &&
	    s->accounts != NULL && s->listen != NULL && s->name != NULL &&
	    is_netbios(s->name) && is_netbios(s->domain) && is_type(s->type);
}

static void
on_end(evutil_socket_t number, short what, void *arg)
{
	(void)number;
	(void)what;
	(void)event_base_loopbreak(arg);
}

/* Until SIGTERM or SIGINT. */
static int
run(struct event_base *base, const struct target_settings *s, struct err *err)
{
	struct event	*term = evsignal_new(base, SIGTERM, on_end, base);
	struct event	*intr = evsignal_new(base, SIGINT, on_end, base);
	struct target	*t = NULL;
	int		 error = -ENOMEM;

	if (term == NULL || intr == NULL || event_add(term, NULL) != 0 ||
	    event_add(intr, NULL) != 0)
		(void)err_set(err, ENOMEM, "out of memory");
	else if ((error = target_new(base, s, &t, err)) == 0) {
		log_info("target %s\\%s serves %s at %s", s->domain, s->name,
		    s->folder, s->listen);
		(void)event_base_dispatch(base);
	}
	target_free(&t);
	if (term != NULL)
		event_free(term);
	if (intr != NULL)
		event_free(intr);
	return error;
}

int
verb_target(struct session *se, int argc, char **argv)
{
	struct target_settings	 s = { .domain = "WORKGROUP",
				    .type = "WinNT",
				    .version = { 5, 0, 2195 } };
	struct event_base	*base;
	int			 error;

	if (!take(&s, argc, argv))
		return EXIT_USAGE;
	log_open("target", STDERR_FILENO);
	(void)signal(SIGPIPE, SIG_IGN);
	base = event_base_new();
	if (base == NULL) {
		(void)err_set(&se->err, ENOMEM, "out of memory");
		return EXIT_FAILED;
	}
	error = run(base, &s, &se->err);
	event_base_free(base);
	return error == 0 ? EXIT_DONE : EXIT_FAILED;
}
