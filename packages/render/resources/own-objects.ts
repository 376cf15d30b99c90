import {
  type Environment,
  identityOf,
  inKeyOrder,
  isClusterScoped,
  type KubernetesObject,
  labelOf,
  type ReportProblem,
  type YamlFile,
} from '@thanos-gitops/manifest'
import type { SelectedObject } from '../base/select-components.ts'
import type { LayerFiles } from '../layers/layer-files.ts'
import { canonicalQuantities } from '../output/canonical-quantities.ts'
import { isUnresolved } from '../values/resolve-file.ts'
import { isNamedObject } from './named-object.ts'
import { type OwnObject, resourcesComponent } from './own-object.ts'
import { reportSchemaProblems } from './schema-problems.ts'

interface ResourceFiles {
  readonly layers?: readonly LayerFiles[]
  readonly resources?: readonly YamlFile[]
}

/** The files of `resources/`: those of the layers, then those of the environment. */
export const resourceSources = ({ layers = [], resources = [] }: ResourceFiles): readonly YamlFile[] => [
  ...layers.flatMap((layer) => layer.resources),
  ...resources,
]

/**
 * The objects in the files of `resources/`. Reports what is not an object that Kubernetes accepts, and objects that the base or another file
 * has too.
 *
 * @param present the objects of the base with the settings of the environment
 * @param fileOf the file of a component of the base
 */
export function ownObjects(
  files: ResourceFiles,
  environment: Environment,
  present: readonly Pick<SelectedObject, 'object' | 'component'>[],
  fileOf: (component: string) => string,
  report: ReportProblem,
): readonly OwnObject[] {
  const own = resourceSources(files).flatMap((source) => ownObject(source, environment, report) ?? [])
  if (own.length > 0) reportDuplicates(own, present, fileOf, report)
  return own
}

function ownObject(source: YamlFile, environment: Environment, report: ReportProblem): OwnObject | undefined {
  if (!isNamedObject(source, report)) return undefined
  const typed = withNamespace(source.value, environment.namespace)
  const object = canonicalQuantities(environment.kubernetesVersion, inKeyOrder(typed) as KubernetesObject)
  if (!isUnresolved(source, [])) reportSchemaProblems(source, object, environment.kubernetesVersion, report)
  return { component: resourcesComponent, object, source, hasContentHash: false, hasReplicaCount: false }
}

/**
 * The object in the namespace of the environment if it names none. An empty namespace is for kinds of CRDs that have none: their scope is
 * not known here.
 */
function withNamespace(object: KubernetesObject, namespace: string): KubernetesObject {
  const { namespace: given, ...metadata } = object.metadata
  if (given) return object
  return { ...object, metadata: hasNoNamespace(object) ? metadata : { ...metadata, namespace } }
}

/** `ClusterIssuer` and the like: most kinds of CRDs without a namespace have such a name. */
export const hasNoNamespace = (object: KubernetesObject): boolean =>
  object.metadata.namespace === '' || isClusterScoped(object) || /^Cluster[A-Z]/.test(object.kind)

function reportDuplicates(
  own: readonly OwnObject[],
  present: readonly Pick<SelectedObject, 'object' | 'component'>[],
  fileOf: (component: string) => string,
  report: ReportProblem,
): void {
  const files = new Map(present.map(({ object, component }) => [identityOf(object), fileOf(component)]))
  for (const { object, source } of own) {
    const other = files.get(identityOf(object))
    if (other === undefined) files.set(identityOf(object), source.file)
    else
      report(
        'resource-duplicate',
        source.place(['metadata', 'name']),
        `${labelOf(object)} is also in ${other}.`,
        other.startsWith('base/')
          ? 'Rename it, or remove the file and change the object of the base with a patch.'
          : 'Rename one of the two objects, or remove one of the files.',
      )
  }
}
