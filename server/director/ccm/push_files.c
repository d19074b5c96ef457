/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/ccm/push_files.h"

#include <errno.h>

#include "protocol/sms/tcf.h"
#include "server/director/cap/publisher.h"
#include "server/director/ccm/site_rules.h"
#include "server/director/director.h"
#include "server/director/domain/directory.h"

/* In the order of copying, ccm.md 5.2. */
static const struct {
	const char	*name;
	const char	*published;	/* NULL: no file of the set */
	bool		 is_tcf;
} files[] = {
	{ "CCMCore.exe",	NULL,				false },
	{ "cli_inst.cfg",	"cap/clidata.box/Cli_inst.cfg",	false },
	{ "caplist.ini",	"cap/clidata.box/Caplist.ini",	false },
	{ "CCMData.tcf",	NULL,				true },
	{ "CCMBtLdr.exe",	NULL,				false },
};

#define NFILES	(sizeof(files) / sizeof(files[0]))

/* Only its own domain is served here: one that is unknown has no controller. */
static void
tell_controllers(const struct director *d, struct dir_server *pdc,
    struct dir_server *dc, struct tcf *t)
{
	const size_t	 at = directory_find(d, t->computer);

	directory_server(d, 0, pdc);
	t->pdc = (struct tcf_server){ pdc->name, pdc->listen };
	if (at >= directory_servers(d))
		return;
	directory_server(d, at, dc);
	t->dc = (struct tcf_server){ dc->name, dc->listen };
}

static void
make_tcf(const struct director *d, const char *computer, bool is_controller,
    struct buf *b)
{
	struct dir_server	 pdc, dc;
	struct site_rules	 site;
	struct tcf		 t = { .computer = computer,
				    .pdc = { "", "" }, .dc = { "", "" },
				    .site = d->site.code };

	if (is_controller)
		tell_controllers(d, &pdc, &dc, &t);
	site_rules_of(publisher_site(d), &site);
	if (site.has_version)
		t.version = site.version;
	tcf_put(b, &t);
}

int
push_files(const struct director *d, const char *computer,
    bool is_controller, struct buf *tcf, struct push_order *o, struct err *e)
{
	size_t	 i;

	make_tcf(d, computer, is_controller, tcf);
	if (!buf_ok(tcf))
		return err_set(e, ENOMEM, "out of memory");
	for (i = 0; i < NFILES; i++) {
		o->file[i] = files[i].name;
		o->merge[i] = files[i].is_tcf;
		if (files[i].is_tcf)
			o->content[i] = rd_over(tcf->data, tcf->len);
		else if (files[i].published != NULL &&
		    (!publisher_content(d, files[i].published,
		    &o->content[i]) || o->content[i].len > PUSH_FILE_MAX))
			return err_set(e, ENOENT, "%s cannot be brought: no "
			    "set is published, or it is too long",
			    files[i].name);
	}
	o->files = NFILES;
	return 0;
}
