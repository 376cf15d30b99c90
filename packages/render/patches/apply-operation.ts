import { formatPointer, isObject } from '@thanos-gitops/manifest'
import jsonpatch from 'fast-json-patch'

/** An RFC 6902 operation without list steps. */
export interface PlainOperation {
  readonly op: 'add' | 'remove' | 'replace' | 'move' | 'copy' | 'test'
  readonly path: readonly string[]
  readonly from?: readonly string[]
  readonly value?: unknown
}

/** Thrown for a `test` whose value differs. */
export class TestFailed extends Error {
  override name = 'TestFailed'
}

/**
 * Applies one operation and returns the new root. Parts that `root` shares with other values are not changed: the lists and
 * objects on the path are copied. Resolve the steps with `resolvePath` before, because fast-json-patch accepts array indexes with
 * leading zeros and inherited members, which RFC 6902 forbids. Throws TestFailed, or a RangeError for a move into itself.
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
    // The message of the error contains the whole document, so that only its name is used.
    if (error instanceof jsonpatch.JsonPatchError && error.name === 'TEST_OPERATION_FAILED') throw new TestFailed()
    throw error
  }
}

/** The value with copies of the lists and objects that lead to the last step of the path. */
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
