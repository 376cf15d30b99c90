import type { ESTree } from 'rolldown/utils'
import type { Traced } from './traced.ts'

/** The names of a file or a function, and how expressions are evaluated with them. */
export interface Scope {
  readonly file: string
  lookUp(name: string): Traced | undefined
  /** The modules of this folder call each other through it, because expressions contain each other. */
  evaluate(node: ESTree.Expression, scope: Scope): Traced
}

export const evaluateIn = (scope: Scope, node: ESTree.Expression): Traced => scope.evaluate(node, scope)
