/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Listings and look-ups: [MS-SAMR] 3.1.5.2, 3.1.5.3, 3.1.5.11.
 */
#include "protocol/rpc/samr.h"

/* --- enumerations --- */

static void
entry(struct ndr *n, void *arg)
{
	struct samr_entry	*e = arg;

	ndr_u32(n, &e->rid);
	ndr_ustr(n, &e->name);
}

/* SAMPR_ENUMERATION_BUFFER */
static void
entries(struct ndr *n, void *arg)
{
	struct samr_enum	*a = arg;

	ndr_count(n, &a->count, SAMR_ROWS_MAX);
	NDR_ARRAY(n, a->v, a->count, entry);
}

void
samr_enum_in(struct ndr *n, void *arg)
{
	struct samr_enum	*a = arg;

	ndr_handle(n, &a->handle);
	ndr_u32(n, &a->resume);
	ndr_u32(n, &a->preferred);
}

void
samr_enum_users_in(struct ndr *n, void *arg)
{
	struct samr_enum	*a = arg;

	ndr_handle(n, &a->handle);
	ndr_u32(n, &a->resume);
	ndr_u32(n, &a->flags);
	ndr_u32(n, &a->preferred);
}

void
samr_enum_out(struct ndr *n, void *arg)
{
	struct samr_enum	*a = arg;

	ndr_u32(n, &a->resume);
	ndr_opt(n, &a->there, entries, a);
	ndr_u32(n, &a->returned);
}

/* --- names and ids --- */

void
samr_names_in(struct ndr *n, void *arg)
{
	struct samr_lookup	*a = arg;

	ndr_handle(n, &a->handle);
	ndr_count(n, &a->count, SAMR_LOOKUP_MAX);
	a->names = ndr_ref_varying(n, a->names, &a->count, sizeof(*a->names),
	    ndr_ustr_fn);
}

void
samr_names_out(struct ndr *n, void *arg)
{
	struct samr_lookup	*a = arg;

	ndr_struct(n, samr_ids_fn, &a->ids);
	ndr_struct(n, samr_ids_fn, &a->types);
}

void
samr_ids_in(struct ndr *n, void *arg)
{
	struct samr_lookup	*a = arg;

	ndr_handle(n, &a->handle);
	ndr_count(n, &a->count, SAMR_LOOKUP_MAX);
	a->rids = ndr_ref_varying(n, a->rids, &a->count, sizeof(*a->rids),
	    ndr_u32_fn);
}

/* SAMPR_RETURNED_USTRING_ARRAY */
static void
found(struct ndr *n, void *arg)
{
	struct samr_lookup	*a = arg;

	ndr_count(n, &a->name_count, SAMR_LOOKUP_MAX);
	NDR_ARRAY(n, a->found, a->name_count, ndr_ustr_fn);
}

void
samr_ids_out(struct ndr *n, void *arg)
{
	struct samr_lookup	*a = arg;

	ndr_struct(n, found, a);
	ndr_struct(n, samr_ids_fn, &a->types);
}

/* --- display --- */

static void
display_user(struct ndr *n, void *arg)
{
	struct samr_display_row	*r = arg;

	ndr_u32(n, &r->place);
	ndr_u32(n, &r->rid);
	ndr_u32(n, &r->flags);
	ndr_ustr(n, &r->name);
	ndr_ustr(n, &r->comment);
	ndr_ustr(n, &r->full_name);
}

static void
display_other(struct ndr *n, void *arg)
{
	struct samr_display_row	*r = arg;

	ndr_u32(n, &r->place);
	ndr_u32(n, &r->rid);
	ndr_u32(n, &r->flags);
	ndr_ustr(n, &r->name);
	ndr_ustr(n, &r->comment);
}

static ndr_fn *const	displays[] = {
	NULL, display_user, display_other, display_other
};

bool
samr_display_level_known(uint16_t level)
{
	return level >= 1 && level < sizeof(displays) / sizeof(displays[0]);
}

/* Of a level that we do not have, no arm follows: an error does. */
static void
display(struct ndr *n, void *arg)
{
	struct samr_display	*a = arg;

	ndr_const16(n, a->level);
	if (!samr_display_level_known(a->level))
		return;
	ndr_align(n, 4);
	ndr_count(n, &a->count, SAMR_ROWS_MAX);
	NDR_ARRAY(n, a->v, a->count, displays[a->level]);
}

void
samr_display_in(struct ndr *n, void *arg)
{
	struct samr_display	*a = arg;

	ndr_handle(n, &a->handle);
	ndr_u16(n, &a->level);
	ndr_u32(n, &a->begin);
	ndr_u32(n, &a->most);
	ndr_u32(n, &a->preferred);
}

void
samr_display_out(struct ndr *n, void *arg)
{
	struct samr_display	*a = arg;

	ndr_u32(n, &a->total);
	ndr_u32(n, &a->returned);
	ndr_struct(n, display, a);
}
