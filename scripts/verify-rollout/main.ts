// Asks a real API server whether it does what `diff` says: each case of packages/diff/cases is applied, before and then after, in
// each of the three ways that delivery tools have: server-side apply, and `kubectl apply` and `kubectl replace` as Argo CD calls them.
//   npm run verify:rollout                   starts kube-apiserver and etcd; the first time it builds them, which takes ten minutes
//                                            and needs Go
//   KUBECONFIG=… npm run verify:rollout      any cluster that may be written to: namespaces verify-rollout-*
//   npm run verify:rollout -- --only TEXT    the cases whose name contains it
//   npm run verify:rollout -- --by server-side | client-side | replace
import { parseArgs } from 'node:util'
import { type RolloutCase, rolloutCases } from '@thanos-gitops/diff/cases'
import type { KubernetesObject } from '@thanos-gitops/manifest'
import { type ApplyMode, applyModes, type RolloutClass } from '@thanos-gitops/manifest/change'
import { sleep } from 'zx'
import { startApiServer } from '../verify-delivery/api-server.ts'
import { buildProgram } from '../verify-delivery/programs.ts'
import { type Answer, type Ask, openProxy } from './ask.ts'
import { type Ways, waysOf } from './ways.ts'

const { values } = parseArgs({ options: { only: { type: 'string' }, by: { type: 'string' } } })
const modes = applyModes.filter((mode) => values.by === undefined || values.by === mode)
if (modes.length === 0) throw new Error(`--by is one of ${applyModes.join(', ')}.`)

interface Result {
  readonly row: RolloutCase
  readonly expected: RolloutClass
  readonly agrees: boolean
  readonly said: string
}

async function verify(ask: Ask, context: string | undefined): Promise<number> {
  const { body: version } = await ask('GET', '/version')
  const cases = rolloutCases().filter(({ id }) => values.only === undefined || id.includes(values.only))
  const asked = cases.filter(
    ({ after, before, since }) =>
      after !== undefined &&
      before.metadata.name === after.metadata.name &&
      Number(since?.split('.')[1] ?? 0) <= Number(String(version.minor).replace('+', '')),
  )
  const ways = waysOf(ask, context)
  let isAgreed = asked.length > 0
  for (const mode of modes) {
    const run = String(Date.now() % 1_000_000)
    const results: Result[] = []
    for (const [index, row] of asked.entries())
      if (row.notAsked?.[mode] === undefined)
        results.push(
          await verifyCase(ask, ways, mode, row, row.by[mode] ?? row.class, `verify-rollout-${run}-${index}`),
        )
    for (const { row, expected, said } of results.filter(({ agrees }) => !agrees))
      console.log(`${row.id}, ${mode}: diff says ${expected}, the server ${said}`)
    const share = (of: readonly Result[]): string => `${of.filter(({ agrees }) => agrees).length} of ${of.length}`
    const refused = results.filter(({ expected }) => expected === 'refused')
    const unchanged = results.filter(({ expected }) => expected === 'none')
    console.log(
      `Kubernetes ${String(version.gitVersion)}, ${mode}: ${share(results)} cases agree; refused: ${share(refused)}; no change: ${share(unchanged)}`,
    )
    isAgreed &&= results.every(({ agrees }) => agrees)
  }
  for (const { id, notAsked = {} } of asked)
    for (const [mode, why] of Object.entries(notAsked)) console.log(`${id}, ${mode}: not asked: ${why}`)
  console.log(`Removals and renames, which no server refuses: ${cases.length - asked.length} not asked`)
  return isAgreed ? 0 : 1
}

async function verifyCase(
  ask: Ask,
  ways: Ways,
  mode: ApplyMode,
  row: RolloutCase,
  expected: RolloutClass,
  namespace: string,
): Promise<Result> {
  const { before, after, context, cluster, live, error } = row
  const result = (agrees: boolean, said: string): Result => ({ row, expected, agrees, said })
  const made: [KubernetesObject, string][] = []
  const make = async (object: KubernetesObject, by: ApplyMode = 'server-side'): ReturnType<Ask> => {
    const path = await pathOf(ask, object, namespace)
    made.push([object, path])
    return ways[by].create({ object, path, namespace })
  }
  const room = await make({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
  if (room.status >= 300) return result(false, `makes no namespace: ${room.body.message}`)
  try {
    for (const object of [...cluster, ...context]) {
      const { status, body } = await make(object)
      if (status >= 300)
        return result(false, `refuses ${object.kind}/${object.metadata.name} of the context: ${body.message}`)
      if (object.kind === 'CustomResourceDefinition') await established(ask, object.metadata.name)
    }
    const path = await pathOf(ask, before, namespace)
    const first = await make(before, mode)
    if (first.status >= 300) return result(false, `refuses the object as it was: ${first.body.message}`)
    if (before.kind === 'CustomResourceDefinition') await established(ask, before.metadata.name)
    if (live?.spec) await ask('PATCH', path, { spec: live.spec }, 'application/merge-patch+json')
    if (live?.status) await ask('PATCH', `${path}/status`, { status: live.status }, 'application/merge-patch+json')

    // Both in the new object's API version.
    const newPath = await pathOf(ask, after!, namespace)
    const old = (await ask('GET', newPath)).body
    const answer = await ways[mode].update({ object: after!, path: newPath, namespace })
    const message = answer.body.message ?? ''
    const isRefused = answer.status >= 300
    if (isRefused !== (expected === 'refused')) return result(false, isRefused ? `refuses: ${message}` : 'takes it')
    if (isRefused)
      return result(
        error === undefined || message.toLowerCase().includes(error.toLowerCase()),
        `refuses with other words: ${message}`,
      )
    const isSame = stored(answer.body) === stored(old)
    // Metadata that nobody reads is a change to the server and none to the cluster.
    const isMetadata = stored({ ...answer.body, metadata: undefined }) === stored({ ...old, metadata: undefined })
    return result(
      expected === 'none' ? isMetadata : !isSame,
      isSame ? 'stores the same object' : 'stores another object',
    )
  } finally {
    for (const [object, path] of made.reverse()) {
      await ask('DELETE', path, {
        kind: 'DeleteOptions',
        apiVersion: 'v1',
        propagationPolicy: 'Background',
        gracePeriodSeconds: 0,
      })
      // The next case may make one of the same name. A namespace needs a controller to go, and has a name of its own.
      if (object.kind !== 'Namespace') await gone(ask, path)
    }
  }
}

/** What counts of a stored object: who owns a field is the server's own book-keeping. */
function stored(object: Answer): string {
  const metadata = (object.metadata ?? {}) as Record<string, unknown>
  const { managedFields: _managed, resourceVersion: _version, generation: _generation, ...rest } = metadata
  const { 'kubectl.kubernetes.io/last-applied-configuration': _applied, ...annotations } = (rest.annotations ??
    {}) as Record<string, unknown>
  return JSON.stringify({ ...object, metadata: { ...rest, annotations }, status: undefined })
}

const resources = new Map<string, { readonly plural: string; readonly namespaced: boolean }>()

/** The address of an object; which kinds there are the server says itself. */
async function pathOf(ask: Ask, { apiVersion, kind, metadata }: KubernetesObject, namespace: string): Promise<string> {
  const group = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
  const key = `${group}/${kind}`
  for (let attempt = 0; !resources.has(key) && attempt < 50; attempt++) {
    const { body } = await ask('GET', group)
    const list = (body.resources ?? []) as readonly { kind: string; name: string; namespaced: boolean }[]
    for (const { kind: one, name, namespaced } of list)
      if (!name.includes('/')) resources.set(`${group}/${one}`, { plural: name, namespaced })
    if (!resources.has(key)) await sleep(200)
  }
  const resource = resources.get(key)
  if (!resource) throw new Error(`The server has no ${kind} in ${apiVersion}.`)
  return `${group}${resource.namespaced ? `/namespaces/${namespace}` : ''}/${resource.plural}/${metadata.name}`
}

async function gone(ask: Ask, path: string): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const { status } = await ask('GET', path)
    if (status === 404) return
    // What a controller would do that is not there.
    if (attempt >= 5) await ask('PATCH', path, { metadata: { finalizers: null } }, 'application/merge-patch+json')
    await sleep(100)
  }
}

async function established(ask: Ask, name: string): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const { body } = await ask('GET', `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`)
    const conditions =
      (body.status as { conditions?: readonly { type: string; status: string }[] } | undefined)?.conditions ?? []
    if (conditions.some(({ type, status }) => type === 'Established' && status === 'True')) return
    await sleep(200)
  }
}

const given = process.env.KUBECONFIG
const context = given === undefined ? 'verify-rollout' : undefined
if (given === undefined) for (const name of ['etcd', 'kube-apiserver'] as const) await buildProgram(name)
const server = context === undefined ? undefined : await startApiServer([context])
try {
  const proxy = await openProxy(context)
  try {
    process.exitCode = await verify(proxy.ask, context)
  } finally {
    await proxy.close()
  }
} finally {
  await server?.stop()
}
