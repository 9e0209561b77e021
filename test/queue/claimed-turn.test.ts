import { ClaimedTurn } from '../../src/queue/turn'

const turnWith = (content: unknown) => ({
  conversation: {
    ...{ id: 'cv', channel: 'web', account: 'web', user: 'u1', communityId: null, personId: 'pn' },
    ...{ state: {}, muted: false },
  },
  ...{ gen: 0, epoch: 1, attempts: 0, handoff: null },
  person: { id: 'pn', name: null, salutation: null, phone: null, language: null },
  messages: [
    {
      ...{ id: 'm1', exchangeId: 'ex1', receivedAt: '2026-11-21T02:00:00Z' },
      message: {
        ...{ id: 'm1', channel: 'web', account: 'web', user: 'u1', sourceId: 'm1', at: '2026-11-21T02:00:00Z' },
        content,
      },
    },
  ],
})
const readAs = (content: unknown) => ClaimedTurn.parse(turnWith(content)).messages[0]!.message.content

it('reads what it knows as it is', () => {
  expect(readAs({ kind: 'text', text: '漏水了' })).toEqual({ kind: 'text', text: '漏水了' })
})

it.each([[{ kind: 'sticker' }], [{ kind: 'location', location: { latitude: null, longitude: 1 } }], [null], ['text']])(
  'takes %j for something nobody can read, so that its owner still gets an answer',
  (content) => {
    expect(readAs(content)).toEqual({ kind: 'other', vendorType: 'unreadable' })
  },
)
