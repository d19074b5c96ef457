/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/advert.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "protocol/sms/names.h"
#include "protocol/sms/smstime.h"

#define LOOKUP_TYPE		"Advertisement Lookup File"
#define INSTRUCTION_TYPE	"Advertisement Instruction File"
#define ADVERT_TYPE		"Advertisement File"
#define RECIPIENTS		"Recipients"
#define ADVERT			"Advertisement"

static const char	*const kinds[] = { "System", "User", "Usrgrp" };

/* --- small parts --- */

static bool
is_id_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

const char *
name_object_id(const char *s)
{
	size_t	 i;

	for (i = 0; i < SMS_OBJECT_ID_SIZE - 1 && is_id_letter(s[i]); i++)
		continue;
	return i == SMS_OBJECT_ID_SIZE - 1 && s[i] == '\0' ? NULL :
	    "8 upper case letters and digits such as S0120001";
}

static const char *
instruction_name(const char *s)
{
	char	 id[SMS_OBJECT_ID_SIZE] = "";

	if (strlen(s) == 12 && strcasecmp(s + 8, ".INS") == 0)
		memcpy(id, s, 8);
	return name_object_id(id) == NULL ? NULL :
	    "the name of an instruction file such as S01A7K2Q.INS";
}

static const char *
kind_check(const char *s)
{
	size_t	 i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcasecmp(s, kinds[i]) == 0)
			return NULL;
	return "System, User or Usrgrp";
}

static enum lookup_kind
kind_of(const char *s)
{
	if (strcasecmp(s, kinds[LOOKUP_USER]) == 0)
		return LOOKUP_USER;
	return strcasecmp(s, kinds[LOOKUP_GROUP]) == 0 ? LOOKUP_GROUP :
	    LOOKUP_SYSTEM;
}

static void
take_type(struct ini *ini, const char *type)
{
	const struct ini_key	*k = ini_key(ini, "IDENT", "TYPE");

	if (k == NULL)
		(void)ini_text(ini, "IDENT", "TYPE", NULL);	/* complains */
	else if (strcasecmp(k->text, type) != 0)
		ini_expected(ini, k, type);
}

static void
put_type(struct buf *b, const char *type)
{
	ini_put_section(b, "IDENT");
	ini_put(b, "TYPE", type);
}

/* --- .lkp --- */

static void
take_recipients(struct ini *ini, struct lookup *out)
{
	struct ini_section	*s = ini_section(ini, RECIPIENTS);
	struct ini_key		*k;

	out->row = arena_array(ini->arena, ini->count, sizeof(*out->row));
	if (s == NULL || out->row == NULL)
		return;
	STAILQ_FOREACH(k, &s->keys, next) {
		k->used = true;
		if (instruction_name(k->text) != NULL)
			ini_expected(ini, k, instruction_name(k->text));
		out->row[out->n++] = (struct lookup_row){ k->name, k->text };
	}
}

int
lookup_parse(const void *text, size_t len, struct arena *a,
    struct lookup *out, struct syntax_err *err)
{
	struct ini	 ini;
	int		 error;

	memset(out, 0, sizeof(*out));
	error = ini_parse(text, len, INI_LENIENT, a, &ini, err);
	if (error != 0)
		return error;
	out->kind = kind_of(ini_text(&ini, "Lookup", "Kind", kind_check));
	take_recipients(&ini, out);
	take_type(&ini, LOOKUP_TYPE);
	return ini_end(&ini);
}

void
lookup_put(struct buf *b, const struct lookup *l)
{
	size_t	 i;

	ini_put_section(b, "Lookup");
	ini_put(b, "Kind", kinds[l->kind]);
	ini_put_section(b, RECIPIENTS);
	for (i = 0; i < l->n; i++)
		ini_put(b, l->row[i].recipient, l->row[i].instruction);
	put_type(b, LOOKUP_TYPE);
}

const char *
lookup_find(const struct lookup *l, const char *recipient)
{
	size_t	 i;

	for (i = 0; i < l->n; i++)
		if (strcasecmp(l->row[i].recipient, recipient) == 0)
			return l->row[i].instruction;
	return NULL;
}

/* --- .INS --- */

/* "S0120001,S0100001" */
static bool
split_ids(const char *s, struct instruction_row *out)
{
	const size_t	 n = SMS_OBJECT_ID_SIZE - 1;

	if (strlen(s) != 2 * n + 1 || s[n] != ',')
		return false;
	memcpy(out->advert, s, n);
	memcpy(out->package, s + n + 1, n);
	out->advert[n] = out->package[n] = '\0';
	return name_object_id(out->advert) == NULL &&
	    name_object_id(out->package) == NULL;
}

int
instruction_parse(const void *text, size_t len, struct arena *a,
    struct instruction *out, struct syntax_err *err)
{
	struct ini	 ini;
	struct ini_key	*k;
	int		 error;

	memset(out, 0, sizeof(*out));
	error = ini_parse(text, len, INI_LENIENT, a, &ini, err);
	if (error != 0)
		return error;
	if (ini_section(&ini, "Instruction") == NULL)
		(void)syntax_fail(err, ini.lines, 1,
		    "[Instruction] is missing: the file is not whole");
	while (out->n < INSTRUCTION_MAX && (k = ini_nth(&ini, "Instruction",
	    "Advert", out->n + 1)) != NULL)
		if (!split_ids(k->text, &out->row[out->n++]))
			ini_expected(&ini, k, "an advertisement and its "
			    "package such as S0120001,S0100001");
	take_type(&ini, INSTRUCTION_TYPE);
	return ini_end(&ini);
}

void
instruction_put(struct buf *b, const struct instruction *in)
{
	char	 text[2 * SMS_OBJECT_ID_SIZE];
	size_t	 i;

	ini_put_section(b, "Instruction");
	for (i = 0; i < in->n; i++) {
		(void)snprintf(text, sizeof(text), "%s,%s", in->row[i].advert,
		    in->row[i].package);
		ini_put_nth(b, "Advert", i + 1, text);
	}
	put_type(b, INSTRUCTION_TYPE);
}

/* --- .OFR --- */

static const char *
time_check(const char *s)
{
	struct wall	 w;

	return smstime_parse(s, &w) ? NULL :
	    "a time such as 1998/11/02 06:00:00";
}

static const char *
end_check(const char *s)
{
	return *s == '\0' ? NULL : time_check(s);
}

static void
take_schedule(struct ini *ini, struct advertisement *out)
{
	const struct ini_key	*k = ini_key(ini, ADVERT, "Schedule");

	if (k == NULL || k->text[0] == '\0')
		return;
	out->has_schedule = schedule_parse(k->text, &out->schedule);
	if (!out->has_schedule)
		ini_expected(ini, k, "a schedule token of 16 hex digits");
}

int
advertisement_parse(const void *text, size_t len, struct arena *a,
    struct advertisement *out, struct syntax_err *err)
{
	struct ini	 ini;
	int		 error;

	memset(out, 0, sizeof(*out));
	error = ini_parse(text, len, INI_LENIENT, a, &ini, err);
	if (error != 0)
		return error;
	out->id = ini_text(&ini, ADVERT, "ID", name_object_id);
	out->name = ini_text(&ini, ADVERT, "Name", name_label);
	out->package = ini_text(&ini, ADVERT, "Package", name_object_id);
	out->program = ini_text(&ini, ADVERT, "Program", name_label);
	(void)smstime_parse(ini_text(&ini, ADVERT, "Start", time_check),
	    &out->start);
	(void)smstime_parse(ini_text(&ini, ADVERT, "Expires", end_check),
	    &out->expires);
	take_schedule(&ini, out);
	take_type(&ini, ADVERT_TYPE);
	return ini_end(&ini);
}

void
advertisement_put(struct buf *b, const struct advertisement *ad)
{
	char	 text[SMSTIME_SIZE], token[SCHEDULE_TOKEN_SIZE];

	ini_put_section(b, ADVERT);
	ini_put(b, "ID", ad->id);
	ini_put(b, "Name", ad->name);
	ini_put(b, "Package", ad->package);
	ini_put(b, "Program", ad->program);
	ini_put(b, "Start", smstime_text(ad->start, text));
	ini_put(b, "Expires", ad->expires.us == 0 ? "" :
	    smstime_text(ad->expires, text));
	if (ad->has_schedule && schedule_token(&ad->schedule, token))
		ini_put(b, "Schedule", token);
	put_type(b, ADVERT_TYPE);
}

bool
advertisement_is_due(const struct advertisement *ad, struct wall last,
    struct wall now)
{
	struct wall	 next;

	if (now.us < ad->start.us ||
	    (ad->expires.us != 0 && now.us >= ad->expires.us))
		return false;
	if (last.us == 0)
		return true;
	return ad->has_schedule &&
	    schedule_next(&ad->schedule, last, &next) && next.us <= now.us;
}
