import { z } from 'zod'
import { invalid } from '../../../platform/errors'
import { findMime } from '../../../platform/files/find-mime'
import { addPhoto, photosOfCase } from '../../../records/case/case-photos'
import { getCase } from '../../../records/case/read-case'
import { PHOTO_MOMENTS } from '../../contract/desk-cases'
import { RequestId } from '../../contract/page'
import { audit } from '../access/audit'
import type { ConsoleDeps } from '../console-deps'
import { requireCase, viewerOf } from '../desk/viewer'
import { faults, principalOf, requestOf, type App } from '../http/app'
import { fileScope } from '../http/file-scope'
import { once } from '../http/once'
import { sendFile } from '../http/send-file'
import { tellChange } from '../stream/tell-change'

const PHOTO_LIMIT = 10 * 1024 * 1024
/** What every browser shows. */
const SHOWN = ['image/jpeg', 'image/png', 'image/webp']
const PHOTOS_AT_MOST = 40

const Id = z.object({ id: z.string().min(1).max(100) })

/** Photos of before and after by staff: the body is the picture, and its bytes say what it is. */
export async function casePhotoRoutes(app: App, deps: ConsoleDeps): Promise<void> {
  const { db, clock, files } = deps

  app.get(
    '/console/cases/:id/photos/:photo',
    { config: { right: 'cases.read' }, schema: { hide: true, params: Id.extend({ photo: z.string().max(100) }) } },
    async (request, reply) => {
      const { id, photo } = request.params
      const found = await getCase(db, id)
      requireCase(await viewerOf(db, principalOf(request)), found)
      const one = (await photosOfCase(db, id)).find((row) => row.id === photo)
      return sendFile(files, one?.fileId ?? null, reply)
    },
  )

  await fileScope(app, { limit: PHOTO_LIMIT }, (scope) => {
    scope.post(
      '/console/cases/:id/photos',
      {
        bodyLimit: PHOTO_LIMIT,
        config: { right: 'cases.act' },
        schema: {
          hide: true,
          params: Id,
          querystring: z.object({ moment: z.enum(PHOTO_MOMENTS), id: RequestId }),
          response: { 204: z.null(), ...faults },
        },
      },
      async (request, reply) => {
        const principal = principalOf(request)
        const { moment, id: requestId } = request.query
        const found = await getCase(db, request.params.id)
        requireCase(await viewerOf(db, principal), found)
        const { body } = request
        if (!Buffer.isBuffer(body) || !SHOWN.includes(findMime(body)))
          throw invalid('photo_type', 'body: expected a picture (JPEG, PNG or WebP)')
        if ((await photosOfCase(db, found.id)).length >= PHOTOS_AT_MOST)
          throw invalid('photos_enough', `a case keeps ${PHOTOS_AT_MOST} photos of staff at most`)
        const at = clock.now()
        await once(db, requestOf(request, requestId, at), async (tx) => {
          const file = await files.put(
            {
              bytes: body,
              // Never the name it had on somebody's phone: that may say whose it was.
              name: `${found.number}-${moment}.${findMime(body).replace('image/', '').replace('jpeg', 'jpg')}`,
              retention: 'case',
              ...(found.communityId === null ? {} : { communityId: found.communityId }),
            },
            tx,
          )
          const photo = await addPhoto(tx, found, { fileId: file.id, moment, by: principal.name, at })
          await audit(tx, { principal, act: 'case.photo', target: found.id, facts: { what: photo }, at })
          return photo
        })
        tellChange(deps, found.conversationId)
        return reply.code(204).send(null)
      },
    )
  })
}
