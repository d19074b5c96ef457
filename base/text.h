/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text - UTF-8 inside, UTF-16LE on the wire, case as Windows sees it, and
 * untrusted text made fit for a log line.
 *
 * Errors   -EILSEQ for ill-formed text (lone surrogates, overlong forms),
 *          -ENAMETOOLONG when the destination is too small.
 * Source   case folding is the simple one-to-one upper-casing that NT names
 *          use; the C library's C.UTF-8 table stands in for $UpCase.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/wire.h"

/* UTF-16LE -> UTF-8 with a NUL.  A NUL character in the source is -EILSEQ. */
int		 utf16_decode(struct rd, char *dst, size_t size);
void		 utf16_encode(struct wr *, const char *);	/* no terminator */
size_t		 utf16_bytes(const char *);	/* what utf16_encode() writes */
bool		 utf8_valid(const char *);
/* Next code point and step; 0xFFFD and one byte for what is ill-formed. */
uint32_t	 utf8_next(const char **);

uint32_t	 text_upper(uint32_t);
int		 text_casecmp(const char *, const char *);	/* UTF-8 */
uint64_t	 text_casehash(const char *);	/* equal names, equal hash */
/* As many whole characters as fit; what is ill-formed becomes '?'. */
void		 text_copy(char *dst, size_t size, const char *);
/* The name as a key: upper case, equal for names that differ in case only. */
int		 text_fold(const char *, char *dst, size_t size);

/*
 * Untrusted bytes for a log line or a message: printable, one line, cut at
 * the size.  VIS(s) lives until the end of the enclosing block.
 */
struct vis {
	char	 s[256];
};
const char	*vis_text(struct vis *, const char *, size_t);
/* The same for a sentence: quotes and backslashes stay as they are. */
const char	*vis_plain(struct vis *, const char *, size_t);
#define PLAINN(s, n)	vis_plain(&(struct vis){ "" }, (s), (n))
#define VIS(s)		vis_text(&(struct vis){ "" }, (s), SIZE_MAX)
#define VISN(s, n)	vis_text(&(struct vis){ "" }, (s), (n))

void		 hex_encode(char *dst, const void *src, size_t n);	/* 2n + 1 */
bool		 hex_decode(void *dst, size_t n, const char *src);	/* exactly n */

#endif
