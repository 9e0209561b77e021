import { fromCallback } from '../../../src/channels/wecom-aibot/from-callback'

const now = new Date('2026-11-21T10:00:00Z')
const heardAt = (createTime: unknown) =>
  fromCallback(
    {
      reqId: 'rq1',
      body: {
        ...{ msgid: 'm1', aibotid: 'bot', chattype: 'single', from: { userid: 'zhang' } },
        ...{ msgtype: 'text', text: { content: '漏水了' }, create_time: createTime },
      },
    },
    { botId: 'bot', now },
  ).arrivals[0]?.message.at

it('takes the time of a message where it is one, and else the time it came', () => {
  expect(heardAt(1_795_255_200)).toEqual(new Date(1_795_255_200_000))
  for (const odd of [1_795_255_200_000, -1, 0, 'yesterday', Number.MAX_SAFE_INTEGER, undefined])
    expect(heardAt(odd)).toEqual(now)
})
