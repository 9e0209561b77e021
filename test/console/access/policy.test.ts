import { hashPassword } from '../../../src/console/api/access/password'
import { ROLES, may, type Right, type Role } from '../../../src/console/api/access/policy'
import { recordUnanswered } from '../../../src/knowledge/articles/unanswered'
import { openHandoff } from '../../../src/records/handoff/open-handoff'
import { actOnCase } from '../../../src/records/case/act-on-case'
import { openCase } from '../../../src/records/case/open-case'
import { AT, givenCommunity, givenStaff, givenTalk, repair } from '../../records/given'
import { BEARER, givenServer, type GivenServer } from '../given-server'

/** Every route that needs a right; whoever may gets anything but 401 and 403. */
const ROUTES: [method: string, path: string, right: Right][] = [
  ['POST', '/api/v1/web-chat/messages', 'chat.play'],
  ['GET', '/api/v1/exchanges', 'talks.read'],
  ['GET', '/api/v1/exchanges/verify', 'log.verify'],
  ['GET', '/api/v1/cases', 'cases.read'],
  ['GET', '/api/v1/cases/x', 'cases.read'],
  ['POST', '/api/v1/cases/x/actions', 'cases.act'],
  ['GET', '/api/v1/handoffs', 'talks.read'],
  ['POST', '/api/v1/handoffs/x/accept', 'talks.serve'],
  ['POST', '/api/v1/handoffs/x/reply', 'talks.serve'],
  ['POST', '/api/v1/handoffs/x/close', 'talks.serve'],
  ['POST', '/api/v1/understand', 'knowledge.read'],
  ['POST', '/api/v1/knowledge/search', 'knowledge.read'],
  ['GET', '/api/v1/knowledge/entries', 'knowledge.read'],
  ['POST', '/api/v1/knowledge/entries', 'knowledge.edit'],
  ['GET', '/api/v1/knowledge/entries/x', 'knowledge.read'],
  ['PUT', '/api/v1/knowledge/entries/x', 'knowledge.edit'],
  ['DELETE', '/api/v1/knowledge/entries/x', 'knowledge.edit'],
  ['GET', '/api/v1/knowledge/unanswered', 'knowledge.read'],
  ['POST', '/api/v1/knowledge/import', 'knowledge.edit'],
  ['GET', '/console/knowledge/articles', 'knowledge.read'],
  ['POST', '/console/knowledge/articles', 'knowledge.edit'],
  ['GET', '/console/knowledge/articles/x', 'knowledge.read'],
  ['PUT', '/console/knowledge/articles/x', 'knowledge.edit'],
  ['DELETE', '/console/knowledge/articles/x', 'knowledge.edit'],
  ['POST', '/console/knowledge/articles/x/submit', 'knowledge.edit'],
  ['POST', '/console/knowledge/articles/x/withdraw', 'knowledge.edit'],
  ['POST', '/console/knowledge/articles/x/return', 'knowledge.publish'],
  ['POST', '/console/knowledge/articles/x/unschedule', 'knowledge.publish'],
  ['POST', '/console/knowledge/articles/x/publish', 'knowledge.publish'],
  ['POST', '/console/knowledge/articles/x/rollback', 'knowledge.publish'],
  ['GET', '/console/knowledge/articles/x/check', 'knowledge.publish'],
  ['GET', '/console/knowledge/reviews', 'knowledge.publish'],
  ['POST', '/console/knowledge/reviews/publish', 'knowledge.publish'],
  ['POST', '/console/knowledge/reviews/submit', 'knowledge.edit'],
  ['POST', '/console/knowledge/preview', 'knowledge.read'],
  ['POST', '/console/knowledge/explain', 'knowledge.read'],
  ['GET', '/console/knowledge/golden', 'knowledge.read'],
  ['POST', '/console/knowledge/golden', 'knowledge.edit'],
  ['POST', '/console/knowledge/golden/run', 'knowledge.publish'],
  ['DELETE', '/console/knowledge/golden/x', 'knowledge.edit'],
  ['GET', '/api/v1/knowledge/export', 'knowledge.read'],
  ['POST', '/api/v1/knowledge/documents', 'knowledge.edit'],
  ['POST', '/api/v1/knowledge/documents/drafts', 'knowledge.edit'],
  ['GET', '/api/v1/knowledge/health', 'knowledge.read'],
  ['GET', '/api/v1/knowledge/unanswered/suggestion', 'knowledge.edit'],
  ['POST', '/api/v1/knowledge/unanswered/drafts', 'knowledge.edit'],
  ['GET', '/console/knowledge/recall', 'knowledge.edit'],
  ['POST', '/console/knowledge/corrections', 'knowledge.edit'],
  ['GET', '/api/v1/knowledge/unanswered/export', 'knowledge.read'],
  ['GET', '/console/company', 'own.session'],
  ['GET', '/console/talks', 'talks.read'],
  ['GET', '/console/talks/x', 'talks.read'],
  ['GET', '/console/talks/x/messages', 'talks.read'],
  ['POST', '/console/talks/x/read', 'talks.read'],
  ['GET', '/console/talks/x/files/1', 'talks.read'],
  ['GET', '/console/presence', 'talks.serve'],
  ['PUT', '/console/presence', 'talks.serve'],
  ['GET', '/console/talks/x/colleagues', 'talks.serve'],
  ['POST', '/console/talks/x/notes', 'talks.serve'],
  ['POST', '/console/notes/x/seen', 'talks.serve'],
  ['POST', '/console/handoffs/x/pass', 'talks.serve'],
  ['POST', '/console/handoffs/x/call-in', 'talks.serve'],
  ['POST', '/console/handoffs/x/files', 'talks.serve'],
  ['GET', '/console/talks/x/new-case', 'cases.act'],
  ['POST', '/console/talks/x/cases', 'cases.act'],
  ['GET', '/console/talks/x/phrases', 'talks.serve'],
  ['GET', '/console/talks/x/suggestions', 'talks.serve'],
  ['POST', '/console/phrases', 'talks.serve'],
  ['DELETE', '/console/phrases/x', 'talks.serve'],
  ['GET', '/console/cases', 'cases.read'],
  ['GET', '/console/cases/x', 'cases.read'],
  ['GET', '/console/cases/board', 'cases.read'],
  ['GET', '/console/cases/export.xlsx', 'cases.lead'],
  ['GET', '/console/cases/houses', 'cases.act'],
  ['POST', '/console/cases/same-matter', 'cases.act'],
  ['POST', '/console/cases', 'cases.act'],
  ['GET', '/console/cases/x/files/1', 'cases.read'],
  ['POST', '/console/cases/x/parts', 'cases.act'],
  ['DELETE', '/console/cases/x/parts/x', 'cases.act'],
  ['POST', '/console/cases/x/photos', 'cases.act'],
  ['GET', '/console/cases/x/photos/x', 'cases.read'],
  ['DELETE', '/console/cases/x/photos/x', 'cases.act'],
  ['POST', '/console/cases/x/links', 'cases.act'],
  ['GET', '/console/case-lists', 'cases.read'],
  ['POST', '/console/case-lists', 'cases.read'],
  ['DELETE', '/console/case-lists/x', 'cases.read'],
  ['GET', '/console/access/wecom-roles', 'access.manage'],
  ['PUT', '/console/access/wecom-roles', 'access.manage'],
  ['GET', '/console/accounts', 'access.manage'],
  ['POST', '/console/accounts', 'access.manage'],
  ['PUT', '/console/accounts/x', 'access.manage'],
  ['POST', '/console/accounts/x/password', 'access.manage'],
  ['POST', '/console/accounts/x/disable', 'access.manage'],
  ['POST', '/console/accounts/x/enable', 'access.manage'],
  ['POST', '/console/session/password', 'own.session'],
  ['GET', '/console/follow-ups', 'cases.read'],
  ['POST', '/console/low-scores/x/take-on', 'cases.act'],
  ['POST', '/console/hints', 'talks.serve'],
  ['GET', '/console/setup', 'setup.read'],
  ['GET', '/console/words', 'words.read'],
  ['GET', '/console/words/file', 'words.read'],
  ['GET', '/console/words/versions', 'words.read'],
  ['POST', '/console/words/check', 'words.edit'],
  ['POST', '/console/words/try', 'words.edit'],
  ['POST', '/console/words/publish', 'words.edit'],
  ['POST', '/console/words/go-back', 'words.edit'],
  ['GET', '/console/start', 'company.manage'],
  ['GET', '/console/communities', 'company.manage'],
  ['POST', '/console/communities', 'company.manage'],
  ['PUT', '/console/communities/x', 'company.manage'],
  ['POST', '/console/communities/x/houses', 'company.manage'],
  ['POST', '/console/communities/x/houses/file', 'company.manage'],
  ['POST', '/console/communities/x/close', 'company.manage'],
  ['GET', '/console/staff', 'company.manage'],
  ['POST', '/console/staff', 'company.manage'],
  ['PUT', '/console/staff/x', 'company.manage'],
  ['GET', '/console/troubles', 'troubles.read'],
  ['POST', '/console/troubles/call-backs/x/done', 'talks.serve'],
  ['GET', '/console/contact-ways', 'entrances.read'],
  ['POST', '/console/contact-ways', 'entrances.edit'],
  ['GET', '/console/contact-ways/posters', 'entrances.read'],
  ['POST', '/console/troubles/x/resend', 'troubles.mend'],
  ['GET', '/console/persons', 'persons.manage'],
  ['GET', '/console/persons/x/export', 'persons.manage'],
  ['POST', '/console/persons/x/erase', 'persons.manage'],
  ['GET', '/console/audit', 'audit.read'],
  ['GET', '/api/v1/reports/complaint-daily', 'reports.read'],
  ['POST', '/console/reports/spot-checks', 'reports.check'],
  ['GET', '/console/reports/overview', 'reports.read'],
  ['GET', '/console/reports/rows', 'reports.read'],
  ['GET', '/console/reports/talks/x/mood', 'reports.read'],
]

/** Not called here: one ends the session that the next call needs, the other never ends. Their own files try them. */
const TRIED_ELSEWHERE = ['DELETE /console/session own.session', 'GET /api/v1/stream talks.read']

describe('who may do what', () => {
  let server: GivenServer
  const sessions = new Map<Role, Awaited<ReturnType<GivenServer['signIn']>>>()
  let fresh: Awaited<ReturnType<GivenServer['signIn']>>
  let communityId: string
  beforeAll(async () => {
    server = await givenServer()
    communityId = await givenCommunity(server.db)
    const hash = await hashPassword('pw')
    for (const role of ROLES) {
      const staffId = await givenStaff(server.db, { id: `staff-${role}`, name: `同事${role}`, communityId })
      await server.db.query(
        'given-account',
        'insert into console_account (id, name, password_hash, role, staff_id, created_at) values ($1, $1, $2, $3, $4, $5)',
        [role, hash, role, staffId, AT],
      )
      sessions.set(role, await server.signIn(role, 'pw'))
    }
    await server.db.query(
      'given-fresh-account',
      `insert into console_account (id, name, password_hash, role, must_change, created_at)
       values ('fresh', 'fresh', $1, 'administrator', true, $2)`,
      [hash, AT],
    )
    fresh = await server.signIn('fresh', 'pw')
  })
  afterAll(() => server.close())

  describe.each(ROUTES)('%s %s', (method, path, right) => {
    const call = (headers: Record<string, string>) =>
      server.call(method, path, method === 'GET' || method === 'DELETE' ? undefined : {}, headers)

    it('is closed without a credential and with a wrong one', async () => {
      const wrong: Record<string, string>[] = [
        {},
        { authorization: 'Bearer wrong' },
        { authorization: 'Basic YWRtaW46YWRtaW4=' },
        { cookie: 'shouwen_session=wrong' },
      ]
      for (const headers of wrong) {
        const answer = await call(headers)
        expect([answer.status, answer.json.error.code]).toEqual([401, 'unauthorized'])
      }
    })

    if (path !== '/console/session/password')
      it('waits until a password given by somebody else is replaced', async () => {
        const answer = await call(fresh.writing)
        expect([answer.status, answer.json.error.code]).toEqual([403, 'password_change_needed'])
      })

    it('is open to the token', async () => {
      expect([401, 403]).not.toContain((await call(BEARER)).status)
    })

    it('is open to the roles that have the right, and to no other', async () => {
      for (const role of ROLES) {
        const { status } = await call(sessions.get(role)!.writing)
        expect([role, status === 403]).toEqual([role, !may(role, right)])
        expect(status).not.toBe(401)
      }
    })

    if (method !== 'GET')
      it('needs the CSRF token of the session for a write', async () => {
        const { cookie, csrf } = sessions.get('administrator')!
        const other = sessions.get('manager')!.csrf
        for (const headers of [{ cookie }, { cookie, 'x-csrf-token': other }, { cookie, 'x-csrf-token': '' }])
          expect((await call(headers as Record<string, string>)).json.error.code).toBe('csrf')
        const crossSite = { cookie, 'x-csrf-token': csrf, 'sec-fetch-site': 'cross-site' }
        expect((await call(crossSite)).status).toBe(403)
      })
  })

  it('names in its table every route of the server that needs a right, and no other', () => {
    const shape = (path: string) => path.replace(/\/(x|1|:[a-zA-Z]+)(?=\/|$)/g, '/*')
    const lineOf = (method: string, path: string, right: string) => `${method} ${shape(path)} ${right}`
    const registered = server.guarded.map(({ method, url, right }) => lineOf(method, url, right))
    const table = [...ROUTES.map(([method, path, right]) => lineOf(method, path, right)), ...TRIED_ELSEWHERE]
    expect(registered.filter((line) => !table.includes(line))).toEqual([])
    expect(table.filter((line) => !registered.includes(line))).toEqual([])
  })

  it('does not take a cookie for a program whose token is wrong', async () => {
    const { cookie } = sessions.get('administrator')!

    const answer = await server.call('GET', '/api/v1/cases', undefined, { cookie, authorization: 'Bearer wrong' })

    expect(answer.status).toBe(401)
  })

  it("shows staff the owners of their communities only, and another community's records as if there were none", async () => {
    const elsewhere = await givenCommunity(server.db, '别的小区')
    const [ours, theirs] = [
      await givenTalk(server.db, { user: '我们的' }),
      await givenTalk(server.db, { user: '他们的' }),
    ]
    for (const [talk, id] of [
      [ours, communityId],
      [theirs, elsewhere],
    ] as const)
      await server.db.query('belongs', 'update conversation set community_id = $2 where id = $1', [
        talk.conversationId,
        id,
      ])
    const [own, other] = await Promise.all(
      [[ours, communityId] as const, [theirs, elsewhere] as const].map(([talk, id]) =>
        server.db.tx((tx) => openCase(tx, repair(talk, { communityId: id }))),
      ),
    )
    await server.db.tx((tx) => actOnCase(tx, other!.id, { action: 'accept', by: 'a', at: AT }))
    const { reading, writing } = sessions.get('staff')!
    const get = async (path: string) => (await server.call('GET', path, undefined, reading)).json

    const users = (await get('/api/v1/exchanges')).items.map(({ user }: { user: string }) => user)
    expect([...new Set(users)]).toEqual(['我们的'])
    expect((await get('/api/v1/cases')).items.map(({ id }: { id: string }) => id)).toEqual([own!.id])
    expect((await get('/console/cases?state=all')).items).toHaveLength(1)
    expect((await get('/console/talks')).items.map(({ user }: { user: string }) => user)).toEqual(['我们的'])
    for (const path of [
      `/api/v1/cases/${other!.id}`,
      `/console/cases/${other!.id}`,
      `/console/talks/${theirs.conversationId}`,
      `/console/talks/${theirs.conversationId}/messages`,
    ])
      expect([path, (await server.call('GET', path, undefined, reading)).status]).toEqual([path, 404])
    const [handoff] = await Promise.all(
      [theirs, ours].map((talk, n) =>
        server.db.tx((tx) =>
          openHandoff(tx, {
            ...{ ...talk, communityId: n === 0 ? elsewhere : communityId, reason: 'requested', evidence: [] },
            ...{ mode: 'console', staffed: true, card: {}, at: AT },
          }),
        ),
      ),
    )
    expect((await get('/api/v1/handoffs')).items.map(({ user }: { user: string }) => user)).toEqual(['我们的'])
    for (const [method, path, body] of [
      ['POST', `/api/v1/handoffs/${handoff!.id}/accept`, { by: 'a' }],
      ['POST', `/api/v1/handoffs/${handoff!.id}/reply`, { by: 'a', text: '好的' }],
      ['POST', `/api/v1/handoffs/${handoff!.id}/close`, { by: 'a' }],
      ['POST', `/console/talks/${theirs.conversationId}/read`, { seq: 1 }],
      ['GET', `/console/talks/${theirs.conversationId}/files/1`, undefined],
    ] as const)
      expect([path, (await server.call(method, path, body, writing)).status]).toEqual([path, 404])
    for (const [n, id] of [communityId, elsewhere].entries())
      await server.db.tx((tx) =>
        recordUnanswered(tx, {
          ...{ query: n === 0 ? '我们问的' : '他们问的', communityId: id, personId: null, conversationId: null },
          ...{ reason: 'no_article', at: AT },
        }),
      )
    const asked = (await get('/api/v1/knowledge/unanswered')).items.map(
      ({ question }: { question: string }) => question,
    )
    expect(asked).toEqual(['我们问的'])
    const act = { action: 'progress', by: 'a' }
    expect((await server.call('POST', `/api/v1/cases/${other!.id}/actions`, act, writing)).status).toBe(404)
  })

  it('signs acts of staff with their own name, while those who lead may put a colleague’s', async () => {
    const talk = await givenTalk(server.db)
    const found = await server.db.tx((tx) => openCase(tx, repair(talk, { communityId })))
    const act = (role: Role, body: object) =>
      server.call('POST', `/api/v1/cases/${found.id}/actions`, body, sessions.get(role)!.writing)

    const own = await act('staff', { action: 'accept', by: '别人' })
    const led = await act('supervisor', { action: 'assign', by: '王经理', to: '李师傅' })

    expect(own.json.stages.at(-1).actor).toBe('同事staff')
    expect(led.json.stages.at(-1).actor).toBe('王经理')
  })
})
