/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/ctl/words.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define WORDS_MAX	((int)(CONTROL_PARAMS_MAX + 2))

struct parsing {
	struct command	*c;
	int		 argc;
	char		**argv;
	int		 at;
	bool		 no_more_options;
};

static const struct control_param *
param(const struct command *c, const char *name, size_t n, size_t *i_out)
{
	const struct control_param	*p = c->q.verb->params;
	size_t				 i;

	for (i = 0; p[i].name != NULL; i++)
		if (!p[i].positional && strlen(p[i].name) == n &&
		    memcmp(p[i].name, name, n) == 0) {
			*i_out = i;
			return &p[i];
		}
	return NULL;
}

static int
set_value(const struct control_param *p, const char *text,
    struct control_value *v, struct err *e)
{
	char	*end;

	v->is_set = true;
	v->text = text;
	v->number = 1;
	if (p->kind == PARAM_NUMBER) {
		errno = 0;
		v->number = strtoll(text, &end, 10);
		if (errno != 0 || *text < '0' || *text > '9' || *end != '\0')
			v->number = -1;
	}
	return control_value_check(p, v, e);
}

static int
take_own_option(struct parsing *s, const struct control_param *p,
    const char *value, struct control_value *v, struct err *e)
{
	if (p->kind == PARAM_FLAG) {
		if (value != NULL)
			return err_set(e, EINVAL, "--%s takes no value",
			    p->name);
	} else if (value == NULL) {
		if (s->at == s->argc)
			return err_set(e, EINVAL, "--%s needs a value: %s",
			    p->name, p->help);
		value = s->argv[s->at++];
	}
	return set_value(p, value, v, e);
}

static int
take_option(struct parsing *s, const char *o, struct err *e)
{
	struct command			*c = s->c;
	const struct control_param	*p;
	const char			*value = strchr(o, '=');
	size_t				 i, n = strcspn(o, "=");

	if (value != NULL)
		value++;
	if (strcmp(o, "json") == 0)
		c->json = true;
	else if (strcmp(o, "dry-run") == 0)
		c->q.dry_run = true;
	else if (strcmp(o, "help") == 0)
		c->help = true;
	else if (strcmp(o, "version") == 0)
		c->version = true;
	else if (c->q.verb == NULL)
		return err_set(e, EINVAL, "option --%s stands before the verb "
		    "that it belongs to, or there is no such verb", VIS(o));
	else if ((p = param(c, o, n, &i)) == NULL)
		return err_set(e, EINVAL, "%s has no option --%s",
		    c->q.verb->words, VISN(o, n));
	else
		return take_own_option(s, p, value, &c->q.values[i], e);
	return 0;
}

static int
take_short(struct parsing *s, const char *o, struct err *e)
{
	if (strcmp(o, "-h") == 0) {
		s->c->help = true;
		return 0;
	}
	if (strncmp(o, "-s", 2) != 0)
		return err_set(e, EINVAL, "there is no option %s", VIS(o));
	if (o[2] != '\0')
		s->c->socket = o + 2;
	else if (s->at < s->argc)
		s->c->socket = s->argv[s->at++];
	else
		return err_set(e, EINVAL, "-s needs the path of a socket");
	return 0;
}

/* The verb is known as soon as its words are there; "status watch" is another
   one than "status". */
static void
look_for_verb(struct command *c)
{
	const struct control_verb	*v;
	char				 words[64] = "";
	int				 i;

	if (c->nwords > CONTROL_VERB_WORDS ||
	    (c->q.verb != NULL && c->nwords > 1))
		return;
	if (c->q.verb != NULL)
		(void)strlcpy(words, c->q.verb->words, sizeof(words));
	for (i = 0; i < c->nwords; i++) {
		if (words[0] != '\0')
			(void)strlcat(words, " ", sizeof(words));
		(void)strlcat(words, c->words[i], sizeof(words));
	}
	v = control_verb_find(words);
	if (v == NULL)
		return;
	c->q.verb = v;
	c->nwords = 0;
}

static int
take_word(struct command *c, char *word, struct err *e)
{
	if (c->nwords == WORDS_MAX)
		return err_set(e, EINVAL, "too many arguments");
	c->words[c->nwords++] = word;
	look_for_verb(c);
	return 0;
}

/* What is left are the positional arguments. */
static int
take_positional(struct command *c, struct err *e)
{
	const struct control_param	*p = c->q.verb->params;
	size_t				 i;
	int				 n = 0, rc;

	for (i = 0; p[i].name != NULL && n < c->nwords; i++) {
		if (!p[i].positional)
			continue;
		rc = set_value(&p[i], c->words[n++], &c->q.values[i], e);
		if (rc != 0)
			return rc;
	}
	if (n < c->nwords)
		return err_set(e, EINVAL, "%s: \"%s\" is one argument too "
		    "many", c->q.verb->words, VIS(c->words[n]));
	return control_request_check(&c->q, e);
}

static int
take_all(struct parsing *s, struct err *e)
{
	char	*word;
	int	 rc = 0;

	while (rc == 0 && s->at < s->argc) {
		word = s->argv[s->at++];
		if (s->no_more_options || word[0] != '-' || word[1] == '\0')
			rc = take_word(s->c, word, e);
		else if (strcmp(word, "--") == 0)
			s->no_more_options = true;
		else if (word[1] == '-')
			rc = take_option(s, word + 2, e);
		else
			rc = take_short(s, word, e);
	}
	return rc;
}

int
words_parse(int argc, char **argv, struct command *c, struct err *e)
{
	struct parsing	 s = { .c = c, .argc = argc, .argv = argv, .at = 1 };
	int		 rc = take_all(&s, e);

	if (c->nwords > 0 && strcmp(c->words[0], "help") == 0)
		c->help = true;
	if (rc != 0 || c->help || c->version)
		return rc;
	if (c->q.verb != NULL)
		return take_positional(c, e);
	if (c->nwords == 0)
		return err_set(e, EINVAL, "no verb was given");
	return err_set(e, EINVAL, "there is no verb \"%s%s%s\"",
	    VIS(c->words[0]), c->nwords > 1 ? " " : "",
	    c->nwords > 1 ? VIS(c->words[1]) : "");
}
