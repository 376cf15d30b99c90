// Compares `diff` and the program that gives the API server's verdicts with real servers of all versions that environments can declare:
// the cases of packages/diff/cases in the three ways of delivery tools (server-side apply, and `kubectl apply` and `kubectl replace` as
// Argo CD calls them), generated objects, and what the real controllers replace.
import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import { type RolloutCase, rolloutCases } from '@thanos-gitops/diff/cases'
import { type ApplyMode, applyModes } from '@thanos-gitops/manifest/change'
import { restartChanges } from './restart-changes.ts'
import { type RunningServer, servedVersions, withCurrentServer, withOwnServer } from './server.ts'
import { verifyCases } from './verify-cases.ts'
import { verifyGenerated } from './verify-generated.ts'
import { verifyRestarts } from './verify-restarts.ts'

const parts = ['cases', 'generated', 'restarts'] as const
/** The version whose controllers run. */
const controllersVersion = '1.36'

export const verifyRollout = defineCommand(
  {
    name: 'verify:rollout',
    summary: 'compare diff and the verdicts of the API server with real servers',
    description:
      "Applies each case of packages/diff/cases to an API server, first before and then after, and compares what the server does with the class of diff and with the answer of the API server's program. Sends generated objects to both. Changes workloads under real controllers and compares which pods they replace. Without KUBECONFIG it starts kube-apiserver and etcd of each version; the first run builds them, which needs Go and takes about ten minutes for each.",
    forms: [[]],
    options: {
      part: {
        type: 'list',
        value: 'PARTS',
        choices: parts,
        help: 'Only these parts, with commas between them. Default: all.',
      },
      kubernetes: {
        type: 'list',
        value: 'VERSIONS',
        choices: servedVersions,
        help: 'Only these versions. Default: all.',
      },
      only: { type: 'string', value: 'NAME', help: 'Only the cases whose name contains NAME.' },
      by: { type: 'string', value: 'MODE', choices: applyModes, help: 'Only this way of applying. Default: all.' },
      generated: { type: 'number', value: 'COUNT', default: 500, help: 'How many objects are generated.' },
      seed: { type: 'number', value: 'SEED', default: 20261126, help: 'Another seed generates other objects.' },
      'dry-run': dryRunOption,
    },
    variables: { KUBECONFIG: 'A cluster that you can write to. The script uses namespaces verify-*.' },
  },
  async ({ options }) => {
    const plan = planOf(options)
    if (options['dry-run']) {
      printPlan(plan)
      return 0
    }
    const work = (server: RunningServer): Promise<boolean> => verify(server, plan)
    if (process.env.KUBECONFIG !== undefined) return (await withCurrentServer(work)) ? 0 : 1
    const results: boolean[] = []
    for (const version of options.kubernetes ?? servedVersions) {
      results.push(await withOwnServer(version, work))
      // The next server is another one.
      delete process.env.KUBECONFIG
    }
    return results.every(Boolean) ? 0 : 1
  },
)

interface Plan {
  readonly parts: readonly string[]
  readonly modes: readonly ApplyMode[]
  readonly cases: readonly RolloutCase[]
  readonly count: number
  readonly seed: number
}

interface Options {
  readonly part: readonly string[] | undefined
  readonly only: string | undefined
  readonly by: ApplyMode | undefined
  readonly generated: number
  readonly seed: number
}

const planOf = ({ part, only, by, generated, seed }: Options): Plan => ({
  parts: part ?? (only === undefined ? parts : ['cases']),
  modes: by === undefined ? applyModes : [by],
  cases: rolloutCases().filter(({ id }) => only === undefined || id.includes(only)),
  count: generated,
  seed,
})

function printPlan({ parts: chosen, modes, cases, count, seed }: Plan): void {
  if (chosen.includes('cases')) for (const { id } of cases) console.log(`would apply ${id}: ${modes.join(', ')}`)
  if (chosen.includes('generated')) console.log(`would send ${count} generated objects, --seed ${seed}`)
  if (chosen.includes('restarts')) for (const { title } of restartChanges) console.log(`would change: ${title}`)
}

async function verify(server: RunningServer, { parts: chosen, modes, cases, count, seed }: Plan): Promise<boolean> {
  const results: boolean[] = []
  if (chosen.includes('cases')) results.push(await verifyCases(server, modes, cases))
  if (chosen.includes('generated')) results.push(await verifyGenerated(server, count, seed))
  const hasControllers = server.minor === controllersVersion && server.controllers !== undefined
  if (chosen.includes('restarts') && hasControllers) results.push(await verifyRestarts(server))
  return results.every(Boolean)
}

if (import.meta.main) await runScript(verifyRollout)
