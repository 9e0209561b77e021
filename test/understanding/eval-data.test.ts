import path from 'node:path'
import { run as address } from '../../src/tools/eval/address'
import { run as mood } from '../../src/tools/eval/mood'
import { run as time } from '../../src/tools/eval/time'

const folder = process.env['EVAL_DATA']
// Skipped where EVAL_DATA names no folder: public sets without a licence are measured with, never shipped.
const whenGiven = folder ? it : it.skip

describe(`public sets${folder ? '' : ' (skipped: EVAL_DATA names no folder)'}`, () => {
  whenGiven('finds the start hour of Chinese times', async () => {
    expect((await time({ file: path.join(folder ?? '', 'time_jionlp.jsonl') })).json).toHaveProperty('rightStartHour')
    const { json } = await time({ file: path.join(folder ?? '', 'time_jionlp.jsonl') })
    expect((json as { rightStartHour: number }).rightStartHour).toBeGreaterThanOrEqual(0.65)
  })

  whenGiven('reads building, unit and room exactly', async () => {
    const { json } = await address({ file: path.join(folder ?? '', 'address_spans.jsonl') })
    expect((json as { exactMarked: number }).exactMarked).toBeGreaterThanOrEqual(0.9)
  })

  whenGiven('tells dissatisfied turns from the others', async () => {
    const { json } = await mood({ file: path.join(folder ?? '', 'cs_jddc_satisfaction.jsonl') })
    expect((json as { auroc: number }).auroc).toBeGreaterThanOrEqual(0.72)
  })
})
