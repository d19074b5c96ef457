/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/compreport.h"

#include <stdio.h>
#include <string.h>

#include "protocol/sms/names.h"

static bool
is_plain(char c)
{
	return c >= 0x20 && c < 0x7f && c != '<' && c != '>';
}

void
compreport_put(char dst[static COMPREPORT_SIZE], const struct compreport *r)
{
	char	 has[VERSION_TEXT_SIZE] = "", failed[VERSION_TEXT_SIZE];
	char	 why[COMPREPORT_WHY_SIZE];
	size_t	 i, n;

	if (r->version.nfield > 0)
		(void)version_text(&r->version, has);
	if (r->failed.nfield == 0) {
		(void)snprintf(dst, COMPREPORT_SIZE, "%s=%s", r->directory,
		    has);
		return;
	}
	n = strlen(r->why);
	for (i = 0; i < n; i++)
		why[i] = is_plain(r->why[i]) ? r->why[i] : '?';
	while (n > 0 && why[n - 1] == ' ')	/* Q249582 */
		n--;
	why[n] = '\0';
	(void)snprintf(dst, COMPREPORT_SIZE, "%s=%s;%s;%s", r->directory, has,
	    version_text(&r->failed, failed), n == 0 ? "?" : why);
}

/* Up to the mark, which is stepped over. */
static bool
cut(const char **s, char mark, char *dst, size_t size)
{
	const char	*end = strchr(*s, mark);
	size_t		 n = end == NULL ? 0 : (size_t)(end - *s);

	if (end == NULL || n >= size)
		return false;
	memcpy(dst, *s, n);
	dst[n] = '\0';
	*s = end + 1;
	return true;
}

static bool
take_failure(const char *s, struct compreport *out)
{
	char	 version[VERSION_TEXT_SIZE];
	size_t	 i, n;

	if (!cut(&s, ';', version, sizeof(version)) ||
	    !version_parse(version, &out->failed))
		return false;
	n = strlen(s);
	if (n == 0 || n >= sizeof(out->why))
		return false;
	for (i = 0; i < n; i++)
		if (!is_plain(s[i]))
			return false;
	memcpy(out->why, s, n + 1);
	return true;
}

bool
compreport_parse(const char *s, struct compreport *out)
{
	char	 version[VERSION_TEXT_SIZE];
	bool	 has_failed = strchr(s, ';') != NULL;

	memset(out, 0, sizeof(*out));
	if (!cut(&s, '=', out->directory, sizeof(out->directory)) ||
	    name_folder(out->directory) != NULL)
		return false;
	if (!has_failed)
		return version_parse(s, &out->version);
	return cut(&s, ';', version, sizeof(version)) &&
	    (version[0] == '\0' || version_parse(version, &out->version)) &&
	    take_failure(s, out);
}
