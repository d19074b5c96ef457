/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/keeper/rules.h"

#include <stdio.h>
#include <string.h>

#include "base/secret.h"
#include "base/text.h"

#define COMPLEX_LEAST	6	/* characters */
#define COMPLEX_CLASSES	3
#define NAME_LEAST	3	/* a shorter one is in many */

static size_t
characters(const char *s)
{
	size_t	 n = 0;

	while (*s != '\0') {
		(void)utf8_next(&s);
		n++;
	}
	return n;
}

static int
classes(const char *s)
{
	bool	 upper = false, lower = false, digit = false, other = false;

	for (; *s != '\0'; s++)
		if (*s >= 'A' && *s <= 'Z')
			upper = true;
		else if (*s >= 'a' && *s <= 'z')
			lower = true;
		else if (*s >= '0' && *s <= '9')
			digit = true;
		else
			other = true;
	return upper + lower + digit + other;
}

static bool
contains(const char *password, const char *account)
{
	char	 word[MSG_NAME_SIZE * 2], in[PASSWORD_MAX * 8];
	bool	 found;

	if (characters(account) < NAME_LEAST ||
	    text_fold(account, word, sizeof(word)) != 0 ||
	    text_fold(password, in, sizeof(in)) != 0)
		return false;
	found = strstr(in, word) != NULL;
	secret_wipe(in, sizeof(in));
	return found;
}

static bool
is_complex(const char *password, const char *account)
{
	return characters(password) >= COMPLEX_LEAST &&
	    classes(password) >= COMPLEX_CLASSES &&
	    !contains(password, account);
}

const char *
rules_refuse(const struct msg_policy *p, const char *password,
    const char *account, char why[static MSG_SECRET_WHY_SIZE])
{
	if (password[0] == '\0')
		return "the password is empty";
	if (characters(password) > PASSWORD_MAX)
		return "the password has more than 14 characters, which "
		    "SMS 2.0 clients cannot use (Q318396); it was not cut";
	if (characters(password) < p->min_length) {
		(void)snprintf(why, MSG_SECRET_WHY_SIZE, "the policy of the "
		    "domain asks for %u characters at least (2245); see: "
		    "sitectl policy show", p->min_length);
		return why;
	}
	if (p->complex && !is_complex(password, account))
		return "the policy of the domain asks for six characters of "
		    "three kinds (A, a, 1, others) at least, without the name "
		    "of the account (2245, Q161990)";
	return NULL;
}
