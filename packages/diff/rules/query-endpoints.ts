import { contentOf, isObject, type KubernetesObject, mappingOf, mappingsOf, stringOf } from '@thanos-gitops/manifest'
import {
  type Container,
  filesAt,
  lastValue,
  type Program,
  readProgram,
  usesOf,
  type Workload,
} from '@thanos-gitops/workloads'
import { documentIn } from '../documents.ts'
import { type ManifestSet, namespaceOf } from '../manifest-set.ts'

const endpointFlags = [
  'endpoint',
  'endpoint-group',
  'endpoint-strict',
  'endpoint-group-strict',
  'store',
  'store-strict',
  'rule',
]
const fileFlags = ['endpoint.sd-config-file', 'store.sd-files']

/** The number of endpoints in the flags of thanos query and in the files that they name; undefined if a file is not in the manifests. */
export function endpointCountOf(workload: Workload, set: ManifestSet): number | undefined {
  let count = 0
  for (const program of queriesIn(workload)) {
    const inFlags = endpointFlags.reduce((sum, name) => sum + usesOf(program, name).length, 0)
    const inFiles = endpointsInFiles(program, set)
    if (inFiles === undefined) return undefined
    count += inFlags + inFiles
  }
  return count
}

export const queriesIn = ({ containers }: Workload): readonly Program[] =>
  containers
    .flatMap((container) => readProgram(container) ?? [])
    .filter(({ name, command }) => name === 'thanos' && command === 'query')

function endpointsInFiles(program: Program, set: ManifestSet): number | undefined {
  let count = endpointsIn(documentIn('config.yaml', lastValue(program, 'endpoint.sd-config') ?? '')?.value)
  for (const { value } of fileFlags.flatMap((name) => usesOf(program, name))) {
    const content = value === undefined ? undefined : mountedContent(program.container, value, set)
    if (content === undefined) return undefined
    count += endpointsIn(documentIn('file.yaml', content)?.value)
  }
  return count
}

/** The number of endpoints in a document: a list of target groups, or a mapping with the list `endpoints`. */
function endpointsIn(document: unknown): number {
  if (!Array.isArray(document)) return mappingsOf(mappingOf(document).endpoints).length
  return document.reduce<number>(
    (sum, group) => sum + (isObject(group) && Array.isArray(group.targets) ? group.targets.length : 0),
    0,
  )
}

/** The content of a file in a container, if it comes from a ConfigMap in the manifests. */
function mountedContent(container: Container, path: string, set: ManifestSet): string | undefined {
  const { namespace } = container.workload
  const isSource = (object: KubernetesObject, name: string): boolean =>
    object.metadata.name === name && namespaceOf(object) === namespace
  for (const { source, key } of filesAt(container, path)) {
    const object = source.kind === 'ConfigMap' && set.ofKind('ConfigMap').find((one) => isSource(one, source.name))
    const content = object && stringOf(mappingOf(contentOf({ object }).data)[key])
    if (typeof content === 'string') return content
  }
  return undefined
}
