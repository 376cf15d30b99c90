// The patch file of restarts: written by a command, and people may add comments.
import { Failure, formatPointer, type KubernetesObject, labelOf } from '@thanos-gitops/manifest'
import { type Document, isMap, isSeq, type Node, parseDocument, Scalar, type YAMLMap, type YAMLSeq } from 'yaml'

/** The annotation of a pod template whose new value restarts the pods. It stays, because its removal restarts them as well. */
export const restartAnnotation = 'thanos-gitops/restarted-at'
export const reasonAnnotation = 'thanos-gitops/restart-reason'

export interface RestartRequest {
  readonly workload: KubernetesObject
  /** RFC 3339 in UTC. */
  readonly at: string
  readonly reason?: string | undefined
  /** Whether the template has annotations to which the patch adds a key. */
  readonly hasAnnotations: boolean
}

const header = `# yaml-language-server: $schema=../patches.schema.json
# \`npx thanos-gitops restart\` writes this file, sorted by workload. A new time restarts the pods. Without its entry, the pods of
# a workload restart as well: leave the entries.

`

const annotations = ['spec', 'template', 'metadata', 'annotations']

/** The content of the patch file with one patch for each workload. Comments, and patches of other targets, stay. */
export function withRestarts(file: string, content: string | undefined, requests: readonly RestartRequest[]): string {
  const document = parseDocument(content ?? header)
  const list = listIn(document, file)
  keepHeader(document, list)
  for (const request of requests) {
    const patch = list.items.find((item) => targetLabel(item) === labelOf(request.workload))
    const operations = document.createNode<unknown>(operationsFor(request)) as YAMLSeq<YAMLMap>
    for (const { items } of operations.items) quoteValues(items)
    if (patch === undefined) list.add(newPatch(document, request.workload, operations))
    else replaceOperations(patch, operations)
  }
  list.items.sort((a, b) => compareStrings(targetLabel(a), targetLabel(b)))
  return document.toString({ lineWidth: 0, flowCollectionPadding: false, indentSeq: true })
}

function listIn(document: Document, file: string): YAMLSeq<YAMLMap> {
  if (document.contents === null) {
    const list = document.createNode([]) as YAMLSeq<YAMLMap>
    document.contents = list as Document['contents']
    return list
  }
  if (isSeq(document.contents)) return document.contents as YAMLSeq<YAMLMap>
  throw new Failure({
    code: 'edit-not-possible',
    severity: 'error',
    message: `${file} is not a list of patches.`,
    remedy: 'Write a list of patches, or remove the file.',
    place: { file },
  })
}

/** The parser gives all comments before the first patch to it. Those above an empty line belong to the file. */
function keepHeader(document: Document, { items: [first] }: YAMLSeq<YAMLMap>): void {
  const comment = first?.commentBefore
  const end = comment?.lastIndexOf('\n\n') ?? -1
  if (first === undefined || typeof comment !== 'string' || end < 0) return
  document.commentBefore = [document.commentBefore, comment.slice(0, end)].filter(Boolean).join('\n\n')
  first.commentBefore = comment.slice(end + 2)
}

const compareStrings = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** `StatefulSet/thanos-store`; an empty string for a patch that selects objects in another way. */
function targetLabel(patch: unknown): string {
  const target: unknown = isMap(patch) ? patch.get('target') : undefined
  if (!isMap(target)) return ''
  const { kind, name, ...others } = target.toJSON() as Record<string, unknown>
  const isOne = Object.keys(others).every((key) => key === 'expect')
  return isOne && typeof kind === 'string' && typeof name === 'string' ? `${kind}/${name}` : ''
}

interface PatchOperation {
  readonly op: 'add'
  readonly path: string
  readonly value: string | Readonly<Record<string, string>>
}

function operationsFor({ at, reason, hasAnnotations }: RestartRequest): readonly PatchOperation[] {
  const values = { [restartAnnotation]: at, ...(reason === undefined ? {} : { [reasonAnnotation]: reason }) }
  return hasAnnotations
    ? Object.entries(values).map(([key, value]) => ({ op: 'add', path: formatPointer([...annotations, key]), value }))
    : [{ op: 'add', path: formatPointer(annotations), value: values }]
}

/** Without quotes, a time and a reason such as `yes` can be read as another type. */
function quoteValues(pairs: YAMLMap['items']): void {
  for (const { key, value } of pairs) {
    if (isMap(value)) quoteValues(value.items)
    else if (value instanceof Scalar && !['op', 'path'].includes(String((key as Scalar).value)))
      value.type = Scalar.QUOTE_DOUBLE
  }
}

function newPatch(document: Document, { kind, metadata }: KubernetesObject, operations: YAMLSeq<YAMLMap>): YAMLMap {
  const patch = document.createNode({ target: { kind, name: metadata.name } }) as YAMLMap
  ;(patch.get('target') as YAMLMap).flow = true
  patch.set('patch', operations)
  return patch
}

/** Operations on the same path are replaced with their comments kept; those of an earlier restart that are not needed are removed. */
function replaceOperations(patch: YAMLMap, operations: YAMLSeq<YAMLMap>): void {
  const existing = patch.get('patch')
  if (!isSeq(existing)) {
    patch.set('patch', operations)
    return
  }
  const list = existing as YAMLSeq<YAMLMap>
  const paths = operations.items.map(pathOf)
  const kept = list.items.filter((item) => !isOfRestart(pathOf(item)) || paths.includes(pathOf(item)))
  const first = Math.max(
    0,
    kept.findIndex((item) => isOfRestart(pathOf(item))),
  )
  for (const [index, operation] of operations.items.entries()) {
    const same = kept.find((item) => pathOf(item) === pathOf(operation))
    if (same === undefined) kept.splice(Math.min(first + index, kept.length), 0, operation)
    else {
      same.set('op', 'add')
      same.set('value', operation.get('value', true) as Node)
    }
  }
  list.items = kept
}

const pathOf = (operation: unknown): string => (isMap(operation) ? String(operation.get('path')) : '')

const restartPaths = [annotations, [...annotations, restartAnnotation], [...annotations, reasonAnnotation]].map(
  (path) => formatPointer(path),
)
const isOfRestart = (path: string): boolean => restartPaths.includes(path)
