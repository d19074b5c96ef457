/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * siteclient - a client agent of a site for machines that have no SMS client.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/secret.h"
#include "contrib/siteclient/session.h"

#define FOLDER	"/var/lib/siteclient"

static const struct verb	verbs[] = {
	{ "enrol", "--from FILE", "become a client with keys of its own",
	    verb_enrol },
	{ "install", "[--from FILE] [--logon-point[=PATH] --user NAME]",
	    "become a client, or come back over the logon point",
	    verb_install },
	{ "cycle", "", "read the configuration and act upon it, now",
	    verb_cycle },
	{ "run", "", "do so whenever it is due, until told to end",
	    verb_run },
	{ "status", "[--json]", "what is known and installed", verb_status },
	{ "swarm", "--clients N --from FILE", "many clients, one cycle each",
	    verb_swarm },
	{ "remove", "[--all]", "leave the site; --all: forget who it was",
	    verb_remove },
};

#define NVERBS	(sizeof(verbs) / sizeof(verbs[0]))

static int
usage(FILE *to)
{
	const struct config_row	*rows;
	size_t			 i, n;

	fputs("usage: siteclient [-v] [-d FOLDER] [-f FILE] [-o NAME=VALUE] "
	    "VERB [ARGS]\n"
	    "  -v        show the log on standard error\n"
	    "  -d FOLDER where it keeps its state (" FOLDER ")\n"
	    "  -f FILE   options, instead of siteclient.conf in that folder\n"
	    "verbs:\n", to);
	for (i = 0; i < NVERBS; i++)
		fprintf(to, "  %s %s\n      %s\n", verbs[i].name,
		    verbs[i].arguments, verbs[i].help);
	fputs("options for -o and siteclient.conf:\n", to);
	rows = config_rows(&n);
	for (i = 0; i < n; i++)
		fprintf(to, "  %-12s %s (%s)\n", rows[i].name, rows[i].help,
		    rows[i].usual);
	return EXIT_USAGE;
}

static const struct verb *
find_verb(const char *name)
{
	size_t	 i;

	for (i = 0; i < NVERBS; i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}

static bool
take_options(struct session *s, int argc, char **argv)
{
	int	 c;

	s->folder_path = FOLDER;
	while ((c = getopt(argc, argv, "+vd:f:o:")) != -1)
		switch (c) {
		case 'v': s->verbose = true; break;
		case 'd': s->folder_path = optarg; break;
		case 'f': s->config_path = optarg; break;
		case 'o':
			if (s->noption == SESSION_OPTIONS_MAX)
				return false;
			s->options[s->noption++] = optarg;
			break;
		default: return false;
		}
	return optind < argc;
}

int
main(int argc, char **argv)
{
	struct session		 s = { .lock = -1 };
	const struct verb	*v;
	int			 status;

	s.agent.folder = s.agent.logs.folder = -1;
	(void)umask(077);
	if (!take_options(&s, argc, argv))
		return usage(stderr);
	if (strcmp(argv[optind], "help") == 0) {
		(void)usage(stdout);
		return EXIT_DONE;
	}
	if ((v = find_verb(argv[optind])) == NULL)
		return usage(stderr);
	if (secret_forbid_dumps(&s.err) != 0)
		fprintf(stderr, "siteclient: %s\n", s.err.text);
	argc -= optind;
	argv += optind;
	optind = 0;			/* getopt begins anew */
	status = v->run(&s, argc, argv);
	if (status == EXIT_USAGE)
		fprintf(stderr, "usage: siteclient %s %s\n", v->name,
		    v->arguments);
	else if (status != EXIT_DONE && s.err.code != 0)
		fprintf(stderr, "siteclient: %s\n", s.err.text);
	session_close(&s);
	return status;
}
