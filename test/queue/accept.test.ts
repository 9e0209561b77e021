import { START, fromOwner, logOf, startQueue } from './queue-kit'
import type { QueueKit } from './queue-kit'

let queue: QueueKit
afterEach(() => queue.close())

const turnOf = (user: string) =>
  queue.db.query(
    'talk-ready',
    `select from ready r join conversation c on c.id = r.conversation_id where c.user_id = $1`,
    [user],
  )

describe('messages accepted at the same moment', () => {
  it('share a commit', async () => {
    queue = await startQueue()
    await queue.inbox.accept([fromOwner('0', '零')])
    await Promise.all(Array.from({ length: 50 }, (_, index) => queue.inbox.accept([fromOwner(`m${index}`, '好')])))

    const [row] = await queue.db.query<{ commits: string }>(
      'commits',
      'select count(distinct txid) as commits from exchange',
    )
    expect(Number(row!.commits)).toBeLessThanOrEqual(3)
    expect(await logOf(queue.db)).toHaveLength(51)
  })

  it('do not fail because of a bad one among them', async () => {
    queue = await startQueue()
    const users = ['wmA', 'wmBad', 'wmC']
    // PostgreSQL cannot read a year of six digits.
    const endOfTime = new Date(8.64e15)
    const results = await Promise.allSettled(
      users.map((user) =>
        queue.inbox.accept([fromOwner(`m-${user}`, '好', { user, at: user === 'wmBad' ? endOfTime : START })]),
      ),
    )

    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await logOf(queue.db, 'wmA')).toEqual(['owner 好'])
    expect(await logOf(queue.db, 'wmC')).toEqual(['owner 好'])
    expect(await turnOf('wmC')).toHaveLength(1)
    expect(await logOf(queue.db, 'wmBad')).toEqual([])
  })

  it('are new to the first caller only, when two bring the same one', async () => {
    queue = await startQueue()
    const fresh = await Promise.all([1, 2, 3].map(() => queue.inbox.accept([fromOwner('same', '好')])))

    expect(fresh).toEqual([['wecom-kf:wkDemo:same'], [], []])
    expect(await logOf(queue.db)).toEqual(['owner 好'])
  })

  it('are in the log in the order in which they were brought', async () => {
    queue = await startQueue()
    const texts = Array.from({ length: 30 }, (_, index) => `${index}`)
    await Promise.all(texts.map((text) => queue.inbox.accept([fromOwner(`m${text}`, text)])))

    expect(await logOf(queue.db)).toEqual(texts.map((text) => `owner ${text}`))
  })
})
