import { useEffect, useRef, useState } from 'react'
import { Alert, Button, Input, Spin } from 'antd'
import type { Tried } from '../../../../contract/wordings'
import { paths } from '../../../../contract/paths'
import { faultWords } from '../../http/fault-words'
import { post } from '../../http/request'
import { changeOf, type Draft } from './draft'

/** A talk with the words as they would be. The whole talk is said again with every change, so each answer shows the newest words. */
export function Trial({ drafts, community }: { drafts: Draft[]; community: string | null }) {
  const [said, setSaid] = useState<string[]>([])
  const [tried, setTried] = useState<Tried>({ faults: [], turns: [] })
  const [fault, setFault] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const [text, setText] = useState('')
  const end = useRef<HTMLDivElement>(null)
  const changes = JSON.stringify(drafts.slice(0, 5).map(changeOf))
  useEffect(() => {
    if (said.length === 0) {
      setTried({ faults: [], turns: [] })
      return
    }
    let isOld = false
    setBusy(true)
    const timer = setTimeout(() => {
      post<Tried>(paths.wordTry, { changes: JSON.parse(changes) as object[], community, said })
        .then(
          (found) => {
            if (isOld) return
            setTried((before) => (found.faults.length > 0 ? { ...before, faults: found.faults } : found))
            setFault(null)
          },
          (failed: unknown) => {
            if (!isOld) setFault(failed)
          },
        )
        .finally(() => {
          if (!isOld) setBusy(false)
        })
    }, 250)
    return () => {
      isOld = true
      clearTimeout(timer)
    }
  }, [changes, community, said])
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'nearest' })
  }, [tried])
  const say = (words: string) => {
    const trimmed = words.trim()
    if (trimmed === '' || said.length >= 20) return
    setText('')
    setSaid([...said, trimmed])
  }
  return (
    <>
      <div className="scroll messages" aria-live="polite" tabIndex={0} role="log" aria-label="试聊内容">
        {said.length === 0 && (
          <p className="quiet">
            当自己是业主，说一句试试，比如「厨房水管漏水」。改了左边的字，整段对话会按新的再说一遍。
          </p>
        )}
        {said.map((words, at) => (
          <div key={at} className="words-turn">
            <div className="bubble owner">
              <div className="words">
                <p>{words}</p>
              </div>
            </div>
            {tried.turns[at]?.replies.map((reply, place) => (
              <div key={place} className="bubble bot">
                <div className="words">
                  <p>{reply.text}</p>
                  {reply.options.length > 0 && (
                    <ul className="options">
                      {reply.options.map((option) => (
                        <li key={option}>{option}</li>
                      ))}
                    </ul>
                  )}
                </div>
              </div>
            ))}
            {tried.turns[at]?.would.map((would) => (
              <p key={would} className="happening">
                {would}
              </p>
            ))}
          </div>
        ))}
        {busy && <Spin size="small" />}
        <div ref={end} />
      </div>
      {tried.faults.length > 0 && (
        <Alert type="error" showIcon title={tried.faults.map(({ words }) => words).join('')} />
      )}
      {fault !== null && <Alert type="error" showIcon title={faultWords(fault)} />}
      <form
        className="answering"
        onSubmit={(event) => {
          event.preventDefault()
          say(text)
        }}
      >
        <div className="buttons">
          <Input
            aria-label="当业主说一句"
            placeholder="当业主说一句"
            value={text}
            maxLength={500}
            onChange={(event) => setText(event.target.value)}
          />
          <Button type="primary" htmlType="submit" disabled={said.length >= 20}>
            说
          </Button>
          <Button disabled={said.length === 0} onClick={() => setSaid([])}>
            重新开始
          </Button>
        </div>
      </form>
    </>
  )
}
