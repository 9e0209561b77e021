import { useState } from 'react'
import { Button, Segmented } from 'antd'
import { paths } from '../../../../contract/paths'
import type { CaseFilters } from '../../../../contract/desk-cases'
import { Hint } from '../../components/hint'
import { go } from '../../route'
import { useMe } from '../../me'
import { CaseBoardPage } from './case-board'
import { CaseFilterBar } from './case-filters'
import { CaseList } from './case-list'
import { CaseSheetPane } from './case-sheet'
import { ALL_OPEN, toQuery } from './filters'
import { SavedLists } from './saved-lists'
import { TypedCaseForm } from './typed-case-form'
import './cases.css'

/** All cases as a list or a board, one of them beside, and the form for what was not told in a chat. */
export function CasesPage({ id }: { id: string | null }) {
  const me = useMe()
  const [filters, setFilters] = useState<CaseFilters>(ALL_OPEN)
  const [version, setVersion] = useState(0)
  if (id === 'new') return <TypedCaseForm />
  const isBoard = id === 'board'
  const head = (
    <div className="find">
      <div className="cases-tools">
        <Segmented
          options={[
            { value: 'list', label: '列表' },
            { value: 'board', label: '看板' },
          ]}
          value={isBoard ? 'board' : 'list'}
          onChange={(view) => go('cases', view === 'board' ? 'board' : null)}
        />
        <SavedLists filters={filters} choose={setFilters} />
        {me.rights.includes('cases.lead') && (
          <Button href={`${paths.caseExport}?${new URLSearchParams(toQuery(filters)).toString()}`} download>
            导出
          </Button>
        )}
        {me.rights.includes('cases.act') && (
          <Button type="primary" onClick={() => go('cases', 'new')}>
            登记
          </Button>
        )}
      </div>
      <CaseFilterBar filters={filters} change={setFilters} board={isBoard} />
    </div>
  )
  if (isBoard) return <CaseBoardPage head={head} filters={filters} />
  return (
    <div className="cases" data-pane={id === null ? 'list' : 'detail'}>
      <section className="pane list" aria-label="工单列表">
        {head}
        <CaseList filters={filters} chosen={id} version={version} />
      </section>
      {id === null ? (
        <section className="pane detail">
          <Hint title="请选择一张工单">可以查看经过、受理、派给同事、记进展和办结。</Hint>
        </section>
      ) : (
        <CaseSheetPane key={id} id={id} changed={() => setVersion((old) => old + 1)} />
      )}
    </div>
  )
}
