import { useEffect, useState } from 'react'
import { Button, Input, Tag } from 'antd'
import type { HintsView } from '../../../../contract/hints'
import { paths } from '../../../../contract/paths'
import type { Sentence } from '../../../../contract/wordings'
import { post } from '../../http/request'
import { edited, type Editing } from './draft'
import { filled, placesIn } from './sample-values'

/** A message in WeChat that is read without scrolling. */
const LONG = 200

/** Every sentence of the talk; one is changed where it stands. */
export function Sentences({ view, draft, change, may }: Editing) {
  const [open, setOpen] = useState<string | null>(null)
  const put = (address: string, text: string, live: string) => {
    const { [address]: _old, ...others } = draft.edits
    const isLive = text === live && !Object.hasOwn(view.edits, address)
    change({ edits: isLive ? others : { ...others, [address]: text } })
  }
  return (
    <ul className="words-sentences">
      {view.sentences.map((sentence) => {
        const address = `${sentence.address}/zh`
        const zh = String(edited(draft, address, sentence.zh) ?? sentence.zh)
        const english = `${sentence.address}/en`
        const en = sentence.en === null ? null : String(edited(draft, english, sentence.en) ?? sentence.en)
        const isNew = zh !== sentence.zh || en !== sentence.en
        return (
          <li key={sentence.address} className="card">
            <header>
              <strong>{sentence.label}</strong>
              {isNew && <Tag color="orange">没上线</Tag>}
              {!isNew && sentence.changed && <Tag color="green">改过</Tag>}
              {sentence.shippedChanged && <Tag color="gold">出厂文字已更新</Tag>}
              {may && open !== sentence.address && (
                <Button
                  size="small"
                  className="words-edit"
                  aria-label={`修改「${sentence.label}」`}
                  onClick={() => setOpen(sentence.address)}
                >
                  修改
                </Button>
              )}
            </header>
            {open === sentence.address ? (
              <Editing
                sentence={sentence}
                zh={zh}
                en={en}
                put={(text) => put(address, text, sentence.zh)}
                putEnglish={(text) => put(english, text, sentence.en ?? '')}
                close={() => setOpen(null)}
              />
            ) : (
              <p className="words-said">{filled(zh)}</p>
            )}
          </li>
        )
      })}
    </ul>
  )
}

function Editing(props: {
  sentence: Sentence
  zh: string
  en: string | null
  put: (text: string) => void
  putEnglish: (text: string) => void
  close: () => void
}) {
  const { sentence, zh, en } = props
  const hints = useHints(zh)
  const missing = placesIn(sentence.shipped ?? sentence.zh).filter((place) => !zh.includes(place))
  return (
    <div className="words-editing">
      <Input.TextArea
        aria-label={`${sentence.label}，中文`}
        autoSize={{ minRows: 2 }}
        maxLength={2000}
        value={zh}
        autoFocus
        onChange={(event) => props.put(event.target.value)}
      />
      {placesIn(sentence.shipped ?? sentence.zh).length > 0 && (
        <p className="quiet">
          花括号由程序填：{placesIn(sentence.shipped ?? sentence.zh).join('、')}
          {missing.length > 0 && <b className="late">，现在少了 {missing.join('、')}</b>}
        </p>
      )}
      {en !== null && (
        <Input.TextArea
          aria-label={`${sentence.label}，英文`}
          autoSize
          maxLength={2000}
          value={en}
          onChange={(event) => props.putEnglish(event.target.value)}
        />
      )}
      <p className="words-preview" aria-label="业主看到的样子">
        {filled(zh)}
      </p>
      <p className="quiet small">
        {filled(zh).length} 个字
        {filled(zh).length > LONG && <b className="late">，偏长，微信里一屏看不完，尽量短一些</b>}
      </p>
      {hints.map(({ quote, instead }) => (
        <p key={quote} className="late small">
          「{quote}」：{instead}
        </p>
      ))}
      {sentence.shipped !== null && sentence.shipped !== zh && (
        <p className="quiet small">
          出厂文字：{sentence.shipped}{' '}
          <button type="button" className="link" onClick={() => props.put(sentence.shipped!)}>
            用回出厂文字
          </button>
        </p>
      )}
      <Button size="small" onClick={props.close}>
        收起
      </Button>
    </div>
  )
}

/** What the guard thinks of it, a moment after the last letter. */
function useHints(text: string): HintsView['hints'] {
  const [hints, setHints] = useState<HintsView['hints']>([])
  useEffect(() => {
    const timer = setTimeout(() => {
      // Without an answer there are no hints; the check before going live looks again.
      post<HintsView>(paths.hints, { text }).then(
        ({ hints: found }) =>
          setHints(found.filter(({ kind }) => kind === 'banned' || kind === 'excuse' || kind === 'fee-threat')),
        () => setHints([]),
      )
    }, 300)
    return () => clearTimeout(timer)
  }, [text])
  return hints
}
