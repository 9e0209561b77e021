import { createTranscriber } from '../../../src/integrations/speech/create-transcriber'
import type { Heard } from '../../../src/integrations/speech/create-transcriber'
import { ManualClock } from '../../../src/platform/clock'
import { createCircuitBreaker } from '../../../src/platform/model/circuit-breaker'
import { says, startSpeechServer } from './speech-server'

type Server = Awaited<ReturnType<typeof startSpeechServer>>
let server: Server | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

const AMR = { bytes: Buffer.from('#!AMR\n0123456789'), name: '语音.amr', mime: 'audio/amr' }

async function open(
  answer: Parameters<typeof startSpeechServer>[0],
  options: { budget?: boolean; withinMs?: number } = {},
) {
  server = await startSpeechServer(answer)
  return listenTo(server.baseUrl, options)
}

function listenTo(baseUrl: string, { budget = true, withinMs = 5_000 }: { budget?: boolean; withinMs?: number } = {}) {
  const clock = new ManualClock('2026-11-21T10:00:00Z')
  const heard: Heard[] = []
  const transcriber = createTranscriber({
    baseUrl,
    apiKey: 'KEY',
    model: 'sense-voice',
    breaker: createCircuitBreaker(clock),
    budget: { take: async () => budget },
    withinMs,
    onHeard: (how) => heard.push(how),
  })
  return { transcriber, heard, clock }
}

test('a voice goes to the endpoint as a file with the model, and comes back as words', async () => {
  const { transcriber, heard } = await open(says('厨房漏水了'))

  expect(await transcriber.transcribe(AMR)).toBe('厨房漏水了')

  expect(heard).toEqual(['ok'])
  const [asked] = server!.asked
  expect([asked?.path, asked?.authorization]).toEqual(['/v1/audio/transcriptions', 'Bearer KEY'])
  expect(asked?.body).toContain('#!AMR')
  expect(asked?.body).toContain('sense-voice')
})

test('marks that some models put in front are no words, and a flood of words is cut', async () => {
  const { transcriber } = await open(says(`<|zh|><|NEUTRAL|>${'漏'.repeat(5000)}`))

  const text = await transcriber.transcribe(AMR)

  expect(text).toBe('漏'.repeat(2000))
})

test.each<[string, Parameters<typeof startSpeechServer>[0]]>([
  ['is wrong', (_asked, response) => response.writeHead(500).end('oops')],
  ['refuses the file', (_asked, response) => response.writeHead(400).end('{"error":{"message":"unsupported format"}}')],
  ['answers another shape', says({ nested: true })],
  [
    'answers half a JSON text',
    (_asked, response) => response.setHeader('content-type', 'application/json').end('{"te'),
  ],
  [
    'never stops talking',
    (_asked, response) => void response.setHeader('content-type', 'application/json').end('x'.repeat(600_000)),
  ],
  ['hangs up', (_asked, response) => response.destroy()],
])('an endpoint that %s gives nothing and is asked once', async (_what, answer) => {
  const { transcriber, heard } = await open(answer)

  expect(await transcriber.transcribe(AMR)).toBeNull()

  expect(heard).toEqual(['failed'])
  expect(server!.asked).toHaveLength(1)
})

test('an endpoint that hangs is given up after the deadline', async () => {
  const { transcriber, heard } = await open(() => undefined, { withinMs: 50 })

  expect(await transcriber.transcribe(AMR)).toBeNull()

  expect(heard).toEqual(['failed'])
})

test('a dead endpoint rests after three failures and is not waited for', async () => {
  const gone = await startSpeechServer(says(''))
  await gone.close()
  const { transcriber, heard, clock } = listenTo(gone.baseUrl)
  for (let n = 0; n < 5; n += 1) await transcriber.transcribe(AMR)
  clock.advance(31_000)
  await transcriber.transcribe(AMR)

  expect(heard).toEqual(['failed', 'failed', 'failed', 'resting', 'resting', 'failed'])
})

test('silence is no words', async () => {
  const { transcriber, heard } = await open(says('  '))

  expect([await transcriber.transcribe(AMR), heard]).toEqual([null, ['empty']])
})

test('what is too large, or beyond the day’s budget, is not sent', async () => {
  const rich = await open(says('好'))
  expect(await rich.transcriber.transcribe({ ...AMR, bytes: Buffer.alloc(6 * 1024 * 1024) })).toBeNull()
  const poor = listenTo(server!.baseUrl, { budget: false })
  expect(await poor.transcriber.transcribe(AMR)).toBeNull()

  expect([...rich.heard, ...poor.heard]).toEqual(['too_large', 'spent'])
  expect(server!.asked).toEqual([])
})
