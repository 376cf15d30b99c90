// Runs environments on a real node of this machine, and parts of the stack that need none, and prints what was seen.
import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import { resultsLine } from '../test/results.ts'
import { chosenChecks } from './checks/check.ts'
import type { Part } from './part.ts'
import { parts } from './parts.ts'
import type { Buildable } from './programs.ts'
import { requireMachine } from './requirements.ts'
import { type Row, table } from './table.ts'

export const verifyCluster = defineCommand(
  {
    name: 'verify:cluster',
    summary: 'run environments on a real node, and parts of the stack without one, and print what was seen',
    description:
      'Builds the programs of a Kubernetes node and of the stack, unless they are built, and starts a cluster of one node on this machine: etcd, API server, controller manager, scheduler, kubelet, kube-proxy, kube-router, containerd, runc, cluster DNS. Applies an environment, scaled down by a patch in a temporary clone, and observes pods, targets, connections that NetworkPolicies allow and refuse, blocks, queries, compaction and alerts. Nothing of it stays on the machine. It needs Linux, root, and some programs of Debian, which it names. The parts sign-in, certificates and receive need neither a node nor root: oauth2-proxy of the rendered Deployments with an issuer, cert-manager with an API server, and receivers of the rendered StatefulSets as processes. The parts shards, global-query and caches need root and no node: their pods are processes with addresses and names of their own. The first build needs Go and takes up to an hour on two cores; a run takes about ten minutes for each environment, and a minute or two for each of the other parts.',
    forms: [[]],
    options: {
      only: {
        type: 'list',
        value: 'PARTS',
        choices: parts.map(({ name }) => name),
        help: 'Only these environments and parts, with commas between them. Default: all.',
      },
      match: { type: 'string', value: 'TEXT', help: 'Only the checks whose titles contain TEXT.' },
      list: { type: 'boolean', help: 'Print the checks, and run none.' },
      'build-only': { type: 'boolean', help: 'Build the programs, and start no node.' },
      'dry-run': dryRunOption,
    },
    examples: [
      { args: '--only local', help: 'Only the environment local.' },
      { args: '--only sign-in', help: 'Only the sign-in at the pages, without a node.' },
      { args: '--only shards', help: 'Only the shards of all components, as processes.' },
    ],
  },
  async ({ options }) => {
    const chosen = parts.filter(({ name }) => options.only?.includes(name) ?? true)
    const titlesOf = (part: Part): readonly string[] =>
      chosenChecks(part.checks, options.match).map(({ title }) => title)
    if (options.list) {
      for (const title of new Set(chosen.flatMap(titlesOf))) console.log(title)
      return 0
    }
    const programs = distinct(chosen.flatMap((part) => part.programs()))
    if (options['dry-run']) {
      for (const { title, isBuilt } of programs) console.log(isBuilt() ? `${title} is built` : `would build ${title}`)
      const started = options['build-only'] ? [] : chosen
      for (const part of started) console.log(`would run ${part.name}: ${titlesOf(part).length} checks`)
      return 0
    }
    if (!options['build-only']) await requireMachine(chosen)
    await buildAll(programs)
    if (options['build-only']) return 0
    const rows: Row[] = []
    for (const part of chosen) if (titlesOf(part).length > 0) rows.push(...(await part.run(options.match)))
    return printResults(rows)
  },
)

/** Returns the exit code. */
function printResults(rows: readonly Row[]): number {
  console.log(`\n${table(rows).join('\n')}\n`)
  const failed = rows.filter(({ isOk }) => !isOk).length
  console.log(resultsLine({ passed: rows.length - failed, failed, skipped: 0 }))
  return failed === 0 ? 0 : 1
}

const distinct = (programs: readonly Buildable[]): readonly Buildable[] => [
  ...new Map(programs.map((program) => [program.title, program])).values(),
]

/** One after the other: one build uses all cores. */
async function buildAll(programs: readonly Buildable[]): Promise<void> {
  for (const [index, { title, isBuilt, build }] of programs.entries()) {
    if (isBuilt()) continue
    const start = Date.now()
    console.log(`${index + 1} of ${programs.length}: ${title} is being built …`)
    const path = await build()
    console.log(`${index + 1} of ${programs.length}: ${path} (${Math.round((Date.now() - start) / 1000)} s)`)
  }
}

if (import.meta.main) await runScript(verifyCluster)
