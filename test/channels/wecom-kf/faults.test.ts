import type { EmulatorOptions } from '../../../src/emulator/settings'
import type { FaultOrders } from '../../../src/emulator/faults'
import type { DeliveryResult, OutboxItem } from '../../../src/queue/delivery'
import { DoorStage } from './open-door'

let stage: DoorStage
afterEach(() => stage.close())

/** Whatever a network and a busy server can do, each now and then. */
const EVERYTHING: FaultOrders = {
  busy: { probability: 0.05 },
  reset: [{ probability: 0.04 }, { probability: 0.04, when: 'after' }],
  badGateway: [{ probability: 0.03 }, { probability: 0.03, when: 'after' }],
  malformed: { probability: 0.03, when: 'after' },
  tokenDeath: { probability: 0.02 },
  omitEmpty: { probability: 0.3 },
  oddErrmsg: { probability: 0.3 },
  emptyPage: { probability: 0.1 },
  shortPage: { probability: 0.1 },
  msgTokenDeath: { probability: 0.1 },
  lostCallback: { probability: 0.1 },
  doubleCallback: { probability: 0.2 },
  reorderedCallback: { probability: 0.1 },
}

/** What the vendor's pages leave open, answered the other way round (wecom-protocol §14): both must be safe. */
const THE_OTHER_WAY: EmulatorOptions['unverified'] = {
  repeatedGettoken: 'new-kills-old',
  expiredTokenErrcode: 40014,
  msgTokenReusable: false,
  sendAfterEndErrcode: 95013,
  duplicateCheck: 'last',
  codeMessagesCount: true,
  menuTapRenews: false,
  codeErrcodes: { unknown: 95999, expired: 95999, used: 95999 },
  after48Hours: 'kept',
  oldCursor: 'error',
  badCursorErrcode: 95999,
  longText: 'cut',
  retryIsFresh: true,
}
const WORLDS = [
  { seed: 1, unverified: {} },
  { seed: 2, unverified: {} },
  { seed: 3, unverified: THE_OTHER_WAY },
  { seed: 4, unverified: THE_OTHER_WAY },
]

/** As the outbox does: again with the same id, after the pause that was asked for. */
async function deliver(item: OutboxItem): Promise<DeliveryResult> {
  for (let attempts = 0; ; attempts += 1) {
    const result = await stage.door.sender.deliver({ ...item, attempts })
    if (result.kind !== 'retry') return result
    stage.clock.advance(result.afterMs)
  }
}

test.each(WORLDS)('with all faults on (seed $seed) every word is logged once and answered once', async (world) => {
  stage = await DoorStage.open(world)
  const { emulator, clock } = stage
  emulator.faults.set(EVERYTHING)
  const users = ['wmA', 'wmB', 'wmC', 'wmD', 'wmE', 'wmF']
  const answered = new Set<string>()
  const outcomes: string[] = []

  for (let round = 0; round < 8; round += 1) {
    for (const user of users) await emulator.resident(user).text(`${user} ${round}`)
    // A lost callback is found within a minute, a pause after a failure is over long before.
    for (let look = 0; look < 4; look += 1) {
      await stage.settle()
      clock.advance(20_000)
    }
    await stage.settle()
    for (const { text, source_id, turn } of await stage.exchanges()) {
      if (!turn || answered.has(source_id)) continue
      answered.add(source_id)
      const body = { kind: 'message', content: { type: 'text', text: `答${text}` }, way: 'plain' } as const
      outcomes.push((await deliver(stage.item(text.slice(0, 3), body))).kind)
    }
  }

  for (const user of users) {
    const words = Array.from({ length: 8 }, (_, round) => `${user} ${round}`)
    expect((await stage.exchanges(user)).map(({ text }) => text)).toEqual(words)
    expect(emulator.resident(user).heard).toEqual(words.map((word) => `答${word}`))
  }
  expect(new Set(outcomes)).toEqual(new Set(['sent']))
  expect(emulator.faults.fired.length).toBeGreaterThan(50)
  expect(emulator.violations.map(({ rule, detail }) => `${rule}: ${detail}`)).toEqual([])
})

test.each(WORLDS)(
  'with all faults on (seed $seed) a handover ends where it should and nobody speaks out of turn',
  async (world) => {
    stage = await DoorStage.open(world)
    const { emulator, clock } = stage
    emulator.faults.set(EVERYTHING)
    const settle = async () => {
      for (let look = 0; look < 4; look += 1) {
        await stage.settle()
        clock.advance(20_000)
      }
      await stage.settle()
    }

    for (const user of ['wmA', 'wmB', 'wmC', 'wmD']) {
      const resident = emulator.resident(user)
      await resident.text('转人工')
      await settle()
      await deliver(stage.item(user, { kind: 'transition', handoffId: user, to: 'person' }))
      expect([user, resident.state]).toEqual([user, 3])
      const words = { kind: 'message', content: { type: 'text', text: '机器人插话' }, way: 'plain' } as const
      expect((await deliver(stage.item(user, words))).kind).toBe('drop')
      emulator.servicer('zhangsan').say(emulator.openKfid, user, '我来处理')
      await settle()
      await deliver(stage.item(user, { kind: 'transition', handoffId: user, to: 'end' }))
      expect([user, resident.state]).toEqual([user, 4])
      expect((await deliver(stage.item(user, words))).kind).toBe('park')
      expect(resident.heard).not.toContain('机器人插话')
      expect((await stage.exchanges(user)).map(({ text }) => text)).toEqual(['转人工', '我来处理'])
    }
    expect(stage.transitions.map(({ outcome }) => outcome).filter((outcome) => outcome === 'stayed')).toEqual([])
    expect(emulator.violations.map(({ rule, detail }) => `${rule}: ${detail}`)).toEqual([])
  },
)
