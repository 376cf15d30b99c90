import type { LiveObject } from '../kubectl.ts'
import { listObjects, type SendRequest } from './api-client.ts'
import type { ObjectState, ToolState } from './delivery-rig.ts'
import type { Condition } from './delivery-tool.ts'

export const kustomizationsPath = '/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/flux-system/kustomizations'
export const repositoriesPath = '/apis/source.toolkit.fluxcd.io/v1/namespaces/flux-system/gitrepositories'
const collections = [repositoriesPath, kustomizationsPath]

/** The Kustomizations of an environment. */
export const kustomizationsOf = async (send: SendRequest, environment: string): Promise<readonly LiveObject[]> =>
  (await objectsOf(send, environment)).filter(({ kind }) => kind === 'Kustomization')

async function objectsOf(send: SendRequest, environment: string): Promise<readonly LiveObject[]> {
  const name = `thanos-${environment}`
  const all = (await Promise.all(collections.map((path) => listObjects(send, path)))).flat()
  return all.filter(({ metadata }) => metadata.name === name || metadata.name.startsWith(`${name}-`))
}

/** What Flux reports about the objects of an environment: `thanos-production` and `thanos-production-*`. */
export async function fluxState(send: SendRequest, environment: string): Promise<ToolState> {
  const found = await objectsOf(send, environment)
  const kustomizations = found.filter(({ kind }) => kind === 'Kustomization')
  const [repository] = found.filter(({ kind }) => kind === 'GitRepository')
  const fetched = commitOf((repository?.status?.artifact as { revision?: string } | undefined)?.revision)
  const applied = kustomizations.map(({ status }) => commitOf(status?.lastAppliedRevision))
  const isEachApplied = applied.length > 0 && applied.every((commit) => commit === fetched && commit !== '')
  const isObserved = found.every(({ status, metadata }) => status?.observedGeneration === metadata.generation)
  return {
    isSynced: isEachApplied && isObserved,
    isHealthy: found.length > 0 && found.every((object) => readyOf(object)?.status === 'True'),
    isFailed: found.some(hasFailed),
    revision: isEachApplied ? fetched : '',
    attempted: fetched,
    message: found
      .filter((object) => readyOf(object)?.status !== 'True')
      .map((object) => `${labelOf(object)}: ${readyOf(object)?.message ?? 'is not reconciled yet'}`)
      .join('\n'),
    objects: found.map(stateOf),
    blocked: found.filter((object) => readyOf(object)?.reason === 'DependencyNotReady').map(labelOf),
  }
}

/** The Ready condition of an object of Flux. */
export const readyOf = (object: LiveObject | undefined): Condition | undefined =>
  ((object?.status?.conditions ?? []) as readonly Condition[]).find(({ type }) => type === 'Ready')

/** `main@sha1:COMMIT` */
const commitOf = (revision: unknown): string => (typeof revision === 'string' ? (revision.split(':').at(-1) ?? '') : '')

/** The reasons of a Kustomization that waits for another one, or that has not finished. */
const waitingReasons = ['DependencyNotReady', 'Progressing', 'ProgressingWithRetry', 'ArtifactFailed']

const hasFailed = (object: LiveObject): boolean => {
  const ready = readyOf(object)
  return ready?.status === 'False' && !waitingReasons.includes(ready.reason ?? '')
}

function stateOf(object: LiveObject): ObjectState {
  const ready = readyOf(object)
  const status = ready?.status === 'True' ? 'Ready' : ready?.status === 'False' ? 'NotReady' : 'Unknown'
  return { label: labelOf(object), status, health: ready?.reason ?? '', message: ready?.message ?? '' }
}

const labelOf = ({ kind, metadata }: LiveObject): string => `${kind}/${metadata.name}`
