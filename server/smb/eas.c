/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/smb/eas.h"

#include "protocol/smb2/ea.h"
#include "server/smb/open.h"
#include "server/smb/vfs.h"

/* The loop's thread is the only one that comes here. */
static uint8_t	loaded[VFS_EAS_MAX], merged[VFS_EAS_MAX];

static enum ntstatus
load(struct open *o, struct rd *eas)
{
	enum ntstatus	 status;
	size_t		 len;

	if (o->file == NULL || o->file->ops->get_eas == NULL)
		return NT_EAS_NOT_SUPPORTED;
	status = o->file->ops->get_eas(o->file, loaded, sizeof(loaded), &len);
	if (status != NT_OK)
		return status;
	*eas = rd_over(loaded, len);
	return smb2_check_eas(*eas) == NT_OK ? NT_OK : NT_EA_CORRUPT_ERROR;
}

/* Those of the list, with no value where there is none. */
static enum ntstatus
put_named(struct wr *w, struct smb2_ea_list *list, struct rd eas,
    struct rd names)
{
	enum ntstatus	 status = smb2_check_ea_names(names);
	struct smb2_ea	 ea;
	struct rd	 name;

	if (status != NT_OK)
		return status;
	while (smb2_next_ea_name(&names, &name)) {
		(void)smb2_find_ea(eas, &name, &ea);
		if (!smb2_put_ea(w, list, &ea))
			return NT_BUFFER_OVERFLOW;
	}
	return NT_OK;
}

/*
 * From where a scan goes on, the first being 0.  Only one by one there is a
 * place to go on from: the whole list always begins at its front.
 */
static enum ntstatus
start_of(const struct open *o, const struct smb2_query_info_req *q,
    uint32_t count, uint32_t *start)
{
	*start = 0;
	if ((q->flags & SL_INDEX_SPECIFIED) != 0) {
		if (q->additional == 0 || q->additional > count)
			return NT_NONEXISTENT_EA_ENTRY;
		*start = q->additional - 1;
	} else if ((q->flags & SL_RETURN_SINGLE_ENTRY) != 0 &&
	    (q->flags & SL_RESTART_SCAN) == 0)
		*start = o->next_ea;
	return *start < count ? NT_OK : NT_NO_MORE_EAS;
}

static uint32_t
count_of(struct rd eas)
{
	struct smb2_ea	 ea;
	uint32_t	 n;

	for (n = 0; smb2_next_ea(&eas, &ea); n++)
		continue;
	return n;
}

static enum ntstatus
put_scan(struct wr *w, struct smb2_ea_list *list, struct rd eas,
    struct open *o, const struct smb2_query_info_req *q)
{
	uint32_t	 i, start, count = count_of(eas);
	struct smb2_ea	 ea;
	enum ntstatus	 status;

	if (count == 0)
		return NT_NO_EAS_ON_FILE;
	status = start_of(o, q, count, &start);
	if (status != NT_OK)
		return status;
	for (i = 0; smb2_next_ea(&eas, &ea); i++) {
		if (i < start)
			continue;
		if (!smb2_put_ea(w, list, &ea))
			return NT_BUFFER_OVERFLOW;
		o->next_ea = i + 1;
		if ((q->flags & SL_RETURN_SINGLE_ENTRY) != 0)
			break;
	}
	return NT_OK;
}

enum ntstatus
eas_query(struct open *o, const struct smb2_query_info_req *q, struct wr *w,
    size_t most)
{
	struct smb2_ea_list	 list = { .start = w->pos, .most = most };
	struct rd		 eas;
	enum ntstatus		 status = load(o, &eas);

	if (status != NT_OK)
		return status;
	if (q->input.len > 0)
		return put_named(w, &list, eas, q->input);
	return put_scan(w, &list, eas, o, q);
}

enum ntstatus
eas_change(struct open *o, struct rd changes)
{
	struct wr	 w = wr_over(merged, sizeof(merged));
	struct rd	 eas;
	enum ntstatus	 status = load(o, &eas);

	if (status == NT_OK)
		status = smb2_check_eas(changes);
	if (status == NT_OK)
		status = smb2_merge_eas(&w, eas, changes);
	if (status != NT_OK)
		return status;
	return o->file->ops->put_eas(o->file, wr_written(&w));
}

enum ntstatus
eas_wanted(const struct vfs_tree *vfs, struct rd asked, struct rd *kept)
{
	struct wr	 w = wr_over(merged, sizeof(merged));
	enum ntstatus	 status;

	*kept = rd_over(NULL, 0);
	if (asked.len == 0)
		return NT_OK;
	if (vfs->ops->put_eas == NULL)
		return NT_EAS_NOT_SUPPORTED;
	status = smb2_check_eas(asked);
	if (status == NT_OK)
		status = smb2_merge_eas(&w, rd_over(NULL, 0), asked);
	if (status == NT_OK)
		*kept = wr_written(&w);
	return status;
}

enum ntstatus
eas_needed(struct open *o)
{
	struct smb2_ea	 ea;
	struct rd	 eas;
	enum ntstatus	 status = load(o, &eas);

	if (status == NT_EAS_NOT_SUPPORTED)
		return NT_OK;
	while (status == NT_OK && smb2_next_ea(&eas, &ea)) {
		if (ea.flags != 0)
			status = NT_ACCESS_DENIED;
	}
	return status;
}
