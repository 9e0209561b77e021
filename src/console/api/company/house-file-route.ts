import { z } from 'zod'
import { notFound } from '../../../platform/errors'
import { findCommunity } from '../../../records/community/community'
import { addHouses, sortHouses } from '../../../records/community/import-houses'
import { HouseFileAnswer, HouseFileQuery } from '../../contract/house-file'
import { audit } from '../access/audit'
import { requireCommunity } from '../access/principal'
import { ACCESS_TOPIC } from '../access/sessions'
import type { ConsoleDeps } from '../console-deps'
import { faults, principalOf, requestOf, type App } from '../http/app'
import { fileScope } from '../http/file-scope'
import { once } from '../http/once'
import { placeWords, readHouseFile } from './house-file'

const FILE_LIMIT = 10 * 1024 * 1024
/** As many as somebody looks through before they import. */
const SHOWN = 200

/** Houses by file, looked at beforehand. */
export async function houseFileRoute(app: App, deps: ConsoleDeps): Promise<void> {
  const { db, clock } = deps
  await fileScope(app, { limit: FILE_LIMIT }, (scope) => {
    scope.post(
      '/console/communities/:id/houses/file',
      {
        bodyLimit: FILE_LIMIT,
        config: { right: 'company.manage' },
        schema: {
          hide: true,
          params: z.object({ id: z.string().min(1).max(100) }),
          querystring: HouseFileQuery,
          response: { 200: HouseFileAnswer, ...faults },
        },
      },
      async (request) => {
        const principal = principalOf(request)
        const { id } = request.params
        const { filename, preview, id: requestId } = request.query
        requireCommunity(principal, id, 'such community')
        if ((await findCommunity(db, id))?.id !== id) throw notFound('community', `There is no community ${id}.`)
        const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
        const table = await readHouseFile(filename, bytes)
        if (preview === 'true') {
          const { known, fresh } = await sortHouses(db, id, table.houses)
          const shown = [...fresh, ...known].slice(0, SHOWN)
          return {
            ...{ created: fresh.length, known: known.length, faulty: table.faults.length },
            faults: table.faults.slice(0, SHOWN).map((fault) => ({ ...fault, words: fault.words.slice(0, 60) })),
            houses: shown.map((house) => ({
              ...{ row: house.row, kind: house.kind, place: placeWords(house) },
              isNew: fresh.includes(house),
            })),
          }
        }
        const at = clock.now()
        const done = await once(db, requestOf(request, requestId, at), async (tx) => {
          const created = await addHouses(tx, id, table.houses, at)
          await audit(tx, { principal, act: 'community.houses', target: id, facts: { created, file: filename }, at })
          return String(created)
        })
        deps.signals.publish(ACCESS_TOPIC)
        const created = Number(done.reference)
        return {
          ...{ created, known: table.houses.length - created, faulty: table.faults.length },
          ...{ faults: [], houses: [] },
        }
      },
    )
  })
}
