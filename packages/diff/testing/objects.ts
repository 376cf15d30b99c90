// Objects and shortcuts for the tests of this package.
import type { KubernetesObject, Mapping, SourcedObject } from '@thanos-gitops/manifest'
import { type Diff, type DiffOptions, diffManifests } from '../diff.ts'
import { diffWithServer } from '../server/ask.ts'
import { acceptedVerdicts } from './accepted.ts'
import { sharedProgram } from './shared-program.ts'

export const sourced = (object: unknown): SourcedObject => ({
  object: object as KubernetesObject,
  place: () => ({ file: 'x.yaml', line: 1 }),
})

export type Options = Omit<DiffOptions, 'verdicts'>

/** For tests of what follows from a change that the server accepts: nothing is asked, and what is written is stored. */
export function diff(
  before: readonly unknown[],
  after: readonly unknown[],
  options: Options = { delivery: 'flux' },
): Diff {
  const sides = [before.map(sourced), after.map(sourced)] as const
  return diffManifests(...sides, { ...options, verdicts: acceptedVerdicts(...sides) })
}

/** For tests of what the server refuses, stores and fills in: its code is asked. */
export async function serverDiff(
  before: readonly unknown[],
  after: readonly unknown[],
  options: Options = { delivery: 'flux' },
): Promise<Diff> {
  const [found] = await diffWithServer(
    [{ name: 'test', before: before.map(sourced), after: after.map(sourced), ...options }],
    { program: sharedProgram() },
  )
  return found!
}

export const classesOf = ({ objects }: Diff): string[] =>
  objects.map(({ kind, name, class: one }) => `${kind}/${name} ${one}`)

export interface WorkloadOptions {
  readonly kind?: string
  readonly name?: string
  readonly replicas?: number
  readonly image?: string
  readonly args?: readonly string[]
  readonly pod?: Mapping
  readonly container?: Mapping
  readonly annotations?: Mapping
  readonly spec?: Mapping
  readonly metadata?: Mapping
}

export const workload = ({
  kind = 'Deployment',
  name = 'web',
  replicas = 3,
  image = 'example.com/web:v1.0.0',
  args = [],
  pod = {},
  container = {},
  annotations = {},
  spec = {},
  metadata = {},
}: WorkloadOptions = {}) => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name, namespace: 'x', ...metadata },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    ...(kind === 'StatefulSet' ? { serviceName: name } : {}),
    template: {
      metadata: { labels: { app: name }, annotations },
      spec: { containers: [{ name, image, args, ...container }], ...pod },
    },
    ...spec,
  },
})
export const configMap = (data: Mapping, name = 'web') => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'x' },
  data,
})
export const service = (selector: Mapping, name = 'web') => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'x' },
  spec: { selector, ports: [{ port: 80 }] },
})
/** The spec of a StatefulSet with one claim template. */
export const claims = (storage: string, storageClassName = 'fast') => ({
  volumeClaimTemplates: [
    {
      metadata: { name: 'data' },
      spec: { storageClassName, accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } },
    },
  ],
})
