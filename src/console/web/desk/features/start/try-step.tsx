import { Button } from 'antd'
import type { OwnCommunity } from '../../../../contract/own-company'
import { Hint } from '../../components/hint'
import { Trial } from '../words/trial'
import '../words/words.css'

/** First a talk that leaves nothing behind, then the real one, as an owner has it. */
export function TryStep({ communities, changed }: { communities: OwnCommunity[]; changed: () => void }) {
  const [first] = communities
  if (!first) return <Hint title="先建小区">建好小区，就能以业主的身份试。</Hint>
  return (
    <>
      <p>先在这里试聊，不留记录；满意了，打开网页聊天，像业主一样问一个问题。</p>
      <div className="start-trial">
        <Trial drafts={[]} community={first.id} />
      </div>
      <div className="buttons">
        <Button type="primary" href={`/chat?community=${encodeURIComponent(first.name)}`} target="_blank">
          打开{first.name}的网页聊天
        </Button>
        <Button onClick={changed}>问过了，看看</Button>
      </div>
    </>
  )
}
