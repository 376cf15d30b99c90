import type { Environment, KubernetesObject } from '@thanos-gitops/manifest'
import { tableText } from '../table-text.ts'

/** A rendered environment, as `list` prints it. */
interface ListedEnvironment {
  readonly environment: Environment
  readonly manifests: readonly {
    /** The name of the file in the folder of manifests. */
    readonly file: string
    readonly object: KubernetesObject
    readonly component: string
  }[]
}

export const environmentListText = (environments: readonly ListedEnvironment[]): string =>
  tableText(
    ['ENVIRONMENT', 'CLUSTER', 'KUBERNETES', 'NAMESPACE', 'OBJECT STORAGE', 'OBJECTS'],
    environments.map(({ environment, manifests }) => [
      environment.name,
      environment.cluster,
      environment.kubernetesVersion,
      environment.namespace,
      environment.objectStorage,
      String(manifests.length),
    ]),
  )

export const objectListText = (environments: readonly ListedEnvironment[]): string =>
  tableText(
    ['ENVIRONMENT', 'KIND', 'NAME', 'COMPONENT'],
    environments.flatMap(({ environment, manifests }) =>
      manifests.map(({ object, component }) => [environment.name, object.kind, object.metadata.name, component]),
    ),
  )

/** The help of `list` documents this shape. Later versions may add keys and do not remove any. */
export const environmentListJson = (environments: readonly ListedEnvironment[]): string =>
  jsonText({
    environments: environments.map(({ environment, manifests }) => ({
      name: environment.name,
      cluster: environment.cluster,
      kubernetesVersion: environment.kubernetesVersion,
      namespace: environment.namespace,
      delivery: environment.delivery,
      objectStorage: environment.objectStorage,
      ...(environment.source === undefined ? {} : { source: environment.source }),
      ...(environment.ring === undefined ? {} : { ring: environment.ring }),
      ...(environment.layers === undefined ? {} : { layers: environment.layers }),
      components: [...new Set(manifests.map(({ component }) => component))].sort(),
      objects: manifests.length,
    })),
  })

/** The help of `list` documents this shape. Later versions may add keys and do not remove any. */
export const objectListJson = (environments: readonly ListedEnvironment[]): string =>
  jsonText({
    objects: environments.flatMap(({ environment, manifests }) =>
      manifests.map(({ file, object, component }) => ({
        environment: environment.name,
        component,
        apiVersion: object.apiVersion,
        kind: object.kind,
        name: object.metadata.name,
        ...(object.metadata.namespace === undefined ? {} : { namespace: object.metadata.namespace }),
        file: `environments/${environment.name}/manifests/${file}`,
      })),
    ),
  })

const jsonText = (value: unknown): string => JSON.stringify(value, null, 2)
