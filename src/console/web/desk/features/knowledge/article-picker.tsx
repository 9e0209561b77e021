import { useState } from 'react'
import { Select } from 'antd'
import type { ArticleList } from '../../../../contract/knowledge-desk'
import { paths } from '../../../../contract/paths'
import { useRead } from '../../http/use-read'

interface Choice {
  id: string
  question: string
}

/** One article among all, found by the words of its question or answer. */
export function ArticlePicker(props: {
  id: string
  label: string
  placeholder: string
  chosen: Choice | null
  choose: (chosen: Choice | null) => void
  /** Not this one. */
  except?: string | undefined
  disabled?: boolean
}) {
  const [find, setFind] = useState('')
  const { data } = useRead<ArticleList>(props.disabled ? null : paths.articles, { status: 'live', find })
  const found = (data?.items ?? []).filter(({ id }) => id !== props.except)
  const isListed = props.chosen === null || found.some(({ id }) => id === props.chosen?.id)
  const all: Choice[] = isListed ? found : [props.chosen!, ...found]
  return (
    <Select
      id={props.id}
      aria-label={props.label}
      style={{ width: '100%' }}
      showSearch={{ filterOption: false, onSearch: setFind }}
      allowClear
      disabled={props.disabled ?? false}
      placeholder={props.disabled ? '' : props.placeholder}
      notFoundContent="没有找到正在回答业主的文章"
      value={props.chosen?.id ?? null}
      options={all.map(({ id, question }) => ({ value: id, label: question }))}
      onChange={(id?: string | null) => props.choose(all.find((one) => one.id === id) ?? null)}
    />
  )
}
