import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { POLICY } from '../../../src/console/api/access/policy'
import { ACT_WORDS, factWords, targetWords } from '../../../src/console/web/desk/features/audit/act-words'
import { projectRoot } from '../../../src/platform/project-root'
import { CASE_ACTIONS } from '../../../src/records/case/case-transitions'

/** What stands after the dot where an act's name is put together. */
const ENDINGS: Record<string, readonly string[]> = {
  case: CASE_ACTIONS,
  handoff: ['accept', 'reply', 'close'],
  session: ['open', 'refused'],
  article: ['submit', 'withdraw', 'return', 'unschedule'],
  account: ['create', 'change', 'disable', 'enable', 'reset'],
}

/** Every act that some file writes into the audit: names written out, and those put together. */
function actsInSource(): string[] {
  const folder = join(projectRoot(), 'src')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.ts$/.test(name))
  const acts = new Set<string>()
  for (const name of files) {
    const code = readFileSync(join(folder, name), 'utf8')
    if (!/\baudit\(/.test(code)) continue
    for (const [, act] of code.matchAll(/'([a-z][a-z-]*\.[a-z][a-z-]*)'/g))
      if (!(act! in POLICY) && !/\.(xlsx|csv|jsonl|html|yml|json)$/.test(act!)) acts.add(act!)
    for (const [, room] of code.matchAll(/`([a-z][a-z-]*)\.\$\{/g))
      for (const ending of ENDINGS[room!] ?? [`an ending of ${room} that this test does not know`])
        acts.add(`${room}.${ending}`)
  }
  return [...acts].sort()
}

describe('the words of the audit', () => {
  it('has one for every act that is written down anywhere', () => {
    const acts = actsInSource()

    expect(acts.length).toBeGreaterThan(30)
    expect(acts.filter((act) => ACT_WORDS[act] === undefined)).toEqual([])
  })

  it('says no act twice in the same words, and each in Chinese', () => {
    const words = Object.values(ACT_WORDS)

    expect(words.filter((word) => !/[\u4e00-\u9fff]/.test(word))).toEqual([])
    expect(new Set(words).size).toBe(words.length)
  })

  it('tells of the facts what says something to people, and no more', () => {
    expect(factWords({ by: '徐静', via: 'card', to: '李师傅', version: 3, nested: { a: 1 } })).toBe(
      '经办：徐静，交给：李师傅',
    )
  })

  it.each([
    ['words.publish', 'dialogs/complaint.yml', '投诉', '话术·投诉'],
    ['cases.export', 'cases', null, ''],
    ['entries.export', 'xlsx', null, 'Excel 表格'],
    ['session.open', '10.0.0.8', null, '来自 10.0.0.8'],
    ['phrase.remove', 'ph_01JD3K8Q2M7XABCD', null, '（编号尾号 ABCD）'],
    ['report.export', '2026-11-20', null, '2026-11-20'],
    ['article.publish', 'art_01JD3K8Q2M', '物业费怎么交', '物业费怎么交'],
  ])('names what %s was done to (%s)', (act, target, called, words) => {
    expect(targetWords({ act, target, called })).toBe(words)
  })

  it('names colleagues and the system, never their ids', () => {
    expect(factWords({ by: 'system', to: 'st-wang', key: 'wu-ye-fei' }, () => '王师傅')).toBe(
      '经办：系统，交给：王师傅',
    )
  })
})
