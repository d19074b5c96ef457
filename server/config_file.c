/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * config_file - sited.conf through libconfuse: every option is text for the
 * library and gets its meaning from its row, in the validation callback,
 * where file and line are known.
 */
#include <confuse.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/addr.h"
#include "base/buf.h"
#include "base/text.h"
#include "protocol/sms/names.h"
#include "protocol/sms/number.h"
#include "server/config.h"
#include "server/config_value.h"
#include "server/endpoint.h"
#include "server/replica_option.h"

#define FILE_MAX	(1024 * 1024)
#define READ_CHUNK	4096

/* libconfuse's callbacks carry no argument of the caller's. */
static struct err	*failure;
static struct config	*target;

static void	on_error(cfg_t *, const char *, va_list)
		    __attribute__((format(printf, 2, 0)));

static void
on_error(cfg_t *cfg, const char *fmt, va_list ap)
{
	char	 text[400];

	(void)vsnprintf(text, sizeof(text), fmt, ap);
	if (failure != NULL && failure->code == 0)
		(void)err_set(failure, EINVAL, "%s:%d: %s",
		    cfg->filename == NULL ? "?" : cfg->filename, cfg->line,
		    text);
}

static const struct config_option *
find(const char *name)
{
	const struct config_option	*o;
	size_t				 i, n;

	o = config_options(&n);
	for (i = 0; i < n && strcmp(o[i].name, name) != 0; i++)
		;
	return i < n ? &o[i] : NULL;
}

static int
check_site(const struct config *c, struct err *e)
{
	static const char *const	devices[] = { "AUX", "CON", "NUL", "PRN" };
	size_t				 i;

	for (i = 0; i < 3; i++)
		if (!isupper((unsigned char)c->site[i]) &&
		    !isdigit((unsigned char)c->site[i]))
			return err_set(e, EINVAL, "site: \"%s\" must be three "
			    "capital letters or digits", c->site);
	for (i = 0; i < sizeof(devices) / sizeof(devices[0]); i++)
		if (strcmp(c->site, devices[i]) == 0)
			return err_set(e, EINVAL, "site: %s is a device name; "
			    "choose another code", c->site);
	return 0;
}

static int
check_listen(const struct config *c, struct err *e)
{
	struct endpoint	 ep;
	size_t		 i;

	for (i = 0; i < c->listen.n; i++)
		if (!endpoint_parse(c->listen.item[i], &ep))
			return err_set(e, EINVAL, "listen: \"%s\" is not "
			    "ADDRESS:PORT or [ADDRESS]:PORT",
			    c->listen.item[i]);
	return 0;
}

static int
check_nets(const struct config *c, struct err *e)
{
	struct net	 net;
	size_t		 i;

	for (i = 0; i < c->unlimited_nets.n; i++)
		if (!net_parse(c->unlimited_nets.item[i], &net))
			return err_set(e, EINVAL, "unlimited_nets: \"%s\" is "
			    "not ADDRESS/BITS", c->unlimited_nets.item[i]);
	return 0;
}

static int
check_replicas(const struct config *c, struct err *e)
{
	struct replica_option	 r, other;
	size_t			 i, k;
	int			 rc;

	for (i = 0; i < c->replicas.n; i++) {
		rc = replica_option_parse(c->replicas.item[i], &r, e);
		if (rc != 0)
			return rc;
		for (k = 0; k < i && replica_option_at(c, k, &other); k++)
			if (strcmp(r.name, other.name) == 0)
				return err_set(e, EINVAL, "replicas: there "
				    "are two of the name %s", r.name);
	}
	return 0;
}

static int
check_rings(const struct config *c, struct err *e)
{
	uint32_t	 percent, before = 0;
	size_t		 i;

	for (i = 0; i < c->rollout_rings.n; i++) {
		if (!number_u32(c->rollout_rings.item[i], &percent) ||
		    percent <= before || percent > 100)
			return err_set(e, EINVAL, "rollout_rings: \"%s\" is no "
			    "percentage from 1 to 100 above the one before",
			    c->rollout_rings.item[i]);
		before = percent;
	}
	return 0;
}

/* What the scanner makes of one backslash is nothing. */
static int
check_push(const struct config *c, struct err *e)
{
	const char	*slash;
	size_t		 i;

	for (i = 0; i < c->push.n; i++) {
		slash = strchr(c->push.item[i], '\\');
		if (slash == NULL || slash == c->push.item[i] ||
		    slash[1] == '\0')
			return err_set(e, EINVAL, "push: \"%s\" is no "
			    "DOMAIN\\name; the backslash is written twice",
			    c->push.item[i]);
	}
	return 0;
}

static int
check_dir(const struct config *c, struct err *e)
{
	if (c->dir[0] != '/')
		return err_set(e, EINVAL, "dir: \"%s\" must begin with /",
		    c->dir);
	return strlen(c->dir) <= CONFIG_DIR_MAX ? 0 : err_set(e, EINVAL,
	    "dir: is longer than %d bytes", CONFIG_DIR_MAX);
}

static int
check_domain(const struct config *c, struct err *e)
{
	const char	*expected = name_domain(c->domain);

	return expected == NULL ? 0 : err_set(e, EINVAL,
	    "domain: \"%s\" must be %s", c->domain, expected);
}

/* In any case: it is shown in capital letters. */
static int
check_server(const struct config *c, struct err *e)
{
	char		 name[CONFIG_NAME_MAX];
	const char	*expected;

	(void)snprintf(name, sizeof(name), "%s", c->server_name);
	name_upper(name);
	expected = name[0] == '\0' ? NULL : name_computer(name);
	return expected == NULL ? 0 : err_set(e, EINVAL,
	    "server_name: \"%s\" must be %s", c->server_name, expected);
}

/* What it tells is nobody's business beyond this machine. */
static int
check_web(const struct config *c, struct err *e)
{
	struct endpoint	 ep;

	if (c->web_listen[0] == '\0')
		return 0;
	if (!endpoint_parse(c->web_listen, &ep))
		return err_set(e, EINVAL, "web_listen: \"%s\" is no address "
		    "with a port, such as 127.0.0.1:9245", c->web_listen);
	return endpoint_is_loopback(&ep) ? 0 : err_set(e, EINVAL,
	    "web_listen: \"%s\" must be a loopback address: let a proxy on "
	    "this machine offer it to others", c->web_listen);
}

/* What kind and range of a row cannot say of its value. */
static const struct {
	const char	*name;
	int		(*run)(const struct config *, struct err *);
} checks[] = {
	{ "dir",		check_dir },
	{ "domain",		check_domain },
	{ "listen",		check_listen },
	{ "push",		check_push },
	{ "replicas",		check_replicas },
	{ "rollout_rings",	check_rings },
	{ "server_name",	check_server },
	{ "site",		check_site },
	{ "unlimited_nets",	check_nets },
	{ "web_listen",		check_web },
};

static int
check_one(const char *name, const struct config *c, struct err *e)
{
	size_t	 i;

	for (i = 0; i < sizeof(checks) / sizeof(checks[0]); i++)
		if (strcmp(checks[i].name, name) == 0)
			return checks[i].run(c, e);
	return 0;
}

static int
take(cfg_t *cfg, cfg_opt_t *opt)
{
	const struct config_option	*o = find(cfg_opt_name(opt));
	struct err			 e = { 0 };
	struct config_list		*list;
	unsigned			 i;
	int				 rc = 0;

	if (o->kind == OPT_LIST) {
		list = config_value_at(o, target);
		memset(list, 0, sizeof(*list));
		for (i = 0; i < cfg_opt_size(opt) && rc == 0; i++)
			rc = config_value_add(o, target,
			    cfg_opt_getnstr(opt, i), &e);
	} else
		rc = config_value_set(o, target, cfg_opt_getnstr(opt, 0), &e);
	if (rc == 0)
		rc = check_one(o->name, target, &e);
	if (rc != 0)
		cfg_error(cfg, "%s", e.text);
	return rc != 0 ? -1 : 0;
}

static cfg_opt_t *
make_options(void)
{
	const struct config_option	*o;
	cfg_opt_t			*opts;
	size_t				 i, n;

	o = config_options(&n);
	opts = calloc(n + 1, sizeof(*opts));
	if (opts == NULL)
		return NULL;
	for (i = 0; i < n; i++) {
		if (o[i].kind == OPT_LIST)
			opts[i] = (cfg_opt_t)CFG_STR_LIST(o[i].name, NULL,
			    CFGF_NODEFAULT);
		else
			opts[i] = (cfg_opt_t)CFG_STR(o[i].name, NULL,
			    CFGF_NODEFAULT);
	}
	opts[n] = (cfg_opt_t)CFG_END();
	return opts;
}

static int
check_path(const char *path, const struct config *c,
    const struct config_option *o, struct err *e)
{
	const char	*value;

	if (o->kind != OPT_PATH)
		return 0;
	value = config_value_at(o, (struct config *)(uintptr_t)c);
	if (value[0] == '/' || value[0] == '\0' ||
	    strlen(c->dir) + 1 + strlen(value) < CONFIG_PATH_MAX)
		return 0;
	return err_set(e, EINVAL, "%s: %s: with dir before it, it is longer "
	    "than %d bytes", path, o->name, CONFIG_PATH_MAX - 1);
}

/* An empty server_name is the host's: see server/worker/worker.c. */
static bool
is_own_name(const struct config *c, const char *name)
{
	char	 host[128] = "";

	(void)gethostname(host, sizeof(host) - 1);
	host[strcspn(host, ".")] = '\0';
	return text_casecmp(name, c->server_name[0] != '\0' ?
	    c->server_name : host) == 0;
}

/* Who else listens where the i-th replica is to; NULL: nobody. */
static const char *
other_there(const struct config *c, size_t i, const char *where,
    struct replica_option *other)
{
	size_t	 k;

	for (k = 0; k < c->listen.n; k++)
		if (endpoint_clash(c->listen.item[k], where))
			return "the site itself (listen)";
	for (k = 0; k < i && replica_option_at(c, k, other); k++)
		if (endpoint_clash(other->listen, where))
			return other->name;
	return NULL;
}

/* Each is a server of its own, with a name and an address of its own. */
static int
check_servers(const char *path, const struct config *c, struct err *e)
{
	struct replica_option	 r, another;
	const char		*other;
	size_t			 i;

	for (i = 0; replica_option_at(c, i, &r); i++) {
		if (is_own_name(c, r.name))
			return err_set(e, EINVAL, "%s: replicas: %s is the "
			    "name of this server (server_name): a backup "
			    "controller needs its own", path, r.name);
		other = other_there(c, i, r.listen, &another);
		if (other != NULL)
			return err_set(e, EINVAL, "%s: replicas: %s is to "
			    "listen at %s, as %s does: it needs an address "
			    "or port of its own", path, r.name, r.listen,
			    other);
	}
	return 0;
}

/* What no single option can say. */
static int
check_whole(const char *path, const struct config *c, struct err *e)
{
	const struct config_option	*o;
	size_t				 i, n;
	int				 rc = 0;

	o = config_options(&n);
	for (i = 0; i < n && rc == 0; i++)
		rc = check_path(path, c, &o[i], e);
	if (rc == 0)
		rc = check_servers(path, c, e);
	if (rc != 0)
		return rc;
	if (c->first_byte_timeout > c->negotiate_timeout ||
	    c->negotiate_timeout > c->logon_timeout)
		return err_set(e, EINVAL, "%s: first_byte_timeout, "
		    "negotiate_timeout and logon_timeout must not fall",
		    path);
	return 0;
}

/* The library's scanner ends the process when a read fails. */
static int
read_whole(const char *path, struct buf *b, struct err *e)
{
	uint8_t	*p;
	ssize_t	 n = -1;
	int	 fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	while (fd != -1 && (p = buf_space(b, READ_CHUNK)) != NULL) {
		n = read(fd, p, READ_CHUNK);
		b->len -= READ_CHUNK - (n > 0 ? (size_t)n : 0);
		if (n <= 0)
			break;
	}
	if (fd == -1 || n == -1)
		(void)err_sys(e, "%s: cannot be read", path);
	if (fd != -1)
		(void)close(fd);
	buf_str(b, "\n");
	if (e->code == 0 && !buf_ok(b))
		(void)err_set(e, EFBIG, "%s: is larger than %d KiB", path,
		    FILE_MAX / 1024);
	return -e->code;
}

/* The library's validation is not called for a list without items. */
static int
take_empty_lists(cfg_t *cfg, const char *path, struct err *e)
{
	const struct config_option	*o;
	cfg_opt_t			*opt;
	size_t				 i, n;

	o = config_options(&n);
	for (i = 0; i < n; i++) {
		opt = cfg_getopt(cfg, o[i].name);
		if (o[i].kind != OPT_LIST || cfg_opt_size(opt) > 0 ||
		    (opt->flags & CFGF_MODIFIED) == 0)
			continue;
		if (o[i].min > 0)
			return err_set(e, EINVAL, "%s: %s: is empty", path,
			    o[i].name);
		memset(config_value_at(&o[i], target), 0,
		    sizeof(struct config_list));
	}
	return 0;
}

static int
parse(cfg_t *cfg, const char *path, const struct buf *b, struct err *e)
{
	const struct config_option	*o;
	size_t				 i, n;
	FILE				*f = fmemopen(b->data, b->len, "r");
	int				 rc;

	cfg->filename = strdup(path);
	if (f == NULL || cfg->filename == NULL) {
		if (f != NULL)
			(void)fclose(f);
		return err_set(e, ENOMEM, "%s: out of memory", path);
	}
	(void)cfg_set_error_function(cfg, on_error);
	o = config_options(&n);
	for (i = 0; i < n; i++)
		(void)cfg_set_validate_func(cfg, o[i].name, take);
	rc = cfg_parse_fp(cfg, f);
	(void)fclose(f);
	if (rc == CFG_SUCCESS)
		return take_empty_lists(cfg, path, e);
	return e->code != 0 ? -e->code :
	    err_set(e, EINVAL, "%s: cannot be parsed", path);
}

int
config_load(const char *path, struct config *c, struct err *e)
{
	struct config	 fresh;
	struct buf	 text;
	cfg_opt_t	*opts = make_options();
	cfg_t		*cfg = opts == NULL ? NULL : cfg_init(opts, CFGF_NONE);
	int		 rc;

	config_defaults(&fresh);
	*e = (struct err){ 0 };
	failure = e;
	target = &fresh;
	buf_init(&text, FILE_MAX + READ_CHUNK);
	rc = cfg == NULL ? err_set(e, ENOMEM, "%s: out of memory", path) :
	    read_whole(path, &text, e);
	if (rc == 0)
		rc = parse(cfg, path, &text, e);
	if (rc == 0)
		rc = check_whole(path, &fresh, e);
	if (cfg != NULL)
		cfg_free(cfg);
	free(opts);
	buf_free(&text);
	if (rc == 0)
		*c = fresh;
	return rc;
}

static void
print_value(FILE *out, const struct config_option *o, const struct config *c)
{
	const struct config_list	*list;
	char				 text[CONFIG_PATH_MAX];
	size_t				 i;

	if (o->kind != OPT_LIST) {
		config_show(o, c, text, sizeof(text));
		fprintf(out, "%s", text);
		return;
	}
	list = config_value_at(o, (struct config *)(uintptr_t)c);
	fprintf(out, "{");
	for (i = 0; i < list->n; i++)
		fprintf(out, "%s\"%s\"", i == 0 ? "" : ", ", list->item[i]);
	fprintf(out, "}");
}

void
config_show(const struct config_option *o, const struct config *c, char *dst,
    size_t size)
{
	char	 text[CONFIG_LIST_MAX * CONFIG_ITEM_MAX];

	config_value_text(o, c, text, sizeof(text));
	if (o->kind == OPT_NAME || o->kind == OPT_PATH)
		(void)snprintf(dst, size, "\"%s\"", text);
	else
		(void)snprintf(dst, size, "%s", text);
}

void
config_sample(FILE *out)
{
	const struct config_option	*o;
	struct config			 c;
	size_t				 i, n;

	config_defaults(&c);
	o = config_options(&n);
	fprintf(out, "# sited.conf - configuration of sited(8); see "
	    "sited.conf(5).\n# Made from the option table: `sited -S'.  Every "
	    "line shows the default.\n");
	for (i = 0; i < n; i++) {
		fprintf(out, "\n# %s%s\n#%s = ", o[i].help,
		    o[i].live ? "" : " (Needs a restart.)", o[i].name);
		print_value(out, &o[i], &c);
		fprintf(out, "\n");
	}
}
