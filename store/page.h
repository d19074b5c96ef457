/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * page - a query that answers with one page of rows: what every store_x()
 * that reads is made of.  The noun chooses the statement, puts the keys that
 * it takes in their order (the limit comes last, by itself) and says how a
 * row is read.
 */
#ifndef STORE_PAGE_H
#define STORE_PAGE_H

#include "store/engine.h"

#define PAGE_KEYS_MAX	4
#define PAGE_BYTES_MAX	(256U << 20)

struct page;

struct page_noun {
	size_t	 row_size;
	void	 (*read)(struct sql *, struct arena *, void *row);
	/* Calls the noun's callback with what was found. */
	void	 (*deliver)(struct page *);
};

struct page {
	struct job		 job;
	const struct page_noun	*noun;
	const char		*sql;
	struct {
		enum { KEY_NUMBER, KEY_TEXT, KEY_BYTES } type;
		int64_t			 number;
		struct store_blob	 bytes;
	}			 keys[PAGE_KEYS_MAX];
	size_t			 n_keys;
	/* Optional: completes a row when the statement has ended. */
	int			 (*complete)(struct db *, struct arena *,
				    void *row);
	uint32_t		 limit;
	struct arena		 mem;
	void			*rows;
	size_t			 n;
	bool			 more;
	void			 (*done)(void);	/* cast back by deliver() */
	void			*arg;
};

/* NULL: no memory; the others take that. */
struct page	*page_new(const struct page_noun *, const char *sql,
		    uint32_t limit);
void		 page_number(struct page *, int64_t);
void		 page_text(struct page *, const char *);
void		 page_name(struct page *, const char *);	/* folded */
void		 page_bytes(struct page *, const void *, size_t);
void		 page_guid(struct page *, const struct guid *);
/* Takes the page, also on failure. */
int		 page_submit(struct store *, struct page *,
		    void (*done)(void), void *arg);

#endif
