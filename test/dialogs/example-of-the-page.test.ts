import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { readDialogs } from '../../src/dialogs/read-dialogs'
import { SKILLS } from '../../src/app/talk-engine'
import { startTalk } from '../support/talk'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'dialogs-'))
  cpSync('dialogs', folder, { recursive: true })
  const [, example] = /```yaml\n([\s\S]*?)```/.exec(readFileSync('docs/dialogs.md', 'utf8'))!
  writeFileSync(path.join(folder, 'club-room.yml'), example!)
})
afterEach(() => rmSync(folder, { recursive: true }))

it('is a dialog that leads an owner to a filed application, as the page says', async () => {
  const dialogs = readDialogs(folder, { effects: SKILLS.flatMap((skill) => Object.keys(skill.effects ?? {})) })
  const talk = await startTalk({ dialogs: () => dialogs })
  try {
    const asked = await talk.say('我想借活动室')
    const readBack = await talk.say('明天下午两点，二十来个人开生日会')
    const filed = await talk.say('确认')

    expect(asked[0]!.text).toContain('您打算哪天、几点用？')
    expect(readBack[0]!.text).toContain('用途：二十来个人开生日会')
    expect(filed[0]!.text).toMatch(/登记好了，编号 SQ-\d{8}-0001/)
  } finally {
    await talk.close()
  }
})
