/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sitectrl_parser - what the two halves of the site control file's parser
 * share: items and the file (sitectrl_parse.c), attributes and lines
 * (sitectrl_attr.c).  Functions return false after the first complaint.
 */
#ifndef PROTOCOL_SMS_SITECTRL_PARSER_H
#define PROTOCOL_SMS_SITECTRL_PARSER_H

#include "protocol/sms/angle.h"
#include "protocol/sms/sitectrl.h"

struct scf_parser {
	struct lines		 lines;
	struct line		 raw;	/* the line at hand */
	struct angle_line	 now;	/* the same, taken apart */
	const char		*block;	/* what END is missing for; NULL: top */
	uint32_t		 block_line;
	struct scf		*f;
	struct syntax_err	*err;
};

bool	scf_advance(struct scf_parser *);	/* to the next line not blank */
void	scf_complain_at_end(struct scf_parser *);
bool	scf_unexpected(struct scf_parser *, const char *expected);
bool	scf_values_are(struct scf_parser *, size_t n);
bool	scf_keyword_is(const struct scf_parser *, const char *a,
	    const char *b);			/* the two joined */
/* The i-th value of the line as a text of the tree. */
bool	scf_value_at(struct scf_parser *, size_t i, struct scf_text *out);
bool	scf_text_is(struct scf_parser *, const struct scf_text *,
	    const char *what, const char *(*check)(const char *));
/* Keeps lines as they are, the present one first, up to its END. */
bool	scf_keep_lines(struct scf_parser *, struct scf_texts *);
bool	scf_parse_attr(struct scf_parser *, struct scf_item *);

#endif
