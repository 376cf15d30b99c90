// Compares git with the cluster, and explains what the delivery tool and the pods report.
import { defineCommand, runScript, startProgress } from '@thanos-gitops/command-line'
import { Failure } from '@thanos-gitops/manifest'
import { chooseEnvironments } from '@thanos-gitops/render'
import { loadStack } from './environment.ts'
import { failure } from './failure.ts'
import { contextOption, environmentArgument, hubOption, repositoryRoot, scriptRootOption } from './script-options.ts'
import { printedReport, printedTable, type Row } from './status/print.ts'
import { isProblem } from './status/problem.ts'
import { reportOf, type StatusOptions, type StatusReport } from './status/report.ts'

export const status = defineCommand(
  {
    name: 'status',
    summary: 'compare an environment with its cluster, and explain what does not work',
    description:
      'Compares environments/<name>/ with the cluster, by a server-side dry run of each object. Prints the fields that differ, also those that a person set and no sync removes; objects that are missing; objects that the server refuses with its message; and objects of the cluster that are not in git, in each namespace that the environment ever had. Then prints why: what Argo CD or Flux report, and why pods do not start. Each problem has the time since when, the commit, and the next step with its command. It changes nothing.\n\nWithout ENVIRONMENT: a table of all environments, each at the context with its name.\n\nExit code 0: the cluster matches git and is healthy. 1: it does not. 2: the cluster could not be read at all.',
    forms: [[environmentArgument], []],
    options: {
      context: contextOption,
      hub: hubOption,
      format: {
        type: 'string',
        value: 'FORMAT',
        choices: ['text', 'json'],
        default: 'text',
        help: 'json is for other programs.',
      },
      'no-repository': { type: 'boolean', help: 'Do not read the newest commit of the branch from the repository.' },
      root: scriptRootOption,
    },
    examples: [
      { args: 'production --context my-production-cluster', help: 'What a sync would change, and why it does not.' },
      { args: '', help: 'A table of all environments.' },
    ],
  },
  async ({ positionals: [name], options }) => {
    const root = repositoryRoot(options.root)
    const given = { context: options.context, hub: options.hub, readsRepository: !options['no-repository'] }
    if (name === undefined) return printAll(root, given, options.format)
    const progress = startProgress('status')
    progress.show(`${name}: the cluster is read`)
    const report = await reportOf(root, await loadStack(root, name), given)
    progress.end()
    console.log(options.format === 'json' ? JSON.stringify(plain(report), null, 2) : printedReport(report, new Date()))
    return report.problems.some(isProblem) ? 1 : 0
  },
)

async function printAll(root: string, options: StatusOptions, format: string): Promise<number> {
  if (options.context !== undefined)
    throw failure(
      'usage-error',
      '--context is for one environment, and none is given.',
      'Name the environment. The table of all environments uses the contexts with their names.',
    )
  const rows: Row[] = []
  const environments = chooseEnvironments(root, [])
  const progress = startProgress('status')
  for (const environment of environments) {
    progress.show(`${rows.length} of ${environments.length} clusters read`)
    rows.push(await rowOf(root, environment, options))
  }
  progress.end()
  console.log(
    format === 'json'
      ? JSON.stringify(
          rows.map(({ report, ...row }) => ({ ...row, ...(report === undefined ? {} : plain(report)) })),
          null,
          2,
        )
      : printedTable(rows),
  )
  return rows.every(({ report }) => report !== undefined && !report.problems.some(isProblem)) ? 0 : 1
}

async function rowOf(root: string, environment: string, options: StatusOptions): Promise<Row> {
  try {
    return { environment, report: await reportOf(root, await loadStack(root, environment), options) }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { environment, error: error.findings.map(({ message }) => message).join('\n') }
  }
}

/** The facts of a report that other programs use. */
const plain = ({ surroundings: { branch, branchCommit }, ...report }: StatusReport) => ({
  ...report,
  branch,
  branchCommit,
})

if (import.meta.main) await runScript(status)
