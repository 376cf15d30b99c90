// Compares the classes of `diff` with a real API server: each case of packages/diff/cases is applied, first `before` and then `after`,
// in the three ways of delivery tools: server-side apply, and `kubectl apply` and `kubectl replace` as Argo CD calls them.
//   npm run verify:rollout                   starts kube-apiserver and etcd; the first run builds them, which needs Go and takes
//                                            about ten minutes
//   KUBECONFIG=… npm run verify:rollout      uses a cluster that you can write to: namespaces verify-rollout-*
//   npm run verify:rollout -- --only NAME    runs only the cases whose name contains NAME
//   npm run verify:rollout -- --by server-side | client-side | replace
import { parseArgs } from 'node:util'
import { type RolloutCase, rolloutCases } from '@thanos-gitops/diff/cases'
import { applyModes } from '@thanos-gitops/manifest/change'
import { startApiServer } from '../verify-delivery/api-server.ts'
import { buildProgram } from '../verify-delivery/programs.ts'
import { openProxy, type SendRequest } from './api-client.ts'
import { appliersFor } from './appliers.ts'
import { type Result, verifyCase } from './verify-case.ts'

const { values } = parseArgs({ options: { only: { type: 'string' }, by: { type: 'string' } } })
const modes = applyModes.filter((mode) => values.by === undefined || values.by === mode)
if (modes.length === 0) throw new Error(`--by must be one of ${applyModes.join(', ')}.`)

async function verify(send: SendRequest, context: string | undefined): Promise<number> {
  const { body: version } = await send('GET', '/version')
  const minor = Number(String(version.minor).replace('+', ''))
  const selected = rolloutCases().filter(({ id }) => values.only === undefined || id.includes(values.only))
  const cases = selected.filter((row) => canBeRefused(row) && minorOf(row.since) <= minor)
  const appliers = appliersFor(send, context)
  let allAgree = cases.length > 0
  for (const mode of modes) {
    const run = String(Date.now() % 1_000_000)
    const results: Result[] = []
    for (const [index, row] of cases.entries())
      if (row.notVerified?.[mode] === undefined)
        results.push(await verifyCase(send, appliers, mode, row, `verify-rollout-${run}-${index}`))
    for (const { row, expected, observed } of results.filter(({ agrees }) => !agrees))
      console.log(`${row.id}, ${mode}: diff returns ${expected}, the server ${observed}`)
    console.log(`Kubernetes ${String(version.gitVersion)}, ${mode}: ${summary(results)}`)
    allAgree &&= results.every(({ agrees }) => agrees)
  }
  for (const { id, notVerified = {} } of cases)
    for (const [mode, reason] of Object.entries(notVerified)) console.log(`${id}, ${mode}: not verified: ${reason}`)
  console.log(
    `Not verified: ${selected.length - cases.length} removals and renames, which no server refuses, and cases of newer versions`,
  )
  return allAgree ? 0 : 1
}

const canBeRefused = ({ before, after }: RolloutCase): boolean => before.metadata.name === after?.metadata.name

const minorOf = (version: string | undefined): number => Number(version?.split('.')[1] ?? 0)

function summary(results: readonly Result[]): string {
  const agreeing = (of: readonly Result[]): string => `${of.filter(({ agrees }) => agrees).length} of ${of.length}`
  const refused = results.filter(({ expected }) => expected === 'refused')
  const unchanged = results.filter(({ expected }) => expected === 'none')
  return `${agreeing(results)} cases agree; refused: ${agreeing(refused)}; no change: ${agreeing(unchanged)}`
}

// Without KUBECONFIG, the script starts a server of its own.
const context = process.env.KUBECONFIG === undefined ? 'verify-rollout' : undefined
if (context !== undefined) for (const name of ['etcd', 'kube-apiserver'] as const) await buildProgram(name)
const server = context === undefined ? undefined : await startApiServer([context])
try {
  const proxy = await openProxy(context)
  try {
    process.exitCode = await verify(proxy.send, context)
  } finally {
    await proxy.close()
  }
} finally {
  await server?.stop()
}
