// What both layouts of the matrix have in common.
import type { Overview } from '../stored.ts'
import { type Cell, isPartlyAbsent } from './attributes.ts'
import type { Route } from './route.ts'

export interface LayoutProps {
  readonly overview: Overview
  readonly query: Route['query']
}

export const componentNames = (overview: Overview): readonly string[] =>
  [...new Set(overview.components.map(({ name }) => name))].sort()

export const isDifferent = (cells: readonly Cell[]): boolean =>
  cells.some(({ differs }) => differs) || isPartlyAbsent(cells)

export const Value = ({ cell: { component, text, differs } }: { readonly cell: Cell }) => (
  <>
    {component === undefined ? <span class="absent">absent</span> : text || <span class="absent">–</span>}
    {differs && <span class="hidden"> (differs)</span>}
  </>
)
