/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Caplist.ini and NETCONF.NCF: where the CAPs are, and who is in the site. */
#include "protocol/sms/published_ident.h"

#include <stdio.h>
#include <string.h>

#define CAPLIST_TYPE	"CAP List"
#define NETCONF_TYPE	"Network Configuration"
#define BOUNDARIES	"Boundaries"

const char *
cap_path_check(const char *s)
{
	struct nalpath	 p;

	return nalpath_parse(s, &p) ? NULL : "a NAL path";
}

bool
caplist_make(struct arena *a, const struct publication *p,
    struct caplist *out)
{
	out->stamp = published_stamp(p);
	return publication_caps(a, p->site, &out->caps);
}

void
caplist_put(struct buf *b, const struct caplist *c)
{
	ini_put_section(b, "CAP List");
	list_put(b, "CAP", &c->caps);
	ident_put(b, CAPLIST_TYPE, &c->stamp);
}

int
caplist_parse(const void *text, size_t len, struct arena *a,
    struct caplist *out, struct syntax_err *err)
{
	struct ini	 ini;
	int		 error;

	error = ini_parse(text, len, INI_STRICT, a, &ini, err);
	if (error != 0)
		return error;
	list_take(&ini, "CAP List", "CAP", cap_path_check, &out->caps);
	ident_take(&ini, CAPLIST_TYPE, &out->stamp);
	return ini_end(&ini);
}

bool
netconf_make(struct arena *a, const struct publication *p,
    struct netconf *out)
{
	const struct site	*s = p->site;
	size_t			 i;

	out->stamp = published_stamp(p);
	out->n = 0;
	out->boundary = arena_array(a, s->nboundary, sizeof(*out->boundary));
	if (out->boundary == NULL)
		return false;
	for (i = 0; i < s->nboundary; i++)
		if (s->boundary[i].enabled)
			out->boundary[out->n++] = s->boundary[i].network;
	return true;
}

/* "IP Subnet,10.1.0.0,255.255.0.0"; without a mask the last part is empty. */
void
netconf_put(struct buf *b, const struct netconf *c)
{
	char	 network[BOUNDARY_TEXT_SIZE], mask[BOUNDARY_TEXT_SIZE];
	char	 line[80];
	size_t	 i;

	ini_put_section(b, BOUNDARIES);
	for (i = 0; i < c->n; i++) {
		boundary_network(&c->boundary[i], network);
		boundary_mask(&c->boundary[i], mask);
		(void)snprintf(line, sizeof(line), "%s,%s,%s",
		    boundary_type_name(c->boundary[i].type), network, mask);
		ini_put_nth(b, "Boundary", i + 1, line);
	}
	ident_put(b, NETCONF_TYPE, &c->stamp);
}

/* Copies up to the next comma; false if there is none or it is too far. */
static bool
take_part(const char **s, char *dst, size_t size)
{
	size_t	 n = strcspn(*s, ",");

	if ((*s)[n] != ',' || n >= size)
		return false;
	memcpy(dst, *s, n);
	dst[n] = '\0';
	*s += n + 1;
	return true;
}

static const char *
boundary_line(const char *s, struct boundary *out)
{
	char			 type_name[32], network[BOUNDARY_TEXT_SIZE];
	enum boundary_type	 type;

	if (!take_part(&s, type_name, sizeof(type_name)) ||
	    !boundary_type_parse(type_name, &type) ||
	    !take_part(&s, network, sizeof(network)))
		return "a boundary: type,network,mask";
	return boundary_parse(type, network, s, out);
}

static const char *
boundary_check(const char *s)
{
	struct boundary	 b;

	return boundary_line(s, &b);
}

int
netconf_parse(const void *text, size_t len, struct arena *a,
    struct netconf *out, struct syntax_err *err)
{
	struct text_list	 lines = { NULL, 0 };
	struct ini		 ini;
	int			 error;

	error = ini_parse(text, len, INI_STRICT, a, &ini, err);
	if (error != 0)
		return error;
	list_take(&ini, BOUNDARIES, "Boundary", boundary_check, &lines);
	out->boundary = arena_array(a, lines.n, sizeof(*out->boundary));
	for (out->n = 0; out->boundary != NULL && out->n < lines.n; out->n++)
		(void)boundary_line(lines.s[out->n], &out->boundary[out->n]);
	ident_take(&ini, NETCONF_TYPE, &out->stamp);
	return ini_end(&ini);
}
