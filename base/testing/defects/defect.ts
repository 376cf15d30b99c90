import type { RenderedStack } from '../rendered-stack.ts'

/** One of the 37 defects of the seed, numbered as in README.md. */
export interface Defect {
  readonly number: number
  /** Completes "it …". */
  readonly title: string
  /** Fails where a rendered stack has the defect. */
  readonly expectAbsent: (stack: RenderedStack) => void
}
