import { useState } from 'react'
import { Alert, Button, Spin } from 'antd'
import type { TakenApart } from '../../../../contract/knowledge-files'
import { paths } from '../../../../contract/paths'
import { FileDrop } from '../../components/file-drop'
import { faultWords } from '../../http/fault-words'
import { postFile } from '../../http/request'
import { useMe } from '../../me'
import { DocumentDrafts } from './document-drafts'
import { ImportPreview } from './import-preview'
import './care.css'

type Chosen = { kind: 'table'; file: File } | { kind: 'document'; apart: TakenApart }

/** Answers in from files, looked at before anything is kept, and out again. */
export function FilesPage() {
  const me = useMe()
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const [fault, setFault] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const [done, setDone] = useState<string | null>(null)
  const take = async (file: File) => {
    setFault(null)
    setDone(null)
    setChosen(null)
    if (await isTable(file)) return setChosen({ kind: 'table', file })
    setBusy(true)
    await postFile<TakenApart>(paths.documents, { filename: file.name }, file).then(
      (apart) => setChosen({ kind: 'document', apart }),
      setFault,
    )
    setBusy(false)
  }
  const finish = (words: string | null) => {
    setChosen(null)
    setDone(words)
  }
  return (
    <div className="knowledge-body">
      <div className="knowledge-column care">
        {me.rights.includes('knowledge.edit') && (
          <section aria-label="导入">
            <h2>导入</h2>
            <FileDrop accept={ACCEPT} busy={busy} label="选择要导入的文件" take={(file) => void take(file)}>
              {busy ? <Spin /> : <strong>点这里选择文件，或把文件拖进来</strong>}
              <span className="quiet">
                问答表格：Excel（.xlsx）、CSV，表头写「标准问」「答案」，可加「相似问」「分类」「小区」「生效」「失效」「来源」
              </span>
              <span className="quiet">手册、规定、通知：Word（.docx）、PDF、Markdown、文本，会拆成一问一答的草稿</span>
            </FileDrop>
            {fault !== null && <Alert className="gap-above" type="error" showIcon title={faultWords(fault)} />}
            {done !== null && <Alert className="gap-above" type="success" showIcon title={done} />}
            {chosen?.kind === 'table' && <ImportPreview key={chosen.file.name} file={chosen.file} finish={finish} />}
            {chosen?.kind === 'document' && <DocumentDrafts apart={chosen.apart} finish={finish} />}
          </section>
        )}
        <section aria-label="导出">
          <h2>导出</h2>
          <p className="quiet">导出的文件改好后可以原样导回来；没有改动的条目不会变。</p>
          <div className="buttons gap-above">
            <Button href={paths.knowledgeExport('xlsx')}>导出知识 Excel</Button>
            <Button href={paths.knowledgeExport('csv')}>导出知识 CSV</Button>
            <Button href={paths.unansweredExport('xlsx')}>导出没答上来的 Excel</Button>
          </div>
        </section>
      </div>
    </div>
  )
}

const ACCEPT = '.xlsx,.csv,.jsonl,.md,.docx,.pdf,.txt'

/** Markdown that names its question above the text is one answer; any other is a paper to be taken apart. */
async function isTable(file: File): Promise<boolean> {
  if (/\.(xlsx|csv|jsonl)$/i.test(file.name)) return true
  return (
    /\.md$/i.test(file.name) &&
    /^\uFEFF?---\s*\n[\s\S]*?\nquestion:/.test((await file.slice(0, 4_000).text()).replaceAll('\r', ''))
  )
}
