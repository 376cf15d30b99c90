import { requirements } from '@thanos-gitops/workloads/sizing'
import { isMap } from 'yaml'
import { applyEdits, type Edit, fieldOf, itemRemoval, itemsOf, type ListItem, parseContent } from './yaml-edits.ts'

const sizePaths = [
  /\/containers\/[^/]+\/resources\/(?:requests|limits)\/(?:cpu|memory)$/,
  /^\/spec\/volumeClaimTemplates\/0\/spec\/resources\/requests\/storage$/,
  /\/args\/\[--(?:index-cache|chunk-pool)-size\]$/,
]

const workloads = new Set(requirements.map(({ workload }) => workload))

/**
 * A patch file without the operations that set sizes, and without their comments: the sizes of another load. Undefined if no patch
 * is left.
 */
export function withoutSizeOperations(file: string, content: string): string | undefined {
  const patches = itemsOf(file, content, parseContent(content))
  const edits = patches.map((patch) => editsOf(file, content, patch))
  if (patches.length > 0 && edits.every(({ isEmpty }) => isEmpty)) return undefined
  return applyEdits(
    content,
    edits.flatMap((one) => one.edits),
  )
}

interface PatchEdits {
  readonly edits: readonly Edit[]
  /** Whether no operation is left. */
  readonly isEmpty: boolean
}

function editsOf(file: string, content: string, patch: ListItem): PatchEdits {
  const target = fieldOf(patch.node, 'target')
  const name: unknown = isMap(target) ? target.get('name') : undefined
  if (typeof name !== 'string' || !workloads.has(name)) return { edits: [], isEmpty: false }
  const operations = itemsOf(file, content, fieldOf(patch.node, 'patch'))
  const removed = operations.filter(({ node }) => sizePaths.some((path) => path.test(String(node.get('path')))))
  const isEmpty = removed.length > 0 && removed.length === operations.length
  return { edits: isEmpty ? [itemRemoval(patch)] : removed.map(itemRemoval), isEmpty }
}
