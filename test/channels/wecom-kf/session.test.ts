import type { KfSession, SessionFact } from '../../../src/channels/wecom-kf/session'
import {
  applyFact,
  countSend,
  isWithin48Hours,
  mayStillSend,
  sendsUsed,
  unknownSession,
} from '../../../src/channels/wecom-kf/session'

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 21, 10, 0, 0) + seconds * 1000)
const after = (...facts: SessionFact[]) => facts.reduce(applyFact, unknownSession)
const wrote = (seconds: number): SessionFact => ({ kind: 'owner-wrote', at: at(seconds) })

describe('the state', () => {
  test('of an ended session is new again when the owner writes, and is to be asked for', () => {
    const session = after({ kind: 'moved', at: at(0), state: 4, servicer: null }, wrote(5))

    expect([session.state, session.knownAt]).toEqual([0, null])
  })

  test('stays with the person while a person serves', () => {
    const session = after({ kind: 'moved', at: at(0), state: 3, servicer: 'zhangsan' }, wrote(5))

    expect([session.state, session.servicer]).toEqual([3, 'zhangsan'])
  })

  test('is not known after 48 silent hours', () => {
    const session = after(wrote(0), { kind: 'moved', at: at(1), state: 3, servicer: 'x' }, wrote(48 * 3600 + 1))

    expect([session.state, session.knownAt]).toEqual([null, null])
  })

  test('is not taken back by an event older than what WeCom said since', () => {
    const asked: KfSession = { ...unknownSession, state: 1, knownAt: at(10.4) }

    const old = applyFact(asked, { kind: 'moved', at: at(9), state: 3, servicer: 'x' })
    const sameSecond = applyFact(asked, { kind: 'moved', at: at(10), state: 3, servicer: 'x' })

    expect(old.state).toBe(1)
    expect(sameSecond.state).toBe(3)
  })
})

describe('the five messages', () => {
  const send = (session: KfSession, id: string, seconds: number) => ({
    ...session,
    sends: countSend(session, id, at(seconds)),
  })

  test('of which one stays in reserve are renewed by the owner’s next message', () => {
    let session = after(wrote(0))
    for (const n of [1, 2, 3, 4]) session = send(session, `o${n}`, n)

    expect([mayStillSend(session, false), mayStillSend(session, true)]).toEqual([false, true])
    session = send(session, 'o5', 5)
    expect(mayStillSend(session, true)).toBe(false)
    expect(mayStillSend(applyFact(session, wrote(60)), false)).toBe(true)
  })

  test('are renewed by a second message of the same second, whatever went out between the two', () => {
    let session = after(wrote(0))
    for (const n of [1, 2, 3, 4, 5]) session = send(session, `o${n}`, n / 10)

    expect(mayStillSend(session, true)).toBe(false)
    expect(sendsUsed(applyFact(session, wrote(0)))).toBe(0)
  })

  test('count a row once, however often it is tried', () => {
    const session = send(send(after(wrote(0)), 'o1', 1), 'o1', 2)

    expect(sendsUsed(session)).toBe(1)
  })

  test('count what went out after the owner wrote, even if we heard of it later', () => {
    const session = applyFact(send(after(wrote(0)), 'late', 30), wrote(20))

    expect(sendsUsed(session)).toBe(1)
  })

  test('count what we sent knowing of the message, even if our clock is behind', () => {
    const session = send(after(wrote(100)), 'o1', 40)

    expect(sendsUsed(session)).toBe(1)
  })
})

test('48 hours begin with the owner’s last word', () => {
  const session = after(wrote(0))

  expect(isWithin48Hours(session, at(48 * 3600 - 1))).toBe(true)
  expect(isWithin48Hours(session, at(48 * 3600))).toBe(false)
  expect(isWithin48Hours(unknownSession, at(0))).toBe(false)
})
