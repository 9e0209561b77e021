import type { Queryable } from '../../platform/database/db'
import { newId } from '../../platform/ids'
import type { Case } from './case'

/** A photo by staff: how it looked before the work, or after it. */
export interface PhotoRow {
  id: string
  fileId: string
  moment: 'before' | 'after'
  addedBy: string
  addedAt: Date
}

export async function photosOfCase(tx: Queryable, caseId: string): Promise<PhotoRow[]> {
  return tx.query<PhotoRow>(
    'photos-of-case',
    `select id, file_id as "fileId", moment, added_by as "addedBy", added_at as "addedAt"
       from case_photo where case_id = $1 and removed_at is null order by added_at, id`,
    [caseId],
  )
}

export async function addPhoto(
  tx: Queryable,
  found: Pick<Case, 'id' | 'communityId'>,
  photo: { fileId: string; moment: PhotoRow['moment']; by: string; at: Date },
): Promise<string> {
  const id = newId('ph', photo.at)
  await tx.query(
    'add-case-photo',
    `insert into case_photo (id, case_id, community_id, file_id, moment, added_by, added_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [id, found.id, found.communityId, photo.fileId, photo.moment, photo.by, photo.at],
  )
  return id
}
