import { useState } from 'react'
import { App } from 'antd'
import { faultWords } from '../../http/fault-words'

/** Runs an act once at a time; what goes wrong is said in words. */
export function useAct(changed: () => void) {
  const { message } = App.useApp()
  const [busy, setBusy] = useState(false)
  const act = async (work: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true)
    try {
      await work()
      return true
    } catch (fault) {
      message.error(faultWords(fault))
      return false
    } finally {
      setBusy(false)
      changed()
    }
  }
  return { busy, act }
}
