import type { ThemeConfig } from 'antd'

/** Colours dark enough to be read on white and on tinted ground (WCAG 2.2, 1.4.3: 4.5 to 1). */
export const THEME: ThemeConfig = {
  token: {
    // Whoever has asked their device for less motion gets none.
    motion: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
    colorPrimary: '#066a49',
    colorError: '#b3261e',
    colorTextPlaceholder: '#66706b',
    colorTextTertiary: '#5f6b66',
    colorTextDescription: '#5f6b66',
    borderRadius: 6,
    ...wordsOnTint({ gold: '#7a4f00', orange: '#8f4400', red: '#b3261e', green: '#1c6b2e', blue: '#155aa8' }),
  },
}

/** The words of coloured tags. antd knows the seventh shade of a colour by two names and makes one variable of both. */
function wordsOnTint(colours: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(colours).flatMap(([name, colour]) => [
      [`${name}7`, colour],
      [`${name}-7`, colour],
    ]),
  )
}
