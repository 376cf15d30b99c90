import { formatPointer, isObject } from '@thanos-gitops/manifest'
import jsonpatch from 'fast-json-patch'

/** An RFC 6902 operation with resolved steps: no list steps are left. */
export interface PlainOperation {
  readonly op: 'add' | 'remove' | 'replace' | 'move' | 'copy' | 'test'
  readonly path: readonly string[]
  readonly from?: readonly string[]
  readonly value?: unknown
}

/** Thrown for a `test` that finds another value. */
export class TestFailed extends Error {
  override name = 'TestFailed'
}

/**
 * Applies one operation to `root` and gives the new root. What `root` shares with others stays as it is: the containers on
 * the way to the change are copied, and only they. The steps must have been resolved (`resolvePath`), because
 * fast-json-patch lets through what RFC 6902 forbids: array indexes with leading zeros and inherited members.
 */
export function applyOperation(root: unknown, operation: PlainOperation): unknown {
  const { op, path, from } = operation
  if (op === 'move' && from!.length < path.length && from!.every((step, depth) => step === path[depth]))
    throw new RangeError(`${formatPointer(from!)} cannot be moved into itself.`)
  const copied = copySpine(op === 'move' ? copySpine(root, from!) : root, path)
  const plain = {
    op,
    path: formatPointer(path),
    ...(from === undefined ? {} : { from: formatPointer(from) }),
    ...('value' in operation ? { value: operation.value } : {}),
  } as jsonpatch.Operation
  try {
    return jsonpatch.applyOperation(copied, plain, true, true, true).newDocument
  } catch (error) {
    // Its message holds the whole document: only its name is of use.
    if (error instanceof jsonpatch.JsonPatchError && error.name === 'TEST_OPERATION_FAILED') throw new TestFailed()
    throw error
  }
}

/** `value` with copies of the containers that lead to `path`'s last step. */
function copySpine(value: unknown, path: readonly string[], depth = 0): unknown {
  if (depth === path.length) return value
  if (Array.isArray(value)) {
    const copy = [...(value as unknown[])]
    const index = Number(path[depth])
    if (depth < path.length - 1) copy[index] = copySpine(copy[index], path, depth + 1)
    return copy
  }
  if (!isObject(value)) return value
  const copy = { ...value }
  const step = path[depth]!
  if (depth < path.length - 1) copy[step] = copySpine(copy[step], path, depth + 1)
  return copy
}
