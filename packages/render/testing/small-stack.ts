// A small stack for the tests of patches: two StatefulSets, a Deployment, and a component that is off unless it is asked for.
import {
  type Base,
  defineComponent,
  Failure,
  type Finding,
  type KubernetesObject,
  readYaml,
  setting,
  type YamlFile,
} from '@thanos-gitops/manifest'
import type { EnvironmentFiles } from '../environment/environment-files.ts'
import { createRenderer, type RenderedEnvironment } from '../render.ts'

const workload = (kind: string, name: string, tier: string): KubernetesObject =>
  ({
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace: setting('namespace'), labels: { app: name, tier } },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          containers: [
            {
              name,
              image: `example.com/${name}:v1`,
              args: ['--log.level=info', '--retention=1d'],
              resources: { limits: { memory: '1Gi' } },
            },
          ],
        },
      },
    },
  }) as KubernetesObject

const of = (name: string, ...objects: readonly KubernetesObject[]) => defineComponent(name, objects)

export const exampleBase: Base = {
  required: [
    of('store', workload('StatefulSet', 'thanos-store', 'storage')),
    of('compact', workload('StatefulSet', 'thanos-compact', 'storage')),
    of('query', workload('Deployment', 'thanos-query', 'query')),
  ],
  optional: [of('rule', workload('StatefulSet', 'thanos-rule', 'query'))],
  objectStorage: { rook: of('rook'), seaweedfs: of('seaweedfs') },
}

export const exampleSettings = `apiVersion: thanos-gitops/v1
kind: Environment
cluster: eu-1
kubernetesVersion: "1.36"
namespace: kube-monitor
delivery: flux
objectStorage: rook
`

export function yamlFile(file: string, text: string): YamlFile {
  const result = readYaml(file, text)
  if ('file' in result) return result
  throw new Error(result.map(({ message }) => message).join('\n'))
}

export interface ExampleContent {
  readonly patches?: string
  readonly settings?: string
  readonly policy?: string
}

export function exampleFiles(
  { patches = '', settings = exampleSettings, policy }: ExampleContent,
  name = 'blue',
): EnvironmentFiles {
  return {
    name,
    environment: yamlFile(`environments/${name}/environment.yaml`, settings),
    patches: [yamlFile(`environments/${name}/patches/replicas.yaml`, patches)],
    ...(policy === undefined
      ? {}
      : {
          policy: yamlFile(
            'environments/policy.yaml',
            `apiVersion: thanos-gitops/v1\nkind: Policy\npatches:\n${policy}`,
          ),
        }),
  }
}

export const renderExample = (content: ExampleContent): RenderedEnvironment | readonly Finding[] =>
  createRenderer(exampleBase)(exampleFiles(content))

/** Throws where the content does not render. */
export function renderedSmallStack(content: ExampleContent): RenderedEnvironment {
  const rendered = renderExample(content)
  if ('manifests' in rendered) return rendered
  throw new Failure(rendered)
}
