// Applies the manifests of an environment twice, in the order of the folder, with server-side apply.
import { identityOf, isObject, labelOf } from '@thanos-gitops/manifest'
import type { Manifest } from '../environment.ts'
import type { Kubectl, LiveObject } from '../kubectl.ts'

export interface ApplyResult {
  /** The number of objects that the server accepted. */
  readonly accepted: number
  /** The messages of the server about refused objects; empty if there are none. */
  readonly refused: string
  /** Objects that the second apply changed again. */
  readonly changedAgain: readonly string[]
  /** Fields that the server returns with another value than git. */
  readonly differingFields: readonly string[]
}

/** Namespaces first, like Argo CD and Flux; otherwise the order of the folder. */
const inOrder = (manifests: readonly Manifest[]): readonly Manifest[] => [
  ...manifests.filter(({ object }) => object.kind === 'Namespace'),
  ...manifests.filter(({ object }) => object.kind !== 'Namespace'),
]

export async function applyTwice(kubectl: Kubectl, manifests: readonly Manifest[]): Promise<ApplyResult> {
  const stream = inOrder(manifests)
    .map(({ text }) => `---\n${text}`)
    .join('')
  const apply = async (): Promise<{ refused: string; objects: readonly LiveObject[] }> => {
    const { stdout, stderr } = await kubectl.call(
      [
        'apply',
        '--server-side',
        '--field-manager=kustomize-controller',
        '--show-managed-fields',
        '-o',
        'json',
        '-f',
        '-',
      ],
      stream,
    )
    return {
      refused: stderr.trim(),
      objects: stdout.trim() === '' ? [] : (JSON.parse(stdout) as { items: LiveObject[] }).items,
    }
  }
  const first = await apply()
  const second = await apply()
  const before = new Map(first.objects.map((object) => [identityOf(object), stamp(object)]))
  const live = new Map(second.objects.map((object) => [identityOf(object), object]))
  return {
    accepted: second.objects.length,
    refused: first.refused || second.refused,
    changedAgain: second.objects.filter((object) => before.get(identityOf(object)) !== stamp(object)).map(labelOf),
    differingFields: manifests.flatMap(({ object }) =>
      differingFieldsOf(object, live.get(identityOf(object))).map((field) => `${labelOf(object)} ${field}`),
    ),
  }
}

/** A value that changes whenever the stored object changes. */
function stamp({ apiVersion, metadata }: LiveObject): string {
  const { resourceVersion, ...others } = metadata as LiveObject['metadata'] & { resourceVersion: string }
  // The CRDs of Flux have a default in `status`, which is stored with the second write: for these, compare the rest of the metadata.
  return apiVersion.includes('.toolkit.fluxcd.io/') ? JSON.stringify(others) : resourceVersion
}

/** Compares every field that git sets with the response of the server. Fields that the server added are ignored. */
function differingFieldsOf(git: unknown, live: unknown, path = ''): readonly string[] {
  if (isObject(git))
    return isObject(live)
      ? Object.keys(git).flatMap((key) => differingFieldsOf(git[key], live[key], `${path}/${key}`))
      : [`${path}: mapping in git, ${JSON.stringify(live)} in the cluster`]
  if (Array.isArray(git))
    return Array.isArray(live) && live.length === git.length
      ? git.flatMap((item, index) => differingFieldsOf(item, live[index], `${path}/${index}`))
      : [`${path}: lists of different lengths`]
  return git === live ? [] : [`${path}: ${JSON.stringify(git)} in git, ${JSON.stringify(live)} in the cluster`]
}
