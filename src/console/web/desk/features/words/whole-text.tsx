import { Alert, Button, Input } from 'antd'
import type { WordFault } from '../../../../contract/wordings'
import type { Editing } from './draft'

/** The file as it is written, for those who know its format. A text of one's own no longer follows updates of what ships. */
export function WholeText({ view, draft, change, may, faults }: Editing & { faults: WordFault[] }) {
  const text = draft.text ?? view.text
  const lines = text.split('\n')
  return (
    <div className="words-whole">
      <Alert type="info" showIcon title="整份改写之后，出厂文字更新不会自动带进来；只改几句话，请用「句子」。" />
      {faults.map(({ line, words }) => (
        <p key={`${line} ${words}`} className="late">
          {line !== null && (
            <>
              第 {line} 行 <code>{lines[line - 1]?.trim()}</code>{' '}
            </>
          )}
          {words}
        </p>
      ))}
      <Input.TextArea
        aria-label="整份文字"
        className="words-code"
        readOnly={!may}
        rows={24}
        spellCheck={false}
        value={text}
        onChange={(event) => change({ text: event.target.value, edits: {} })}
      />
      {may && draft.text !== null && !view.ownText && (
        <Button onClick={() => change({ text: null, edits: view.edits })}>不整份改了</Button>
      )}
    </div>
  )
}
