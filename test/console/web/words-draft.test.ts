import type { WordFileView } from '../../../src/console/contract/wordings'
import { broughtOver, emptyDraft } from '../../../src/console/web/desk/features/words/draft'

const view = (version: number, edits: Record<string, string>) =>
  ({
    path: 'dialogs/repair.yml',
    title: '报修',
    community: null,
    version,
    ownText: false,
    text: '',
    edits,
  }) as unknown as WordFileView

describe('a draft that a colleague was quicker than', () => {
  it('keeps what was touched here and takes over what was touched there', () => {
    const live = view(1, { a: '旧甲', b: '旧乙', c: '旧丙' })
    const begun = emptyDraft(live)
    const draft = { ...begun, edits: { a: '我的甲', b: '旧乙', d: '我的丁' } }

    expect(broughtOver(draft, view(2, { a: '旧甲', b: '同事的乙', c: '旧丙', e: '同事的戊' }))).toMatchObject({
      over: 2,
      edits: { a: '我的甲', b: '同事的乙', d: '我的丁', e: '同事的戊' },
    })
  })
})
