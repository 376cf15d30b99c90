// Starts a cluster of one node on this machine, and removes everything of it.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { Kubectl } from '../../kubectl.ts'
import { until } from '../../verify-delivery/processes.ts'
import type { Cleanup } from '../cleanup.ts'
import { clusterDns, storageClasses } from './add-ons.ts'
import { createCertificates } from './certificates.ts'
import { createCgroups, hierarchies, removeCgroups } from './cgroups.ts'
import { startApiServer, startControllers, startEtcd } from './control-plane.ts'
import { Namespaces } from './namespaces.ts'
import { nodeName } from './network.ts'
import { Services } from './services.ts'
import type { Folders } from './settings.ts'
import { Volumes } from './volumes.ts'
import { startKubelet, startKubeProxy, startKubeRouter, startRuntime } from './worker.ts'

export interface RunningNode {
  /** Contains the logs and all data. */
  readonly folder: string
  readonly kubectl: Kubectl
  readonly namespaces: Namespaces
  readonly volumes: Volumes
  /** Throws if a server of the node has exited. */
  check(): void
}

export interface NodeOptions {
  /** The name of the kubectl context. KUBECONFIG of this process is set. */
  readonly context: string
  /** Archives of images. */
  readonly images: readonly string[]
  /** The names of storage classes; the first is the default. */
  readonly storageClasses: readonly string[]
}

const prefix = 'verify-cluster-'

/** @param cleanup gets the steps that remove everything */
export async function startNode(options: NodeOptions, cleanup: Cleanup): Promise<RunningNode> {
  const root = mkdtempSync(join(tmpdir(), prefix))
  cleanup.add(() => rmSync(root, { recursive: true, force: true }))
  // Its name contains the process: a later run recognizes what a run that was killed left.
  const cgroup = `${prefix}${process.pid}`
  cleanup.add(() => removeWhenUnused(cgroup))
  createCgroups(cgroup)
  const namespaces = await Namespaces.create(root)
  cleanup.add(() => namespaces.stop())
  return startServers(options, { root, cni: join(root, 'cni'), cgroup }, namespaces, cleanup)
}

async function startServers(
  options: NodeOptions,
  folders: Folders,
  namespaces: Namespaces,
  cleanup: Cleanup,
): Promise<RunningNode> {
  const { root } = folders
  const logs = join(root, 'logs')
  const certificatesFolder = join(root, 'certificates')
  for (const folder of [logs, certificatesFolder]) mkdirSync(folder)
  const certificates = await createCertificates(certificatesFolder, [options.context])
  const services = new Services(namespaces, logs)
  const node = { namespaces, services, folders }
  process.env.KUBECONFIG = certificates.kubeconfig('admin')
  const kubectl = new Kubectl(options.context)
  const isOk = async (args: readonly string[]): Promise<true | undefined> => {
    services.check()
    return (await kubectl.call(args)).ok ? true : undefined
  }
  startEtcd(services, root)
  startApiServer(services, certificates)
  await startRuntime(node, options.images)
  await until('the API server is ready', () => isOk(['get', '--raw', '/readyz']))
  startControllers(services, certificates)
  startKubelet(node, certificates)
  startKubeProxy(node, certificates)
  const addOns = [...clusterDns, ...storageClasses(options.storageClasses)]
  await until('the add-ons are applied', async () => {
    services.check()
    const { ok } = await kubectl.call(['apply', '--server-side', '-f', '-'], documents(addOns))
    return ok ? true : undefined
  })
  const volumes = new Volumes(kubectl, join(root, 'volumes'))
  volumes.start()
  cleanup.add(() => volumes.stop())
  await until('the node is ready', () => isOk(['wait', '--for=condition=Ready', `node/${nodeName}`, '--timeout=1s']))
  await startKubeRouter(node, certificates)
  const dns = ['rollout', 'status', 'deployment/coredns', '--namespace=kube-system', '--timeout=1s']
  await until('cluster DNS is ready', () => isOk(dns))
  return { folder: root, kubectl, namespaces, volumes, check: () => services.check() }
}

/** Objects as a stream of documents for kubectl. */
export const documents = (objects: readonly unknown[]): string =>
  objects.map((object) => `---\n${JSON.stringify(object)}\n`).join('')

/** The kernel removes ended processes from their groups a moment later. */
const removeWhenUnused = async (cgroup: string): Promise<void> => {
  await until(
    `the control group ${cgroup} is empty`,
    async () => {
      try {
        removeCgroups(cgroup)
        return true
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EBUSY') return undefined
        throw error
      }
    },
    20,
  )
}

/** Removes the control groups and folders of runs that were killed. Only one run at a time has the route to its node. */
export function removeLeftovers(): void {
  for (const hierarchy of hierarchies())
    for (const name of readdirSync(hierarchy).filter(isLeftover)) removeCgroups(name)
  for (const name of readdirSync(tmpdir()))
    if (name.startsWith(prefix)) rmSync(join(tmpdir(), basename(name)), { recursive: true, force: true })
}

const isLeftover = (name: string): boolean =>
  name.startsWith(prefix) && !existsSync(`/proc/${name.slice(prefix.length)}`)
