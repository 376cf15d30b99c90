// The patch file of sizes: a command writes all of it.
import { labelOf, unshardedName } from '@thanos-gitops/manifest'
import { formulaText, resources, type Size, sizeText } from '@thanos-gitops/workloads/sizing'
import type { SizeField } from './size-fields.ts'
import { valueText } from './size-fields.ts'

/** The first line after the schema: a file without it was written by a person. */
export const sizeMarker =
  '# `npx thanos-gitops size` writes this file from the size of the environment: do not edit it.'

const header = `# yaml-language-server: $schema=../patches.schema.json
${sizeMarker}
# packages/workloads/sizing/README.md explains the formulas and names their sources.
`

export interface SizeOperation {
  readonly field: Pick<SizeField, 'object' | 'path'>
  readonly size: Size
  /** Bytes or processors. */
  readonly value: number
}

/** The content of the patch file. Each operation has its arithmetic as a comment. */
export function sizePatches(operations: readonly SizeOperation[]): string {
  if (operations.length === 0) return `${header}[]\n`
  const byObject = Map.groupBy(operations, ({ field }) => labelOf(field.object))
  return header + [...byObject.values()].map(patchText).join('')
}

function patchText(operations: readonly SizeOperation[]): string {
  const { object } = operations[0]!.field
  // A patch of the name without shards applies to all of them.
  return `- target: {kind: ${object.kind}, name: ${unshardedName(object)}}\n  patch:\n${operations.map(operationText).join('')}`
}

const operationText = ({ field, size, value }: SizeOperation): string => `    # ${reasonOf(size, value)}
    - op: replace
      path: ${field.path}
      value: ${valueText(value, size.resource)}
`

function reasonOf(size: Size, value: number): string {
  const kept = value > size.rounded ? ', and not less than before: ' : ': '
  const formula = size.arithmetic === formulaText(size.formula) ? '' : ` = ${size.arithmetic}`
  return `${resources[size.resource]}${kept}${sizeText(size)}${formula}`
}
