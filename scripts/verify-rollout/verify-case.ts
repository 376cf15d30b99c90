import type { RolloutCase } from '@thanos-gitops/diff/cases'
import type { KubernetesObject } from '@thanos-gitops/manifest'
import type { ApplyMode, RolloutClass } from '@thanos-gitops/manifest/change'
import type { ApiResponse, SendRequest } from '../verify-delivery/api-client.ts'
import type { Appliers } from './appliers.ts'
import { deleteObject, pathOf, storedContent, untilEstablished } from './objects.ts'

export interface Result {
  readonly row: RolloutCase
  readonly expected: RolloutClass
  readonly agrees: boolean
  /** What the server did; completes "the server …". */
  readonly observed: string
  /** Undefined if the server does not accept an object that the case needs. */
  readonly server?: {
    readonly verdict: 'accepted' | 'refused'
    readonly objectChanged: boolean
    readonly message: string
  }
}

/** Applies `before` and `after` of a case in a namespace of its own, and compares the server's reaction with the class. */
export async function verifyCase(
  send: SendRequest,
  appliers: Appliers,
  mode: ApplyMode,
  row: RolloutCase,
  namespace: string,
): Promise<Result> {
  const expected = row.by[mode] ?? row.class
  const created: { readonly object: KubernetesObject; readonly path: string }[] = []
  const create = async (object: KubernetesObject, by: ApplyMode): Promise<void> => {
    const path = await pathOf(send, object, namespace)
    created.push({ object, path })
    const { status, body } = await appliers[by].create({ object, path, namespace })
    if (status >= 300) throw new SetupFailed(`does not create ${object.kind}/${object.metadata.name}: ${body.message}`)
    if (object.kind === 'CustomResourceDefinition') await untilEstablished(send, object.metadata.name)
  }
  try {
    await create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, 'server-side')
    for (const object of [...row.cluster, ...row.context]) await create(object, 'server-side')
    await create(row.before, mode)
    await setLiveFields(send, row, await pathOf(send, row.before, namespace))

    // Both objects are compared in the API version of the new one.
    const path = await pathOf(send, row.after!, namespace)
    const before = await send('GET', path)
    const after = await appliers[mode].update({ object: row.after!, path, namespace })
    return { row, expected, ...compareWithClass(before, after, expected, row.error), server: answerOf(before, after) }
  } catch (error) {
    if (!(error instanceof SetupFailed)) throw error
    return { row, expected, agrees: false, observed: error.message }
  } finally {
    for (const { object, path } of created.reverse()) await deleteObject(send, object, path)
  }
}

const answerOf = (before: ApiResponse, after: ApiResponse): NonNullable<Result['server']> =>
  after.status >= 300
    ? { verdict: 'refused', objectChanged: false, message: after.body.message ?? '' }
    : { verdict: 'accepted', objectChanged: storedContent(after.body) !== storedContent(before.body), message: '' }

/** The server does not accept an object that a case needs. */
class SetupFailed extends Error {}

async function setLiveFields(send: SendRequest, { live }: RolloutCase, path: string): Promise<void> {
  if (live?.spec) await send('PATCH', path, { spec: live.spec }, 'application/merge-patch+json')
  if (live?.status) await send('PATCH', `${path}/status`, { status: live.status }, 'application/merge-patch+json')
}

const contains = (message: string, part: string): boolean => message.toLowerCase().includes(part.toLowerCase())

function compareWithClass(
  before: ApiResponse,
  after: ApiResponse,
  expected: RolloutClass,
  error: RolloutCase['error'],
): Pick<Result, 'agrees' | 'observed'> {
  const message = after.body.message ?? ''
  if (after.status >= 300)
    return {
      agrees: expected === 'refused' && (error === undefined || [error].flat().some((part) => contains(message, part))),
      observed: `${expected === 'refused' ? 'refuses the change with another message' : 'refuses the change'}: ${message}`,
    }
  if (expected === 'refused') return { agrees: false, observed: 'accepts the change' }
  const isSame = storedContent(after.body) === storedContent(before.body)
  // Metadata that no controller reads changes the stored object, but nothing else in the cluster.
  const isSameWithoutMetadata =
    storedContent({ ...after.body, metadata: undefined }) === storedContent({ ...before.body, metadata: undefined })
  return {
    agrees: expected === 'none' ? isSameWithoutMetadata : !isSame,
    observed: isSame ? 'stores the same object' : 'stores a different object',
  }
}
