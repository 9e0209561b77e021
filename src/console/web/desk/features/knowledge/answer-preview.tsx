import { useEffect, useState } from 'react'
import { Alert } from 'antd'
import type { PreviewAnswer } from '../../../../contract/knowledge-desk'
import { paths } from '../../../../contract/paths'
import { post } from '../../http/request'

const PAUSE_MS = 400

/** As an owner reads it, a moment after the last key. */
export function AnswerPreview({ answer, communityId }: { answer: string; communityId: string | null }) {
  const [shown, setShown] = useState<PreviewAnswer | null>(null)
  useEffect(() => {
    let isOld = false
    const timer = window.setTimeout(() => {
      post<PreviewAnswer>(paths.preview, { answer, communityId }).then(
        (given) => !isOld && setShown(given),
        () => !isOld && setShown(null),
      )
    }, PAUSE_MS)
    return () => {
      isOld = true
      window.clearTimeout(timer)
    }
  }, [answer, communityId])
  if (answer === '' || shown === null) return null
  return (
    <div className="part">
      <h3>业主看到的</h3>
      <p className="article-preview">{shown.text}</p>
      {shown.missing.length > 0 && (
        <Alert type="warning" showIcon title={`这些数还没有填，填好之前不会用它回答：${shown.missing.join('、')}`} />
      )}
    </div>
  )
}
