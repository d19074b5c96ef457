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
#include "build_config.h"
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
	{ "run", "[--dc NAME]", "do so whenever it is due, until told to end",
	    verb_run },
	{ "status", "[--json]", "what is known and installed", verb_status },
	{ "swarm", "--clients N --from FILE", "many clients, one cycle each",
	    verb_swarm },
	{ "target", "--admin FOLDER --accounts FILE --listen ADDRESS:PORT "
	    "--name NAME [--domain NAME] [--type WinNT|ServerNT|LanmanNT] "
	    "[--version 5.0.2195] [--registry FILE] [--seal]",
	    "be a machine that a client can be pushed to", verb_target },
	{ "remove", "[--all]", "leave the site; --all: forget who it was",
	    verb_remove },
};

#define NVERBS	(sizeof(verbs) / sizeof(verbs[0]))

static int
help(void)
{
	const struct config_row	*rows;
	size_t			 i, n;

	fputs("usage: siteclient [-v] [-d FOLDER] [-f FILE] [-o NAME=VALUE] "
	    "VERB [ARGS]\n"
	    "       siteclient help, siteclient --version\n"
	    "  -v        show the log on standard error\n"
	    "  -d FOLDER where it keeps its state (" FOLDER ")\n"
	    "  -f FILE   options, instead of siteclient.conf in that folder\n"
	    "verbs:\n", stdout);
	for (i = 0; i < NVERBS; i++)
		printf("  %s %s\n      %s\n", verbs[i].name,
		    verbs[i].arguments, verbs[i].help);
	puts("options for -o and siteclient.conf:");
	rows = config_rows(&n);
	for (i = 0; i < n; i++)
		printf("  %-12s %s (%s)\n", rows[i].name, rows[i].help,
		    rows[i].usual);
	return EXIT_DONE;
}

static int
version(void)
{
	puts("siteclient " PACKAGE_VERSION);
	return EXIT_DONE;
}

static int
verb_help(const struct verb *v)
{
	printf("usage: siteclient %s %s\n\n%s\n", v->name, v->arguments,
	    v->help);
	return EXIT_DONE;
}

static int
misuse(const char *what, const char *word)
{
	fprintf(stderr, "siteclient: %s%s\ntry: siteclient help\n", what,
	    word);
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

/* EXIT_USAGE: was complained about. */
static int
take_options(struct session *s, int argc, char **argv)
{
	char	 option[2] = "";
	int	 c;

	s->folder_path = FOLDER;
	opterr = 0;
	while ((c = getopt(argc, argv, "+:vd:f:o:")) != -1)
		switch (c) {
		case 'v': s->verbose = true; break;
		case 'd': s->folder_path = optarg; break;
		case 'f': s->config_path = optarg; break;
		case 'o':
			if (s->noption == SESSION_OPTIONS_MAX)
				return misuse("too many options: ", optarg);
			s->options[s->noption++] = optarg;
			break;
		case ':':
			option[0] = (char)optopt;
			return misuse("this option needs a value: -", option);
		default:
			option[0] = (char)optopt;
			return misuse("there is no option -", option);
		}
	opterr = 1;			/* the verbs' own */
	return optind < argc ? EXIT_DONE : misuse("no verb was given", "");
}

/* help and version, asked for in any of the usual ways. */
static int	(*find_answer(const char *word))(void)
{
	static const struct {
		const char	*word;
		int		 (*answer)(void);
	}		 answers[] = { { "help", help }, { "--help", help },
			    { "-h", help }, { "--version", version },
			    { "-V", version } };
	size_t		 i;

	for (i = 0; i < sizeof(answers) / sizeof(answers[0]); i++)
		if (strcmp(answers[i].word, word) == 0)
			return answers[i].answer;
	return NULL;
}

int
main(int argc, char **argv)
{
	static char		 own_name[] = "siteclient";
	struct session		 s = { .lock = -1 };
	const struct verb	*v;
	int			 (*answer)(void);
	int			 status;

	s.agent.folder = s.agent.logs.folder = -1;
	(void)umask(077);
	if (argc > 1 && (answer = find_answer(argv[1])) != NULL)
		return answer();
	if (take_options(&s, argc, argv) != EXIT_DONE)
		return EXIT_USAGE;
	if ((answer = find_answer(argv[optind])) != NULL)
		return answer();
	if ((v = find_verb(argv[optind])) == NULL)
		return misuse("there is no such verb: ", argv[optind]);
	if (argc == optind + 2 && find_answer(argv[optind + 1]) == help)
		return verb_help(v);
	if (secret_forbid_dumps(&s.err) != 0)
		fprintf(stderr, "siteclient: %s\n", s.err.text);
	argc -= optind;
	argv += optind;
	argv[0] = own_name;		/* in what getopt complains of */
	optind = 0;			/* it begins anew */
	status = v->run(&s, argc, argv);
	if (status == EXIT_USAGE)
		fprintf(stderr, "usage: siteclient %s %s\n", v->name,
		    v->arguments);
	else if (status != EXIT_DONE && s.err.code != 0)
		fprintf(stderr, "siteclient: %s\n", s.err.text);
	session_close(&s);
	return status;
}
