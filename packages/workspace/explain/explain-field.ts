import { Failure, formatPointer, labelOf, type Origin, parsePointer } from '@thanos-gitops/manifest'
import { resolvePath } from '@thanos-gitops/render'
import { type ExplainedManifest, type FieldHistory, historyAt, isList } from '@thanos-gitops/render/explain'

export interface ExplainedField {
  /** A JSON Pointer. */
  readonly pointer: string
  /** Newest first. */
  readonly origins: readonly Origin[]
}

/**
 * The sources of a field, also of one that a patch removed.
 * @param path as in a patch: list steps such as `[name=thanos-store]` are allowed
 * @throws Failure if the object does not have the field
 */
export function explainField(manifest: ExplainedManifest, path: string): ExplainedField {
  const steps = parsePointer(path)
  if (steps === undefined)
    throw new Failure({
      code: 'usage-error',
      severity: 'error',
      message: `${path} is not a JSON Pointer.`,
      remedy: 'Write it as in a patch: /spec/replicas',
    })
  const history = manifest.history()
  const resolved = resolvePath(valueIn(history), steps, false)
  if ('steps' in resolved) {
    const pointer = formatPointer(resolved.steps)
    return { pointer, origins: manifest.origins(pointer) }
  }
  const removed = removedAt(history, steps)
  if (removed !== undefined) return { pointer: path, origins: removed }
  throw new Failure({
    code: 'explain-pointer-unknown',
    severity: 'error',
    message: `${labelOf(manifest.object)}: ${resolved.message}`,
    ...(resolved.remedy === undefined ? {} : { remedy: resolved.remedy }),
  })
}

/** The object with its documents as structures: everything that has a history. */
function valueIn({ children, origins }: FieldHistory): unknown {
  if (isList(children)) return children.map(valueIn)
  return children ? Object.fromEntries([...children].map(([key, child]) => [key, valueIn(child)])) : origins[0]?.value
}

function removedAt(history: FieldHistory, steps: readonly string[]): readonly Origin[] | undefined {
  const parent = resolvePath(valueIn(history), steps.slice(0, -1), false)
  if (!('steps' in parent)) return undefined
  return historyAt(history, parent.steps)?.removed?.get(steps.at(-1) ?? '')
}
