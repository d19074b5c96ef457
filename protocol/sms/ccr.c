/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/ccr.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "protocol/sms/ini.h"
#include "protocol/sms/number.h"
#include "protocol/sms/smstime.h"

#define REQUEST		"NT Client Configuration Request"
#define PROCESSING	"Request Processing"
#define ADDRESSES	"IP Address"
#define NAMES		"Resource Names"
#define TYPE		"Client Config Request File"
#define ARENA_MAX	((size_t)256 << 10)

static void
take_name(struct ini *ini, const char *key, bool needed,
    const char *(*check)(const char *), char dst[static NETBIOS_NAME_SIZE])
{
	const struct ini_key	*k = ini_key(ini, REQUEST, key);
	char			 name[NETBIOS_NAME_SIZE] = "";

	dst[0] = '\0';
	if (k == NULL && needed)
		(void)syntax_fail(ini->err, ini->lines, 1,
		    "[" REQUEST "] lacks %s", key);
	if (k == NULL || (!needed && k->text[0] == '\0'))
		return;
	if (strlen(k->text) >= sizeof(name)) {
		ini_expected(ini, k, check(k->text));
		return;
	}
	memcpy(name, k->text, strlen(k->text) + 1);
	name_upper(name);
	if (check(name) != NULL)
		ini_expected(ini, k, check(name));
	else
		memcpy(dst, name, sizeof(name));
}

static struct wall
take_time(struct ini *ini, const char *section, const char *key)
{
	const struct ini_key	*k = ini_key(ini, section, key);
	struct wall		 w = { 0 };

	if (k != NULL && !smstime_parse(k->text, &w))
		w.us = 0;
	return w;
}

/* The values of a section under whatever keys; too many are left out. */
static void
take_list(struct ini *ini, const char *section, struct ccr_list *out)
{
	const struct ini_section	*sec = ini_section(ini, section);
	const struct ini_key		*k;

	out->n = 0;
	if (sec == NULL)
		return;
	STAILQ_FOREACH(k, &sec->keys, next) {
		if (k->text[0] == '\0' || strlen(k->text) >= CCR_TEXT_SIZE ||
		    out->n == CCR_LIST_MAX)
			continue;
		memcpy(out->text[out->n++], k->text, strlen(k->text) + 1);
	}
}

static void
take_rest(struct ini *ini, struct ccr *c)
{
	const struct ini_key	*k;

	c->initial_request = take_time(ini, REQUEST, "Initial Request Date");
	c->latest_request = take_time(ini, REQUEST, "Latest Request Date");
	k = ini_key(ini, REQUEST, "Client Request Count");
	if (k != NULL)
		(void)number_u32(k->text, &c->request_count);
	k = ini_key(ini, REQUEST, "Forced CCR");
	c->forced = k != NULL && strcasecmp(k->text, "TRUE") == 0;
	take_list(ini, ADDRESSES, &c->addresses);
	take_list(ini, NAMES, &c->names);
	c->initial_attempt = take_time(ini, PROCESSING,
	    "Initial Processing Attempt");
	c->retry_start = take_time(ini, PROCESSING, "Retry Interval Start");
	k = ini_key(ini, "IDENT", "TYPE");
	c->has_ident = k != NULL;
	if (k != NULL && strcasecmp(k->text, TYPE) != 0)
		ini_expected(ini, k, TYPE);
}

int
ccr_parse(const void *text, size_t len, struct ccr *out,
    struct syntax_err *err)
{
	struct arena	 a;
	struct ini	 ini;
	int		 error;

	memset(out, 0, sizeof(*out));
	*err = (struct syntax_err){ 0 };
	if (len > CCR_SIZE_MAX)
		return syntax_fail(err, 1, 1, "the file has %zu bytes; at "
		    "most %d are taken", len, CCR_SIZE_MAX);
	arena_init(&a, ARENA_MAX);
	error = ini_parse(text, len, INI_LENIENT, &a, &ini, err);
	if (error == 0) {
		take_name(&ini, "Machine Name", true, name_computer,
		    out->machine);
		take_name(&ini, "Domain", false, name_domain, out->domain);
		take_rest(&ini, out);
		if (err->line != 0)
			error = -EINVAL;
	}
	arena_free(&a);
	return error;
}

static void
put_time(struct buf *b, const char *key, struct wall w)
{
	char	 text[SMSTIME_SIZE];

	if (w.us != 0)
		buf_fmt(b, "%s=%s\r\n", key, smstime_text(w, text));
}

/* The blank before the ']' is SMS's own, ccm.md 2.2. */
static void
put_list(struct buf *b, const char *section, const struct ccr_list *l)
{
	size_t	 i;

	buf_fmt(b, "[%s ]\r\n", section);
	for (i = 0; i < l->n; i++)
		buf_fmt(b, "%zu=%s\r\n", i + 1, l->text[i]);
}

void
ccr_put(struct buf *b, const struct ccr *c)
{
	buf_fmt(b, "[%s]\r\nMachine Name=%s\r\n", REQUEST, c->machine);
	if (c->domain[0] != '\0')
		buf_fmt(b, "Domain=%s\r\n", c->domain);
	put_time(b, "Initial Request Date", c->initial_request);
	put_time(b, "Latest Request Date", c->latest_request);
	buf_fmt(b, "Client Request Count=%u\r\n", c->request_count);
	if (c->forced)
		buf_str(b, "Forced CCR=TRUE\r\n");
	put_list(b, ADDRESSES, &c->addresses);
	put_list(b, NAMES, &c->names);
	buf_fmt(b, "[%s]\r\n", PROCESSING);
	put_time(b, "Initial Processing Attempt", c->initial_attempt);
	put_time(b, "Retry Interval Start", c->retry_start);
	buf_fmt(b, "[IDENT]\r\nTYPE=%s\r\n", TYPE);
}

static struct wall
earlier(struct wall a, struct wall b)
{
	if (a.us == 0 || (b.us != 0 && b.us < a.us))
		return b;
	return a;
}

void
ccr_merge(struct ccr *older, const struct ccr *newer)
{
	uint32_t	 n = newer->request_count;

	older->initial_request = earlier(older->initial_request,
	    newer->initial_request);
	if (newer->latest_request.us > older->latest_request.us)
		older->latest_request = newer->latest_request;
	older->request_count = older->request_count > UINT32_MAX - n ?
	    UINT32_MAX : older->request_count + n;
	older->forced = older->forced || newer->forced;
	if (newer->addresses.n > 0)
		older->addresses = newer->addresses;
	if (newer->names.n > 0)
		older->names = newer->names;
	older->initial_attempt = earlier(older->initial_attempt,
	    newer->initial_attempt);
	older->retry_start = newer->retry_start;
	older->has_ident = older->has_ident || newer->has_ident;
}

void
ccr_key(const struct ccr *c, char dst[static CCR_KEY_SIZE])
{
	(void)snprintf(dst, CCR_KEY_SIZE, "%s%s%s", c->machine,
	    c->domain[0] == '\0' ? "" : ".", c->domain);
}

void
ccr_file_name(const struct ccr *c, char dst[static CCR_FILE_SIZE])
{
	ccr_key(c, dst);
	(void)strlcat(dst, ".CCR", CCR_FILE_SIZE);
}
