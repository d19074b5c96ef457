/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sited - the site server: reads its configuration, starts its roles (see
 * server/parent.h), or is one of them (-r, for the parent only).
 */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "build_config.h"
#include "server/parent.h"
#include "server/rekey.h"
#include "server/restore.h"
#include "server/role.h"
#include "server/site_check.h"

#define PARENT_FD	3

#ifdef SITED_SANITIZERS
/* The leak checker traces the process, which the sandbox forbids. */
const char	*__asan_default_options(void);

const char *
__asan_default_options(void)
{
	return "detect_leaks=0";
}
#endif

enum task { TASK_RUN, TASK_CHECK, TASK_RESTORE, TASK_REKEY, TASK_SAMPLE,
	TASK_VERSION, TASK_HELP };

struct arguments {
	enum task	 task;
	bool		 foreground;
	bool		 one_user;
	bool		 dry_run;	/* TASK_REKEY */
	const char	*config_path;
	const char	*backup;	/* TASK_RESTORE */
	enum role	 role;		/* ROLE_PARENT: not a child */
	unsigned	 index;
};

static const char	usage_text[] =
	"usage: sited [-d | -F] [-f FILE]\n"
	"             run; -F: in the foreground, -d: and under one user\n"
	"       sited -n [-f FILE]    check the configuration\n"
	"       sited -R BACKUP [-d] [-f FILE]  make the site's store from "
	"a backup\n"
	"       sited -K [-k] [-d] [-f FILE]  replace the master key; -k: "
	"try it only\n"
	"       sited -S              print a sample configuration\n"
	"       sited -V, --version   print the version\n"
	"       sited -h, --help      print this\n";

static void
usage(void)
{
	fputs(usage_text, stderr);
	exit(2);
}

static struct arguments
parse(int argc, char **argv)
{
	struct arguments	 a = { .config_path = SYSCONFDIR
				    "/sited/sited.conf" };
	int			 c;

	if (argc == 2 && (strcmp(argv[1], "--version") == 0 ||
	    strcmp(argv[1], "--help") == 0)) {
		a.task = argv[1][2] == 'v' ? TASK_VERSION : TASK_HELP;
		return a;
	}
	while ((c = getopt(argc, argv, "dFf:hi:KknR:r:SV")) != -1) {
		switch (c) {
		case 'd':
			a.foreground = a.one_user = true;
			break;
		case 'F':
			a.foreground = true;
			break;
		case 'f':
			a.config_path = optarg;
			break;
		case 'h':
			a.task = TASK_HELP;
			break;
		case 'i':
			a.index = (unsigned)strtoul(optarg, NULL, 10);
			break;
		case 'K':
			a.task = TASK_REKEY;
			break;
		case 'k':
			a.dry_run = true;
			break;
		case 'n':
			a.task = TASK_CHECK;
			break;
		case 'R':
			a.task = TASK_RESTORE;
			a.backup = optarg;
			break;
		case 'r':
			if (!role_parse(optarg, &a.role))
				usage();
			break;
		case 'S':
			a.task = TASK_SAMPLE;
			break;
		case 'V':
			a.task = TASK_VERSION;
			break;
		default:
			usage();
		}
	}
	if (optind != argc)
		usage();
	return a;
}

/* The child that stays; the first process waits until all roles run. */
static int
go_to_background(void)
{
	char	 byte;
	int	 pair[2], null;

	if (pipe2(pair, O_CLOEXEC) == -1)
		return -1;
	switch (fork()) {
	case -1:
		return -1;
	case 0:
		break;
	default:
		(void)close(pair[1]);
		_exit(read(pair[0], &byte, 1) == 1 ? 0 : 1);
	}
	(void)close(pair[0]);
	(void)setsid();
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (null != -1) {
		(void)dup2(null, STDIN_FILENO);
		(void)dup2(null, STDOUT_FILENO);
		(void)close(null);
	}
	return pair[1];
}

/* systemd hands secrets over as files in a folder of ours alone. */
static const char *
credential(char *dst, size_t size)
{
	const char	*dir = getenv("CREDENTIALS_DIRECTORY");

	if (dir == NULL)
		return NULL;
	(void)snprintf(dst, size, "%s/sited.key", dir);
	return access(dst, R_OK) == 0 ? dst : NULL;
}

static int
run(const struct arguments *a, const struct config *c)
{
	char			 path[CONFIG_PATH_MAX];
	struct parent_options	 options = {
		.config_path = a->config_path,
		.key_credential = credential(path, sizeof(path)),
		.push_program = LIBEXECDIR "/site-push",
		.ready_fd = -1,
	};

	if (!a->foreground) {
		options.ready_fd = go_to_background();
		if (options.ready_fd == -1)
			fatal("cannot go to the background: %s",
			    strerror(errno));
	}
	log_set((enum log_level)c->log_level, (enum log_format)c->log_format);
	return parent_run(&options, c);
}

static int
check(const struct arguments *a, const struct config *c)
{
	struct err	 e;

	if (site_check(c, &e) != 0) {
		fprintf(stderr, "sited: %s: %s\n", a->config_path, e.text);
		return 1;
	}
	printf("%s: correct\n", a->config_path);
	return 0;
}

static int
restore(const struct arguments *a, const struct config *c)
{
	struct err	 e;

	if (restore_site(c, a->backup, &e) != 0) {
		fprintf(stderr, "sited: nothing was restored: %s\n", e.text);
		return e.code == EEXIST || e.code == EBUSY ? 3 : 1;
	}
	printf("the store was restored; put the master key to its place "
	    "(option key_file), then start sited\n");
	return 0;
}

static int
rekey(const struct arguments *a, const struct config *c)
{
	char		 said[2048];
	struct err	 e;

	if (rekey_site(c, a->dry_run, said, sizeof(said), &e) != 0) {
		fprintf(stderr, "sited: the key was not replaced: %s\n",
		    e.text);
		return e.code == EBUSY ? 3 : 1;
	}
	printf("%s\n", said);
	return 0;
}

int
main(int argc, char **argv)
{
	struct arguments	 a = parse(argc, argv);
	struct config		 c;
	struct err		 e;

	if (a.role != ROLE_PARENT)
		role_main(a.role, a.index, PARENT_FD);
	log_open("parent", STDERR_FILENO);
	switch (a.task) {
	case TASK_SAMPLE:
		config_sample(stdout);
		return 0;
	case TASK_HELP:
		fputs(usage_text, stdout);
		return 0;
	case TASK_VERSION:
		printf("sited %s\n", PACKAGE_VERSION);
		return 0;
	default:
		break;
	}
	if (config_load(a.config_path, &c, &e) != 0) {
		fprintf(stderr, "sited: %s\n", e.text);
		return 1;
	}
	c.one_user = a.one_user;
	if (a.task == TASK_CHECK)
		return check(&a, &c);
	if (a.task == TASK_RESTORE)
		return restore(&a, &c);
	if (a.task == TASK_REKEY)
		return rekey(&a, &c);
	return run(&a, &c);
}
