let context: AudioContext | null = null

/** Browsers play nothing before somebody has touched the page; from then on we may. */
export function readyTone(): void {
  context ??= new AudioContext()
  if (context.state === 'suspended') void context.resume()
}

/** Two short notes, quiet enough for an office; a tone made here needs no file to be loaded. */
export function playTone(): void {
  if (context === null || context.state !== 'running') return
  NOTES.forEach((frequency, index) => note(context!, frequency, index * 0.16))
}

const NOTES = [880, 1175]

function note(audio: AudioContext, frequency: number, afterS: number): void {
  const start = audio.currentTime + afterS
  const oscillator = audio.createOscillator()
  const volume = audio.createGain()
  oscillator.frequency.value = frequency
  volume.gain.setValueAtTime(0, start)
  volume.gain.linearRampToValueAtTime(0.12, start + 0.02)
  volume.gain.linearRampToValueAtTime(0, start + 0.15)
  oscillator.connect(volume).connect(audio.destination)
  oscillator.start(start)
  oscillator.stop(start + 0.16)
}
