/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/names.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define nitems(a)	(sizeof(a) / sizeof((a)[0]))

static bool
is_one_of(const char *s, const char *const *list, size_t n)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		if (text_casecmp(s, list[i]) == 0)
			return true;
	return false;
}

/* DOS names its devices so, whatever follows a dot: "con", "COM1.txt". */
static bool
is_device(const char *s)
{
	static const char *const	 names[] = {
		"AUX", "CON", "NUL", "PRN"
	};
	char				 stem[5];
	size_t				 n = strcspn(s, ".");

	if (n != 3 && n != 4)
		return false;
	memcpy(stem, s, n);
	stem[n] = '\0';
	if (n == 3)
		return is_one_of(stem, names, nitems(names));
	if (stem[3] < '1' || stem[3] > '9')
		return false;
	stem[3] = '\0';
	return text_casecmp(stem, "COM") == 0 || text_casecmp(stem, "LPT") == 0;
}

const char *
name_site_code(const char *s)
{
	size_t	 i;

	for (i = 0; i < SITE_CODE_LEN; i++)
		if (!(s[i] >= 'A' && s[i] <= 'Z') &&
		    !(s[i] >= '0' && s[i] <= '9'))
			break;
	if (i < SITE_CODE_LEN || s[i] != '\0')
		return "a site code: three of A-Z and 0-9, in upper case";
	if (is_device(s))
		return "a site code other than AUX, CON, NUL and PRN";
	return NULL;
}

static bool
edges_are_blank(const char *s)
{
	size_t	 n = strlen(s);

	return n > 0 && (s[0] == ' ' || s[0] == '\t' || s[n - 1] == ' ' ||
	    s[n - 1] == '\t');
}

static bool
has_control(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return true;
	return false;
}

static const char *
netbios(const char *s, const char *expected)
{
	const char	*p;
	size_t		 n = strlen(s);

	if (n == 0 || n > NETBIOS_NAME_MAX || edges_are_blank(s) ||
	    has_control(s) || strpbrk(s, "\\/:*?\"<>|,.") != NULL)
		return expected;
	for (p = s; *p != '\0'; p++)
		if (*p >= 'a' && *p <= 'z')
			return expected;
	return NULL;
}

const char *
name_computer(const char *s)
{
	return netbios(s, "a computer name: 1 to 15 characters in upper "
	    "case, none of \\ / : * ? \" < > | , .");
}

const char *
name_domain(const char *s)
{
	return netbios(s, "a domain name: 1 to 15 characters in upper case, "
	    "none of \\ / : * ? \" < > | , .");
}

static const char *const	namesakes[NAMESAKES] = {
	"SMSCliToknAcct&", "SMSCliSvcAcct&", "SMSCCMBootAcct&",
	"SMSCliToknLocalAcct&"
};

size_t
name_namesake(const char *s)
{
	size_t	 i;

	for (i = 0; i < NAMESAKES && text_casecmp(s, namesakes[i]) != 0; i++)
		;
	return i;
}

const char *
name_of_namesake(size_t i)
{
	return namesakes[i];
}

bool
name_is_reserved(const char *s)
{
	return name_namesake(s) != NAMESAKE_NONE ||
	    (text_upper((unsigned char)s[0]) == 'S' &&
	    text_upper((unsigned char)s[1]) == 'M' &&
	    text_upper((unsigned char)s[2]) == 'S' &&
	    (s[3] == '#' || s[3] == '&') && s[4] == '_');
}

const char *
name_account(const char *s)
{
	static const char	 form[] = "an account: DOMAIN\\name, the name "
	    "of 1 to 31 characters, none of \" / \\ [ ] : ; | = , + * ? < > @";
	const char		*name = strchr(s, '\\');
	char			 domain[NETBIOS_NAME_SIZE];
	size_t			 n;

	if (name == NULL || name - s > NETBIOS_NAME_MAX)
		return form;
	memcpy(domain, s, (size_t)(name - s));
	domain[name - s] = '\0';
	name++;
	n = strlen(name);
	if (name_domain(domain) != NULL || n == 0 || n > ACCOUNT_NAME_MAX ||
	    !utf8_valid(name) || edges_are_blank(name) || has_control(name) ||
	    name[n - 1] == '.' || strpbrk(name, "\"/\\[]:;|=,+*?<>@") != NULL)
		return form;
	if (name_is_reserved(name))
		return "an account of your own: this name belongs to the SMS "
		    "client software";
	return NULL;
}

/* Blanks that are none, what is not seen, letters of another width. */
static bool
is_mistaken(uint32_t c)
{
	static const struct { uint32_t first, last; } ranges[] = {
		{ 0x80, 0xa0 }, { 0xad, 0xad }, { 0x1680, 0x1680 },
		{ 0x180e, 0x180e }, { 0x2000, 0x200f }, { 0x2028, 0x202f },
		{ 0x205f, 0x206f }, { 0x3000, 0x3000 }, { 0xfe00, 0xfe0f },
		{ 0xfeff, 0xfeff }, { 0xff00, 0xffef }
	};
	size_t			 i;

	for (i = 0; i < nitems(ranges); i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	return false;
}

const char *
name_distinct(const char *s)
{
	static const char *const	 known[] = {
		"Everyone", "SYSTEM", "LocalSystem", "INTERACTIVE", "NETWORK",
		"BATCH", "SERVICE", "DIALUP", "NULL SID", "CREATOR OWNER",
		"CREATOR GROUP", "ANONYMOUS LOGON", "Authenticated Users",
		"NT AUTHORITY", "BUILTIN"
	};
	const char			*p = s;

	while (*p != '\0')
		if (is_mistaken(utf8_next(&p)))
			return "a name without blanks or letters that look "
			    "like others";
	if (is_one_of(s, known, nitems(known)))
		return "a name that Windows does not give to somebody else";
	return NULL;
}

const char *
name_label(const char *s)
{
	size_t	 n = strlen(s);

	if (n == 0 || n > LABEL_MAX)
		return "a name of 1 to 255 bytes";
	if (edges_are_blank(s))
		return "a name without blanks at its edges";
	return NULL;
}

const char *
name_folder(const char *s)
{
	size_t	 n = strlen(s);

	if (n == 0 || n > 64 || edges_are_blank(s) || has_control(s) ||
	    s[n - 1] == '.' || strpbrk(s, "\\/:*?\"<>|") != NULL ||
	    is_device(s))
		return "a folder name of 1 to 64 bytes, none of "
		    "\\ / : * ? \" < > |, no device name";
	return NULL;
}

void
name_upper(char *s)
{
	for (; *s != '\0'; s++)
		*s = (char)(*s >= 'a' && *s <= 'z' ? *s - 32 : *s);
}

bool
sms_id_parse(const char *s, struct guid *out)
{
	return strncmp(s, "GUID:", 5) == 0 && guid_parse(s + 5, out);
}

void
sms_id_text(const struct guid *g, char dst[static SMS_ID_SIZE])
{
	char	 text[GUID_TEXT_SIZE];

	(void)snprintf(dst, SMS_ID_SIZE, "GUID:%s", guid_text(g, text));
	name_upper(dst);
}
