/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/control/request.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"

static bool
has_control_character(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < ' ' || *s == 0x7f)
			return true;
	return false;
}

int
control_value_check(const struct control_param *p,
    const struct control_value *v, struct err *e)
{
	if (p->kind == PARAM_FLAG)
		return 0;
	if (p->kind == PARAM_NUMBER) {
		if (v->number >= 0 && v->number <= CONTROL_NUMBER_MAX)
			return 0;
		return err_set(e, EINVAL, "%s: a number from 0 to 2^53 is "
		    "expected", p->name);
	}
	if (v->text[0] == '\0' || strlen(v->text) > CONTROL_WORD_MAX)
		return err_set(e, EINVAL, "%s: 1 to %d bytes are expected",
		    p->name, CONTROL_WORD_MAX);
	if (!utf8_valid(v->text) || has_control_character(v->text))
		return err_set(e, EINVAL, "%s: \"%s\" has characters that "
		    "cannot be shown", p->name, VIS(v->text));
	return 0;
}

int
control_request_check(const struct control_request *q, struct err *e)
{
	const struct control_param	*p = q->verb->params;
	size_t				 i;

	if (q->dry_run && q->verb->effect == EFFECT_LOOKS)
		return err_set(e, EINVAL, "%s changes nothing and takes no "
		    "--dry-run", q->verb->words);
	for (i = 0; p[i].name != NULL; i++)
		if (p[i].required && !q->values[i].is_set)
			return err_set(e, EINVAL, "%s: %s is missing: %s",
			    q->verb->words, p[i].name, p[i].help);
	return 0;
}

/* --- reading --- */

static int
take_value(const struct control_param *p, const json_t *from,
    struct control_value *v, struct err *e)
{
	bool	 fits;

	if (p->kind == PARAM_FLAG)
		fits = json_is_boolean(from);
	else if (p->kind == PARAM_NUMBER)
		fits = json_is_integer(from);
	else
		fits = json_is_string(from);
	if (!fits)
		return err_set(e, EINVAL, "%s: a value of another type is "
		    "expected", p->name);
	v->text = json_string_value(from);
	v->number = json_is_true(from) ? 1 : json_integer_value(from);
	v->is_set = p->kind != PARAM_FLAG || v->number != 0;
	return control_value_check(p, v, e);
}

static int
take_args(struct control_request *q, json_t *args, struct err *e)
{
	const struct control_param	*p = q->verb->params;
	const char			*key;
	json_t				*from;
	size_t				 i;
	int				 rc;

	json_object_foreach(args, key, from) {
		for (i = 0; p[i].name != NULL; i++)
			if (strcmp(p[i].name, key) == 0)
				break;
		if (p[i].name == NULL)
			return err_set(e, EINVAL, "%s takes no \"%s\"",
			    q->verb->words, VIS(key));
		rc = take_value(&p[i], from, &q->values[i], e);
		if (rc != 0)
			return rc;
	}
	return control_request_check(q, e);
}

static int
take(struct control_request *q, struct err *e)
{
	const char	*words = NULL;
	json_t		*args = NULL;
	int		 dry_run = 0, version;

	if (json_unpack(q->json, "{s:i, s:s, s:o, s:b !}", "v", &version,
	    "verb", &words, "args", &args, "dry_run", &dry_run) != 0 ||
	    !json_is_object(args))
		return err_set(e, EPROTO, "not a request: verb, args and "
		    "dry_run are expected");
	q->dry_run = dry_run != 0;
	q->verb = control_verb_find(words);
	if (q->verb == NULL)
		return err_set(e, EINVAL, "there is no verb \"%s\"",
		    VIS(words));
	return take_args(q, args, e);
}

int
control_request_get(struct rd body, struct control_request *q, struct err *e)
{
	int	 rc;

	memset(q, 0, sizeof(*q));
	rc = json_strict(body, &q->json, e);
	if (rc != 0)
		return rc;
	rc = take(q, e);
	if (rc != 0)
		control_request_free(q);
	return rc;
}

void
control_request_free(struct control_request *q)
{
	json_decref(q->json);
	memset(q, 0, sizeof(*q));
}

/* --- writing --- */

static json_t *
value_json(const struct control_param *p, const struct control_value *v)
{
	if (p->kind == PARAM_FLAG)
		return json_true();
	if (p->kind == PARAM_NUMBER)
		return json_integer(v->number);
	return json_string(v->text);
}

int
control_request_put(struct buf *b, const struct control_request *q)
{
	const struct control_param	*p = q->verb->params;
	json_t				*args = json_object(), *root;
	size_t				 i;
	int				 rc = -ENOBUFS;

	for (i = 0; p[i].name != NULL; i++)
		if (q->values[i].is_set)
			(void)json_object_set_new(args, p[i].name,
			    value_json(&p[i], &q->values[i]));
	root = json_pack("{s:i, s:s, s:o, s:b}", "v", CONTROL_VERSION,
	    "verb", q->verb->words, "args", args, "dry_run", q->dry_run);
	if (root != NULL)
		rc = frame_add(b, root);
	json_decref(root);
	return rc;
}

/* --- asking --- */

static const struct control_value *
value(const struct control_request *q, const char *name)
{
	static const struct control_value	 none;
	const struct control_param		*p = q->verb->params;
	size_t					 i;

	for (i = 0; p[i].name != NULL; i++)
		if (strcmp(p[i].name, name) == 0)
			return &q->values[i];
	return &none;
}

const char *
control_text(const struct control_request *q, const char *name)
{
	return value(q, name)->text;
}

int64_t
control_number(const struct control_request *q, const char *name)
{
	return value(q, name)->number;
}

bool
control_flag(const struct control_request *q, const char *name)
{
	return value(q, name)->is_set;
}

const struct control_param *
control_file(const struct control_request *q)
{
	const struct control_param	*p = q->verb->params;
	size_t				 i;

	for (i = 0; p[i].name != NULL; i++)
		if (q->values[i].is_set && (p[i].kind == PARAM_SOURCE ||
		    p[i].kind == PARAM_FOLDER || p[i].kind == PARAM_TARGET))
			return &p[i];
	return NULL;
}
