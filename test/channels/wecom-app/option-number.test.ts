import type { AppMessage } from '../../../src/channels/wecom-app/app-event'
import { toOwnerMessage } from '../../../src/channels/wecom-app/from-owner'
import { wordsOf } from '../../../src/channels/wecom-app/owner-sender'

const menu = (...labels: string[]) => labels.map((label, index) => ({ id: `id${index + 1}`, label }))
const SCORES = menu('5分 很满意', '4分 满意', '3分 一般', '2分 不满意', '1分 很不满意', '没解决')
const CHOICES = menu('24小时热线是多少', '物业费怎么交')

async function heard(text: string, options: { id: string; label: string }[]) {
  const message = { from: 'Zhang', msgId: '1', type: 'text', text, at: new Date('2026-11-21T10:00:00Z') } as AppMessage
  const deps = { files: {}, api: { agentId: 1 }, menuOf: async () => options }
  return (await toOwnerMessage(deps as unknown as Parameters<typeof toOwnerMessage>[0], message, { attempts: 1 }))
    .content
}

it('takes a score for the score it is, not for its place in the list', async () => {
  expect(await heard('5', SCORES)).toMatchObject({ kind: 'menu', menuId: 'id1' })
  expect(await heard('１', SCORES)).toMatchObject({ kind: 'menu', menuId: 'id5' })
  expect(await heard('没解决', SCORES)).toMatchObject({ kind: 'menu', menuId: 'id6' })
  expect(await heard('6', SCORES)).toEqual({ kind: 'text', text: '6' })
})

it('takes a number for a place where options have none of their own', async () => {
  expect(await heard('2', CHOICES)).toMatchObject({ kind: 'menu', menuId: 'id2' })
  expect(await heard('24', CHOICES)).toEqual({ kind: 'text', text: '24' })
})

it('shows numbers that mean what they say', () => {
  const words = (options: { id: string; label: string }[]) => wordsOf({ type: 'menu', text: '请选', options })

  expect(words(SCORES)).toContain('· 5分 很满意')
  expect(words(SCORES)).not.toMatch(/1\. 5分/)
  expect(words(CHOICES)).toContain('2. 物业费怎么交')
})
