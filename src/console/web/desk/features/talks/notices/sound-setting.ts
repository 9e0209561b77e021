import { useSyncExternalStore } from 'react'

/** Kept in this browser: whoever sits beside colleagues switches it off once. */
const KEY = 'shouwen.sound'
const hearers = new Set<() => void>()

export const isSoundOn = () => localStorage.getItem(KEY) !== 'off'

export function setSound(on: boolean): void {
  localStorage.setItem(KEY, on ? 'on' : 'off')
  for (const hear of hearers) hear()
}

export const useSoundOn = () =>
  useSyncExternalStore((changed) => {
    hearers.add(changed)
    return () => hearers.delete(changed)
  }, isSoundOn)
