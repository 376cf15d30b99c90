/** A value that the API server refuses, whatever the object was before. */
export interface ValueProblem {
  readonly steps: readonly string[]
  readonly message: string
  readonly source: string
}

export const problem = (steps: readonly string[], message: string, source: string): ValueProblem => ({
  steps,
  message,
  source,
})

/** A field as the API server writes it: `spec.containers[0].env`. */
export const dottedPath = (steps: readonly string[]): string =>
  steps.map((step, index) => (/^\d+$/.test(step) ? `[${step}]` : `${index > 0 ? '.' : ''}${step}`)).join('')
