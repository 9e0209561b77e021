import { closeStages, MORNING, openHandoverStage, type Stage } from '../../tasks/handover/stage'

let stage: Stage
afterEach(() => stage.close())
afterAll(closeStages)

test("a talk taken up again asks its question with the words that end WeCom's session: none come after them", async () => {
  stage = await openHandoverStage({ at: MORNING, native: true })
  await stage.say('我家地漏反味')
  await stage.say('转人工')
  const before = await sent()

  await stage.say('算了不用人工了')

  const said = (await sent()).slice(before.length)
  expect(said).toMatchObject([{ kind: 'transition' }, { kind: 'message', body: { way: 'ended' } }])
  expect(said[1]!.text).toMatch(/不转人工[^]*还差门牌/)
})

const sent = () =>
  stage.db.query<{ kind: string; body: object; text: string | null }>(
    'sent',
    `select kind, body, body -> 'content' ->> 'text' as text from outbox where kind <> 'notice' order by seq`,
  )
