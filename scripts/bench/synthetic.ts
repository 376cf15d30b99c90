import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { KubernetesObject } from '@thanos-gitops/manifest'
import { stringify } from 'yaml'
import { copyRepository } from '../tests/clone.ts'
import { writeBase } from '../tests/kustomize-tree.ts'

// Writes the same objects twice: as a TypeScript base with environments, and as a kustomize base with overlays. The objects have
// about 57 lines each. An overlay patches every tenth object and sets the namespace.

const placeholder = 'NAMESPACE'

const labels = (index: number): Record<string, string> => ({
  'app.kubernetes.io/name': `app-${index}`,
  'app.kubernetes.io/component': 'server',
  'app.kubernetes.io/part-of': 'bench',
})

const metadata = (index: number) => ({
  name: `app-${index}`,
  namespace: placeholder,
  labels: labels(index),
  annotations: { 'example.com/owner': `team-${index % 7}`, 'example.com/enabled': 'on' },
})

const podSpec = (index: number) => ({
  securityContext: { fsGroup: 65534, runAsNonRoot: true, runAsUser: 1001, seccompProfile: { type: 'RuntimeDefault' } },
  serviceAccountName: `app-${index}`,
  terminationGracePeriodSeconds: 120,
  containers: [
    {
      name: 'server',
      image: `registry.example.com/app-${index % 20}:v1.${index}.0`,
      args: ['server', '--http-address=0.0.0.0:10902', '--log.level=info', `--shard=${index}`],
      env: [
        { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
        { name: 'MODE', value: 'yes' },
        { name: 'TIMEOUT', value: '1e3' },
      ],
      ports: [
        { name: 'http', containerPort: 10902 },
        { name: 'grpc', containerPort: 10901 },
      ],
      livenessProbe: { httpGet: { path: '/-/healthy', port: 'http' }, periodSeconds: 30, failureThreshold: 4 },
      readinessProbe: { httpGet: { path: '/-/ready', port: 'http' }, periodSeconds: 5, failureThreshold: 20 },
      resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } },
      securityContext: {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        readOnlyRootFilesystem: true,
      },
      volumeMounts: [{ name: 'config', mountPath: '/etc/app' }],
    },
  ],
  volumes: [{ name: 'config', configMap: { name: `app-${index}` } }],
})

/** Workloads, Services and ConfigMaps in turn. */
function syntheticObject(index: number): KubernetesObject {
  const matchLabels = { 'app.kubernetes.io/name': `app-${index}` }
  const template = { metadata: { labels: labels(index) }, spec: podSpec(index) }
  switch (index % 5) {
    case 0:
    case 1:
      return {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: metadata(index),
        spec: { replicas: 2, selector: { matchLabels }, template },
      } as KubernetesObject
    case 2:
      return {
        apiVersion: 'apps/v1',
        kind: 'StatefulSet',
        metadata: metadata(index),
        spec: { replicas: 2, serviceName: `app-${index}`, selector: { matchLabels }, template },
      } as KubernetesObject
    case 3:
      return {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: metadata(index),
        spec: {
          selector: matchLabels,
          ports: Array.from({ length: 8 }, (_, port) => ({
            name: `port-${port}`,
            port: 8000 + port,
            targetPort: 8000 + port,
            protocol: 'TCP',
          })),
        },
      } as KubernetesObject
    default:
      return {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: metadata(index),
        data: {
          'app.conf': Array.from({ length: 40 }, (_, line) => `key_${line} = ${index * line}\n`).join(''),
          enabled: 'yes',
          version: '1.10',
        },
      } as KubernetesObject
  }
}

const isWorkload = ({ kind }: KubernetesObject): boolean => kind === 'Deployment' || kind === 'StatefulSet'

function patches(objects: readonly KubernetesObject[], environment: number) {
  return objects
    .filter((object, index) => index % 10 === 0 && isWorkload(object))
    .map(({ kind, metadata: { name } }) => ({
      target: { kind, name },
      patch: [
        { op: 'replace', path: '/spec/replicas', value: 3 + (environment % 3) },
        { op: 'replace', path: '/spec/template/spec/containers/0/resources/limits/memory', value: '1Gi' },
      ],
    }))
}

export interface Tree {
  /** A repository with packages, a base and environments. */
  readonly root: string
  readonly environments: readonly string[]
  /** The folder for `kubectl kustomize`, by environment. */
  readonly overlay: (environment: string) => string
}

const namespaceOf = (environment: number): string => `bench-${environment}`

/** Writes a base of `size` objects and the given number of environments. */
export function writeSynthetic(folder: string, size: number, environments: number): Tree {
  const objects = Array.from({ length: size }, (_, index) => syntheticObject(index))
  const names = Array.from({ length: environments }, (_, index) => `environment-${index}`)
  copyRepository(join(folder, 'ours'))
  for (const replaced of ['base', 'environments']) rmSync(join(folder, 'ours', replaced), { recursive: true })
  writeTypeScriptBase(join(folder, 'ours/base'), objects)
  for (const [index, name] of names.entries())
    writeEnvironment(join(folder, 'ours/environments', name), patches(objects, index), index)
  writeBase(join(folder, 'kustomize/base'), objects)
  names.forEach((name, index) => {
    const overlay = {
      resources: ['../base'],
      namespace: namespaceOf(index),
      patches: patches(objects, index).map(({ target, patch }) => ({ target, patch: stringify(patch) })),
    }
    mkdirSync(join(folder, 'kustomize', name), { recursive: true })
    writeFileSync(join(folder, 'kustomize', name, 'kustomization.yaml'), stringify(overlay))
  })
  return { root: join(folder, 'ours'), environments: names, overlay: (name) => join(folder, 'kustomize', name) }
}

const objectsInFile = 50

/**
 * Writes objects before and after a change, each side in one file. Workloads get another image, Services another port, ConfigMaps
 * another value.
 *
 * @param every which objects change: 1 is all of them, 11 is every eleventh
 */
export function writeSides(
  folder: string,
  size: number,
  every: number,
): { readonly before: string; readonly after: string } {
  mkdirSync(folder, { recursive: true })
  const [before, after] = ['before.yaml', 'after.yaml'].map((file) => join(folder, file)) as [string, string]
  const objects = Array.from({ length: size }, (_, index) => syntheticObject(index))
  const write = (file: string, list: readonly KubernetesObject[]): void =>
    writeFileSync(
      file,
      list
        .map((object) => stringify(object, { version: '1.1' }))
        .join('---\n')
        .replaceAll(placeholder, namespaceOf(0)),
    )
  write(before, objects)
  write(
    after,
    objects.map((object, index) => (index % every === 0 ? changed(object) : object)),
  )
  return { before, after }
}

function changed(object: KubernetesObject): KubernetesObject {
  const copy = structuredClone(object) as unknown as {
    spec?: { ports?: { port: number }[]; template?: { spec: { containers: { image: string }[] } } }
    data?: Record<string, string>
  }
  if (copy.spec?.template) copy.spec.template.spec.containers[0]!.image += '-1'
  if (copy.spec?.ports) copy.spec.ports[0]!.port += 100
  if (copy.data) copy.data.version = '1.11'
  return copy as unknown as KubernetesObject
}

/** Writes a base like one written by hand: files of 50 literals, with the namespace by reference. */
function writeTypeScriptBase(folder: string, objects: readonly KubernetesObject[]): void {
  mkdirSync(folder, { recursive: true })
  const files = Array.from({ length: Math.ceil(objects.length / objectsInFile) }, (_, index) => index)
  for (const file of files) {
    const literals = objects.slice(file * objectsInFile, (file + 1) * objectsInFile)
    const source = JSON.stringify(literals, null, 2).replaceAll(`"${placeholder}"`, 'namespace')
    const imports =
      "import { defineComponent, setting, type KubernetesObject } from '@thanos-gitops/manifest'\n\nconst namespace = setting('namespace')\n"
    writeFileSync(
      join(folder, `part-${file}.ts`),
      `${imports}\nexport default defineComponent('part-${file}', ${source} satisfies KubernetesObject[])\n`,
    )
  }
  const imports = files.map((file) => `import part${file} from './part-${file}.ts'\n`).join('')
  const none = "{ name: 'none', objects: [] }"
  const required = files.map((file) => `part${file}`).join(', ')
  writeFileSync(
    join(folder, 'index.ts'),
    `import type { Base } from '@thanos-gitops/manifest'\n${imports}\nexport const base = { required: [${required}], optional: [], objectStorage: { rook: ${none}, seaweedfs: ${none} } } satisfies Base\n`,
  )
}

function writeEnvironment(folder: string, list: unknown, index: number): void {
  mkdirSync(join(folder, 'patches'), { recursive: true })
  const environment = {
    apiVersion: 'thanos-gitops/v1',
    kind: 'Environment',
    cluster: `cluster-${index}`,
    kubernetesVersion: '1.36',
    namespace: namespaceOf(index),
    delivery: 'flux',
    objectStorage: 'rook',
  }
  writeFileSync(join(folder, 'environment.yaml'), stringify(environment))
  writeFileSync(join(folder, 'patches/resources.yaml'), stringify(list))
}
