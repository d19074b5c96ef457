/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ndr - a cursor over NDR (transfer syntax 8a885d04, "NDR32"): one description
 * of a structure both reads and writes it.
 *
 * A codec names the fields in the order of the IDL, once:
 *
 *	static void
 *	share_info_1(struct ndr *n, void *arg)
 *	{
 *		struct srvs_share *s = arg;
 *
 *		ndr_wstr(n, &s->name);		[string] wchar_t *
 *		ndr_u32(n, &s->type);
 *		ndr_wstr(n, &s->remark);
 *	}
 *
 * What a pointer inside a structure points at stands behind the whole outermost
 * structure.  So the cursor walks a structure twice, and each call knows what
 * it has to do in which pass: in NDR_FIXED numbers and pointer ids, in
 * NDR_REFERENTS what the pointers point at.  At the top level of an operation
 * (NDR_TOP) both happen at once.  ndr_struct() makes the two passes; ndr_ptr()
 * and ndr_array() call it for what they point at.
 *
 * Pointers are [unique] ones, NULL or not; a [ref] pointer at the top level is
 * not there on the wire at all.  [ptr] pointers (aliases) occur in no
 * interface that we speak.
 *
 * Units    counts are elements, sizes bytes.
 * Errors   as base/wire.h: a failed cursor stays failed, reads zeroes and
 *          writes nothing; ask ndr_ok() once.
 * Memory   reading takes strings, referents and arrays from the arena, whose
 *          limit bounds what a request can cost, and byte blobs as views of
 *          the input.  Writing appends to the buffer.
 * Source   [C706] 14; the two data representations of 14.1; [MS-RPCE] 2.2.4.
 */
#ifndef PROTOCOL_RPC_NDR_H
#define PROTOCOL_RPC_NDR_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/guid.h"
#include "base/wire.h"
#include "protocol/sid.h"

enum ndr_pass { NDR_TOP, NDR_FIXED, NDR_REFERENTS };

struct ndr {
	struct rd	 in;
	struct buf	*out;		/* NULL: this cursor reads */
	size_t		 start;		/* of ours in out: alignment's zero */
	struct arena	*mem;
	uint32_t	 pointers;	/* ids given out so far */
	enum ndr_pass	 pass;
	bool		 big;		/* big-endian data representation */
	bool		 failed;
};

typedef void	ndr_fn(struct ndr *, void *);

struct ndr	 ndr_reader(struct rd, bool big, struct arena *);
struct ndr	 ndr_writer(struct buf *, bool big);
bool		 ndr_reads(const struct ndr *);
bool		 ndr_ok(const struct ndr *) MUST_CHECK;
void		 ndr_fail(struct ndr *);

void	 ndr_align(struct ndr *, size_t);
void	 ndr_u8(struct ndr *, uint8_t *);
void	 ndr_u16(struct ndr *, uint16_t *);
void	 ndr_u32(struct ndr *, uint32_t *);
void	 ndr_u64(struct ndr *, uint64_t *);	/* hyper: aligned to 8 */
void	 ndr_old64(struct ndr *, int64_t *);	/* OLD_LARGE_INTEGER */
void	 ndr_bytes(struct ndr *, uint8_t *, size_t);	/* just so many */
void	 ndr_guid(struct ndr *, struct guid *);
void	 ndr_count(struct ndr *, uint32_t *, uint32_t most);	/* a u32 */
void	 ndr_const16(struct ndr *, uint16_t);	/* must be just that */
void	 ndr_const32(struct ndr *, uint32_t);

/* The pattern for numbers as [unique] referents and array elements. */
void	 ndr_u32_fn(struct ndr *, void *);	/* uint32_t * */

/* The pointer itself: is it (in the second pass: was it) other than NULL? */
bool	 ndr_pointer(struct ndr *, bool set);

void	 ndr_struct(struct ndr *, ndr_fn *, void *);
void	*ndr_ptr(struct ndr *, void *, size_t, ndr_fn *);
void	 ndr_opt(struct ndr *, bool *there, ndr_fn *, void *);	/* own memory */
void	 ndr_null(struct ndr *);		/* a pointer that must be so */

/*
 * `count' elements behind a pointer, or (ref) right here.  Behind a NULL
 * pointer a reader finds none, whatever the count said.
 */
void	*ndr_array(struct ndr *, void *, uint32_t *count, size_t, ndr_fn *);
void	*ndr_ref_array(struct ndr *, void *, uint32_t count, size_t, ndr_fn *);
/* The same, announced as `most' of which these are the first. */
void	*ndr_ref_varying(struct ndr *, void *, uint32_t *count, size_t,
	    ndr_fn *);
#define NDR_VARYING_MOST	1000	/* all our IDLs say so */

/* These set a pointer of the right type to what was found. */
#define NDR_PTR(n, p, fn)						\
	((p) = ndr_ptr((n), (p), sizeof(*(p)), (fn)))
#define NDR_ARRAY(n, v, count, fn)					\
	((v) = ndr_array((n), (v), &(count), sizeof(*(v)), (fn)))
#define NDR_REF_ARRAY(n, v, count, fn)					\
	((v) = ndr_ref_array((n), (v), (count), sizeof(*(v)), (fn)))

/*
 * Text is UTF-8 in memory; NULL is the NULL pointer.  Ill-formed UTF-16
 * fails; a [string] ends at its first NUL, in a counted one a NUL fails.
 */
#define NDR_TEXT_MAX	32767		/* UTF-16 units */

void	 ndr_wstr(struct ndr *, const char **);		/* [unique, string] */
void	 ndr_wstr_ref(struct ndr *, const char **);	/* [ref, string] */
void	 ndr_ustr(struct ndr *, const char **);	/* RPC_UNICODE_STRING */
void	 ndr_ustr_large(struct ndr *, const char **);	/* room for a NUL */
void	 ndr_ustr_fn(struct ndr *, void *);	/* const char ** */
/* One that counts its NUL; and one in a buffer of so many bytes. */
void	 ndr_ustr_nul_fn(struct ndr *, void *);	/* const char ** */
void	 ndr_ustr_room(struct ndr *, const char **, uint16_t *room);

/* RPC_SID, to be reached through NDR_PTR, or inline as a [ref] parameter. */
void	 ndr_sid_fn(struct ndr *, void *);	/* struct sid * */

/* `count' bytes right here; the same behind a [unique] pointer. */
void	 ndr_view(struct ndr *, struct rd *, uint32_t count);
void	 ndr_blob(struct ndr *, struct rd *, uint32_t count);
/* The same, announced as `most' bytes or more of which these come first. */
void	 ndr_part(struct ndr *, struct rd *, uint32_t count, uint32_t most);
/* RPC_SHORT_BLOB, or an RPC_UNICODE_STRING that may hold anything. */
void	 ndr_short_blob(struct ndr *, struct rd *);

/* A context handle, [C706] 14.3.10 note; all zero: none. */
struct rpc_handle {
	uint32_t	 attributes;
	struct guid	 id;
};

void	 ndr_handle(struct ndr *, struct rpc_handle *);

#endif
