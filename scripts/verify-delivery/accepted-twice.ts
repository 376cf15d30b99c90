// The manifests of an environment, applied in the written order by server-side apply, twice.
import { identityOf, isObject, labelOf } from '@thanos-gitops/manifest'
import type { Manifest } from '../environment.ts'
import type { Kubectl, LiveObject } from '../kubectl.ts'

export interface Applied {
  readonly accepted: number
  /** What the server said against any of them. */
  readonly refused: string
  /** Objects that the second apply changed. */
  readonly changedAgain: readonly string[]
  /** Fields of git that the server returns otherwise. */
  readonly phantoms: readonly string[]
}

/** A namespace is created before what is in it, as Argo CD and Flux do it; otherwise the order is that of the folder. */
const inOrder = (manifests: readonly Manifest[]): readonly Manifest[] => [
  ...manifests.filter(({ object }) => object.kind === 'Namespace'),
  ...manifests.filter(({ object }) => object.kind !== 'Namespace'),
]

export async function applyTwice(kubectl: Kubectl, manifests: readonly Manifest[]): Promise<Applied> {
  const text = inOrder(manifests)
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
      text,
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
    phantoms: manifests.flatMap(({ object }) =>
      phantomFields(object, live.get(identityOf(object))).map((field) => `${labelOf(object)} ${field}`),
    ),
  }
}

/** The server gives an object that an apply changed another version. */
function stamp({ apiVersion, metadata }: LiveObject): string {
  const { resourceVersion, ...others } = metadata as LiveObject['metadata'] & { resourceVersion: string }
  // Flux's CRDs have a default in `status`, which is stored at the second write: of these the generation and the fields' owners count.
  return apiVersion.includes('.toolkit.fluxcd.io/') ? JSON.stringify(others) : resourceVersion
}

/** Every field that git sets, compared with what the server returns. Fields that the server added are not git's. */
function phantomFields(git: unknown, live: unknown, path = ''): readonly string[] {
  if (isObject(git))
    return isObject(live)
      ? Object.keys(git).flatMap((key) => phantomFields(git[key], live[key], `${path}/${key}`))
      : [`${path}: git has a mapping, the server ${JSON.stringify(live)}`]
  if (Array.isArray(git))
    return Array.isArray(live) && live.length === git.length
      ? git.flatMap((item, index) => phantomFields(item, live[index], `${path}/${index}`))
      : [`${path}: lists of another length`]
  return git === live ? [] : [`${path}: git ${JSON.stringify(git)}, server ${JSON.stringify(live)}`]
}
