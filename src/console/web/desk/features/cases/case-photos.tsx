import { useRef, useState } from 'react'
import { App, Button } from 'antd'
import type { CasePhoto, CaseSheet } from '../../../../contract/desk-cases'
import { paths } from '../../../../contract/paths'
import { shrinkPhoto } from '../../../chat/shrink-photo'
import { timeWords } from '../../../time-words'
import { faultWords } from '../../http/fault-words'
import { newRequestId, postFile, remove } from '../../http/request'
import { useStaffName } from '../../company'
import { useMe } from '../../me'

const MOMENTS = { before: '处理前', after: '处理后' } as const

/** The owner's photos, and ours of before and after. */
export function CasePhotos({ of, changed }: { of: CaseSheet; changed: () => void }) {
  const me = useMe()
  const mayAct = me.rights.includes('cases.act')
  const owners = of.messages.filter(
    ({ kind, fileUrl, author }) => kind === 'image' && author === 'owner' && fileUrl !== null,
  )
  if (owners.length === 0 && of.photos.length === 0 && !mayAct) return null
  return (
    <section aria-label="照片" className={owners.length + of.photos.length === 0 ? 'no-print' : undefined}>
      <h2>照片</h2>
      <div className="photo-groups">
        {owners.length > 0 && (
          <figure>
            <figcaption>业主发的</figcaption>
            <div className="photos">
              {owners.map(({ seq, fileUrl, at }) => (
                <a key={seq} href={fileUrl ?? undefined} target="_blank" rel="noreferrer">
                  <img src={fileUrl ?? undefined} alt={`业主 ${timeWords(at)} 发的照片`} loading="lazy" />
                </a>
              ))}
            </div>
          </figure>
        )}
        {(['before', 'after'] as const).map((moment) => (
          <Moment
            key={moment}
            moment={moment}
            caseId={of.id}
            photos={of.photos.filter((photo) => photo.moment === moment)}
            mayAct={mayAct}
            changed={changed}
          />
        ))}
      </div>
    </section>
  )
}

function Moment(props: {
  moment: CasePhoto['moment']
  caseId: string
  photos: CasePhoto[]
  mayAct: boolean
  changed: () => void
}) {
  const { moment, caseId, photos, mayAct, changed } = props
  const { message } = App.useApp()
  const nameOf = useStaffName()
  const picker = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState(false)
  const add = async (file: File | undefined) => {
    if (!file) return
    setBusy(true)
    // Made small and without what a camera writes into it (place, owner of the phone).
    const small = await shrinkPhoto(file)
    try {
      if (small === null) throw new TypeError('not a picture')
      const bytes = Uint8Array.from(atob(small.base64), (letter) => letter.charCodeAt(0))
      await postFile(paths.casePhotos(caseId), { moment, id: newRequestId() }, new Blob([bytes]))
      changed()
    } catch (fault) {
      void message.error(fault instanceof TypeError ? '这个文件不是照片，请换一个。' : faultWords(fault))
    } finally {
      setBusy(false)
      if (picker.current) picker.current.value = ''
    }
  }
  const takeAway = (id: string) =>
    remove(paths.casePhoto(caseId, id)).then(changed, (fault) => void message.error(faultWords(fault)))
  return (
    <figure className={photos.length === 0 ? 'no-print' : undefined}>
      <figcaption>{MOMENTS[moment]}</figcaption>
      <div className="photos">
        {photos.map((photo) => (
          <div key={photo.id}>
            <a href={photo.url} target="_blank" rel="noreferrer">
              <img
                src={photo.url}
                alt={`${MOMENTS[moment]}，${nameOf(photo.addedBy)} ${timeWords(photo.addedAt)}`}
                loading="lazy"
              />
            </a>
            {mayAct && (
              <Button
                size="small"
                type="text"
                className="no-print"
                aria-label={`移除${MOMENTS[moment]}的照片`}
                onClick={() => void takeAway(photo.id)}
              >
                移除
              </Button>
            )}
          </div>
        ))}
        {mayAct && (
          <div className="no-print">
            <input
              ref={picker}
              type="file"
              accept="image/*"
              hidden
              aria-label={`选择${MOMENTS[moment]}的照片`}
              onChange={({ target }) => void add(target.files?.[0])}
            />
            <Button loading={busy} onClick={() => picker.current?.click()}>
              加{MOMENTS[moment]}照片
            </Button>
          </div>
        )}
      </div>
    </figure>
  )
}
