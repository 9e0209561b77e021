import { useState } from 'react'
import { Alert, App, Button } from 'antd'
import type { StartState } from '../../../../contract/own-company'
import { paths } from '../../../../contract/paths'
import { faultWords } from '../../http/fault-words'
import { post } from '../../http/request'
import { go } from '../../route'

/** The last look, and the one act: the sample takes no more part. */
export function LiveStep({ state, changed }: { state: StartState; changed: () => void }) {
  const { modal } = App.useApp()
  const [fault, setFault] = useState<unknown>(null)
  const lines: { done: boolean; words: string }[] = [
    { done: state.communities > 0 && state.homes > 0, words: '小区和楼栋建好了' },
    { done: state.staff > 0 && state.withoutManager.length === 0, words: '每个小区都有最后负责的经理' },
    {
      done: state.unfilled === 0,
      words: state.unfilled === 0 ? '答案都填齐了' : `还有 ${state.unfilled} 篇答案缺小区的信息，暂时不发`,
    },
    { done: state.answered > 0, words: '试过一遍，有问题得到了回答' },
    { done: state.sample === null, words: '示例小区收起来了' },
  ]
  const close = (id: string, name: string) =>
    void modal.confirm({
      title: `收起示例小区「${name}」？`,
      content: '示例同事不再值班，新的对话都进自己的小区；聊过的内容仍留在记录里。这一步不能撤回。',
      okText: '收起来',
      cancelText: '再等等',
      onOk: () => post(paths.ownCommunityClose(id)).then(() => (setFault(null), changed()), setFault),
    })
  return (
    <>
      <ul className="start-list">
        {lines.map(({ done, words }) => (
          <li key={words}>
            <span role="img" aria-label={done ? '做好了' : '还没做'}>
              {done ? '✓' : '○'}
            </span>{' '}
            {words}
          </li>
        ))}
      </ul>
      {fault !== null && <Alert type="error" showIcon title={faultWords(fault)} />}
      <div className="buttons">
        {state.sample && (
          <Button
            type="primary"
            disabled={state.communities === 0}
            onClick={() => close(state.sample!.id, state.sample!.name)}
          >
            收起示例小区
          </Button>
        )}
        <Button onClick={() => go('talks')}>去接待业主</Button>
      </div>
    </>
  )
}
