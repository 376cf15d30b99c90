// Compares the classes of `diff` with a real API server: each case of packages/diff/cases is applied, first `before` and then `after`,
// in the three ways of delivery tools: server-side apply, and `kubectl apply` and `kubectl replace` as Argo CD calls them.
import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import { type RolloutCase, rolloutCases } from '@thanos-gitops/diff/cases'
import { type ApplyMode, applyModes } from '@thanos-gitops/manifest/change'
import { startApiServer } from '../verify-delivery/api-server.ts'
import { buildProgram } from '../verify-delivery/programs.ts'
import { openProxy, type SendRequest } from './api-client.ts'
import { appliersFor } from './appliers.ts'
import { type Result, verifyCase } from './verify-case.ts'

export const verifyRollout = defineCommand(
  {
    name: 'verify:rollout',
    summary: 'compare the classes of diff with a real API server',
    description:
      'Applies each case of packages/diff/cases to an API server, first before and then after, and compares what the server does with the class of diff. Without KUBECONFIG it starts kube-apiserver and etcd; the first run builds them, which needs Go and takes about ten minutes.',
    forms: [[]],
    options: {
      only: { type: 'string', value: 'NAME', help: 'Only the cases whose name contains NAME.' },
      by: { type: 'string', value: 'MODE', choices: applyModes, help: 'Only this way of applying. Default: all.' },
      'dry-run': dryRunOption,
    },
    variables: { KUBECONFIG: 'A cluster that you can write to. The script uses namespaces verify-rollout-*.' },
  },
  async ({ options }) => {
    const modes = options.by === undefined ? applyModes : [options.by]
    const selected = rolloutCases().filter(({ id }) => options.only === undefined || id.includes(options.only))
    if (options['dry-run']) {
      for (const { id } of selected) console.log(`would apply ${id}: ${modes.join(', ')}`)
      return 0
    }
    return withServer((send, context) => verify(send, context, modes, selected))
  },
)

/** Without KUBECONFIG, starts a server for the time of `work`. */
async function withServer(work: (send: SendRequest, context: string | undefined) => Promise<number>): Promise<number> {
  const context = process.env.KUBECONFIG === undefined ? 'verify-rollout' : undefined
  if (context !== undefined) for (const name of ['etcd', 'kube-apiserver'] as const) await buildProgram(name)
  const server = context === undefined ? undefined : await startApiServer([context])
  try {
    const proxy = await openProxy(context)
    try {
      return await work(proxy.send, context)
    } finally {
      await proxy.close()
    }
  } finally {
    await server?.stop()
  }
}

async function verify(
  send: SendRequest,
  context: string | undefined,
  modes: readonly ApplyMode[],
  selected: readonly RolloutCase[],
): Promise<number> {
  const { body: version } = await send('GET', '/version')
  const minor = Number(String(version.minor).replace('+', ''))
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

if (import.meta.main) await runScript(verifyRollout)
