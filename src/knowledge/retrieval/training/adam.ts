/** Climbs to the best weights by the Adam rule; `gradientAt` fills the gradient for the weights it is given. No chance in it: same input, same weights. */
export function climb(
  size: number,
  rounds: number,
  gradientAt: (weights: Float64Array, gradient: Float64Array) => void,
): Float64Array {
  const weights = new Float64Array(size)
  const gradient = new Float64Array(size)
  const mean = new Float64Array(size)
  const square = new Float64Array(size)
  for (let round = 1; round <= rounds; round++) {
    gradient.fill(0)
    gradientAt(weights, gradient)
    for (let at = 0; at < size; at++) {
      const slope = gradient[at] as number
      mean[at] = 0.9 * (mean[at] as number) + 0.1 * slope
      square[at] = 0.999 * (square[at] as number) + 0.001 * slope * slope
      const step = (mean[at] as number) / (1 - 0.9 ** round)
      const size1 = Math.sqrt((square[at] as number) / (1 - 0.999 ** round)) + 1e-8
      weights[at] = (weights[at] as number) + (STEP * step) / size1
    }
  }
  return weights
}

const STEP = 0.05
