// What a commit costs that touches none of many environments, with and without the paths in their delivery objects. The environments
// have no pods: those would cost more than what is measured.
import { appendFileSync, cpSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sleep } from 'zx'
import type { LiveObject } from '../../kubectl.ts'
import { git } from '../../tests/clone.ts'
import { listObjects } from '../api-client.ts'
import { applicationsPath } from '../argo-cd-state.ts'
import { type Cluster, startCluster } from '../cluster.ts'
import type { RequestLog, Tool, ToolRequest } from '../delivery-rig.ts'
import type { DeliveryTool } from '../delivery-tool.ts'
import { repositoriesPath } from '../flux-state.ts'
import type { RunPart } from '../part.ts'
import { until } from '../processes.ts'
import { installTool, kubernetesMinor } from '../tool-rig.ts'
import { createClone, editYaml, setYaml, type WorkingClone } from '../working-clone.ts'
import { requestsText } from './reconciliation.ts'
import { isSettled } from './settled.ts'

/** No comparison without a reason, and all environments at the same time. */
const toolOptions = { resync: 24 * 60 * 60, waveDelay: 0, concurrent: 20 }

export const runCommits: RunPart = async ({ tool, environments: count, report }) => {
  const names = Array.from({ length: count }, (_, index) => `many-${String(index + 1).padStart(2, '0')}`)
  const clone = await createClone(names, kubernetesMinor, (folder, others) => createEnvironments(folder, names, others))
  const cluster = await startCluster([tool], ['standard'])
  const running = await installTool(tool, cluster, toolOptions)
  try {
    withoutPods(clone.folder)
    onlyEnvironments(clone.folder)
    withoutPolling(clone.folder)
    clone.push('Run no pods')
    await applyDelivery(cluster, clone, tool)
    await settled(cluster, tool, names.length)
    for (const [title, remove] of [
      ['with paths in the delivery objects', false],
      ['without them', true],
    ] as const) {
      if (remove) {
        removePaths(clone.folder)
        clone.push('Remove the paths from the delivery objects')
        await running.refresh()
        await pathsAreRemoved(cluster, tool)
        await settled(cluster, tool, names.length)
      }
      const requests = await requestsOfUnrelatedCommit(cluster, clone, running)
      const name = `API requests of a commit that touches none of ${count} environments, ${title}`
      report({
        title: `${name}: ${requestsText(requests)}`,
        problems: [],
        figures: { [name]: String(requests.length) },
      })
    }
  } finally {
    await running.stop()
    await cluster.stop()
    await clone.stop()
  }
}

/** Copies of `local`, each with a namespace of its own, in place of the environments of the repository. */
function createEnvironments(folder: string, names: readonly string[], others: readonly string[]): void {
  const inEnvironments = (name: string): string => join(folder, 'environments', name)
  for (const name of names) {
    cpSync(inEnvironments('local'), inEnvironments(name), { recursive: true })
    setYaml(join(inEnvironments(name), 'environment.yaml'), { cluster: name, namespace: name })
  }
  for (const name of others) rmSync(inEnvironments(name), { recursive: true })
}

/** Both tools read only what is rendered. */
function withoutPods(folder: string): void {
  for (const file of globSync('environments/*/manifests/*.{statefulset,deployment}.yaml', { cwd: folder })) {
    const path = join(folder, file)
    writeFileSync(path, readFileSync(path, 'utf8').replace(/^ {2}replicas: \d+$/m, '  replicas: 0'))
  }
}

/** The tools read the repository once for each environment: its other files would only take time. */
function onlyEnvironments(folder: string): void {
  writeFileSync(join(folder, '.git/info/exclude'), '/*\n!/environments\n!/README.md\n')
  git(folder, 'rm', '-r', '--quiet', '--cached', '.')
}

/** Flux reads each repository at an interval, also without a commit, which is not what is measured. */
function withoutPolling(folder: string): void {
  for (const file of globSync('environments/*/delivery/flux/*.gitrepository.yaml', { cwd: folder }))
    editYaml(join(folder, file), (document) => document.setIn(['spec', 'interval'], '24h'))
}

/** A field that another manager applied would stay when it leaves git. */
const managers = { 'argo-cd': 'argocd-controller', flux: 'kustomize-controller' } as const satisfies Record<
  Tool,
  string
>

async function applyDelivery({ kubectl }: Cluster, { folder }: WorkingClone, tool: Tool): Promise<void> {
  const files = globSync(`environments/*/delivery/${tool}/*.yaml`, { cwd: folder })
  // An Application without its project fails first.
  const isProject = (file: string): boolean => file.endsWith('.appproject.yaml')
  for (const group of [files.filter(isProject), files.filter((file) => !isProject(file))]) {
    const stream = group.map((file) => `---\n${readFileSync(join(folder, file), 'utf8')}`).join('')
    if (stream !== '')
      await kubectl.text(['apply', '--server-side', `--field-manager=${managers[tool]}`, '-f', '-'], stream)
  }
}

const settled = ({ client }: Cluster, tool: Tool, count: number): Promise<true> =>
  until(
    `${count} environments are synced and healthy`,
    async () => ((await isSettled(client.send, tool, count)) ? true : undefined),
    900,
  )

const pathsAnnotation = 'argocd.argoproj.io/manifest-generate-paths'

function removePaths(folder: string): void {
  for (const file of globSync('environments/*/delivery/argo-cd/*.application.yaml', { cwd: folder }))
    editYaml(join(folder, file), (document) => {
      document.deleteIn(['metadata', 'annotations', pathsAnnotation])
    })
  for (const file of globSync('environments/*/delivery/flux/*.gitrepository.yaml', { cwd: folder }))
    editYaml(join(folder, file), (document) => {
      document.deleteIn(['spec', 'ignore'])
    })
}

/** Waits until the tool has applied the delivery objects without paths: until then, all environments are still settled. */
const pathsAreRemoved = ({ client }: Cluster, tool: Tool): Promise<true> =>
  until(
    'the delivery objects have no paths',
    async () => {
      const objects = await listObjects(client.send, tool === 'flux' ? repositoriesPath : applicationsPath)
      return objects.every((object) => !hasPaths(object) && isObserved(object)) ? true : undefined
    },
    900,
  )

const hasPaths = (object: LiveObject): boolean =>
  object.metadata.annotations?.[pathsAnnotation] !== undefined ||
  (object as { readonly spec?: { readonly ignore?: string } }).spec?.ignore !== undefined

/** Argo CD reports no generation. */
const isObserved = ({ metadata, status }: LiveObject): boolean =>
  status?.observedGeneration === undefined || status.observedGeneration === metadata.generation

const quietTime = 15_000

/** The requests from the webhook of a commit that changes only README.md until none follows. */
async function requestsOfUnrelatedCommit(
  { requests }: Cluster,
  clone: WorkingClone,
  tool: DeliveryTool,
): Promise<readonly ToolRequest[]> {
  const before = clone.head()
  const push = { repository: clone.host.url, branch: 'main', files: ['README.md'] }
  // The first webhook starts the program that receives it.
  await tool.receivePush({ ...push, before, after: before })
  await noRequests(requests)
  appendFileSync(join(clone.folder, 'README.md'), 'A line.\n')
  const after = clone.push('Change only README.md')
  const mark = requests.mark()
  await tool.receivePush({ ...push, before, after })
  await noRequests(requests)
  return requests.since(mark)
}

/** Waits until no request has been recorded for some time. */
async function noRequests(requests: RequestLog): Promise<void> {
  let seen = -1
  let since = Date.now()
  const deadline = Date.now() + 300_000
  while (Date.now() - since < quietTime) {
    if (Date.now() > deadline) throw new Error('The delivery tool sends requests without an end.')
    if (requests.mark() !== seen) since = Date.now()
    seen = requests.mark()
    await sleep(500)
  }
}
