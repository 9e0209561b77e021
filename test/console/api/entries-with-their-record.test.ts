import { recordUnanswered } from '../../../src/knowledge/articles/unanswered'
import { AT } from '../../records/given'
import { BEARER, givenServer, type GivenServer } from '../given-server'

const ENTRIES = '/api/v1/knowledge/entries'
const QUESTION = '游泳池几点开门'
const entry = { question: QUESTION, answer: '早上七点。', source: '' }

describe('what is written to the articles and the note that it was', () => {
  let server: GivenServer
  beforeEach(async () => {
    server = await givenServer()
    await recordUnanswered(server.db, {
      query: QUESTION,
      conversationId: null,
      communityId: null,
      personId: null,
      reason: 'no_article',
      at: AT,
    })
  })
  afterEach(() => server.close())

  /** The store dies at this very moment, as if the process had been killed: what is not committed is gone. */
  const dieAt = async (moment: 'update on request' | 'insert on audit') => {
    const sql = `create function die() returns trigger language plpgsql as $$ begin raise exception 'died'; end $$`
    await server.db.query('given-death', sql)
    await server.db.query('given-moment', `create trigger die before ${moment} execute function die()`)
    return () => server.db.query('given-life', 'drop function die() cascade')
  }
  const written = async () => {
    const { json } = await server.call('GET', ENTRIES)
    const acts = await server.db.query('acts-on-entries', `select act from audit where act like 'entr%'`)
    return { entries: json.items.length, acts: acts.length }
  }

  it.each([
    ['an entry', ENTRIES, { ...entry, id: 'a1' }],
    ['a file', '/api/v1/knowledge/import?publish=true&id=a1', `${JSON.stringify(entry)}\n`],
    ['the drafts of a document', '/api/v1/knowledge/documents/drafts', { name: 'a.docx', drafts: [entry], id: 'a1' }],
    [
      'the draft for an unanswered question',
      '/api/v1/knowledge/unanswered/drafts',
      { ...entry, similar: [], group: QUESTION, id: 'a1' },
    ],
  ])('come or go together for %s, so that a second try does it once', async (_what, path, body) => {
    const headers = typeof body === 'string' ? { ...BEARER, ...OCTETS } : BEARER
    const send = () => server.call('POST', path, body, headers)
    const revive = await dieAt('update on request')

    const died = await send()
    await revive()
    const afterDeath = await written()
    const second = await send()
    const third = await send()

    expect(died.status).toBe(500)
    expect(afterDeath).toEqual({ entries: 0, acts: 0 })
    expect([200, 201]).toContain(second.status)
    expect(third.status).toBe(200)
    expect(await written()).toEqual({ entries: 1, acts: 1 })
  })

  it('come or go together for a change and a removal', async () => {
    const { json: made } = await server.call('POST', ENTRIES, entry)
    const revive = await dieAt('insert on audit')

    const change = await server.call('PUT', `${ENTRIES}/${made.id}`, { answer: '早上八点。' })
    const removal = await server.call('DELETE', `${ENTRIES}/${made.id}`)
    await revive()

    expect([change.status, removal.status]).toEqual([500, 500])
    expect((await server.call('GET', `${ENTRIES}/${made.id}`)).json).toMatchObject({ answer: '早上七点。', version: 1 })
  })
})

const OCTETS = { 'content-type': 'application/octet-stream', 'x-filename': 'a.jsonl' }
