import { type Check, checks } from '@thanos-gitops/checks'
import { type Invocation, type Run, startProgress, usageError } from '@thanos-gitops/command-line'
import { hasColor } from '@thanos-gitops/command-line/color'
import { readOptionFile } from '@thanos-gitops/command-line/option-files'
import { Failure } from '@thanos-gitops/manifest'
import { chooseEnvironments } from '@thanos-gitops/render'
import { type CheckReport, checkFormats, checkListText, mergeFindings } from '@thanos-gitops/report/check'
import { findRoot, isPathArgument, requireRoot } from '@thanos-gitops/workspace'
import {
  type CheckedSubjects,
  type CheckSettings,
  checkEnvironments,
  checkPaths,
  environmentChecker,
  lineReader,
} from '@thanos-gitops/workspace/check'
import type { checkDeclaration } from '../declarations/check.ts'
import { eachInJsonLines } from '../json-lines.ts'
import { limitsFor } from '../limits-for.ts'
import { notesNoEnvironment } from '../no-environment.ts'
import { readStdin } from '../read-stdin.ts'

type CheckInvocation = Invocation<typeof checkDeclaration>

const run: Run<typeof checkDeclaration> = async (invocation) => {
  const { options } = invocation
  const selected = selectedChecks(options)
  if (options.list) {
    console.log(checkListText(selected))
    return 0
  }
  if (options['json-lines']) return checkEach(invocation, selected)
  const progress = startProgress('check')
  const checked = await checkedSubjects(invocation, { ...settingsOf(options, selected), onStep: progress.show })
  progress.end()
  return print(checked, options, selected)
}
export default run

/** Each environment as a call with its name alone checks it. */
async function checkEach({ positionals, options }: CheckInvocation, selected: readonly Check[]): Promise<number> {
  const root = requireRoot(options.root)
  const names = chooseEnvironments(root, positionals)
  const settings = settingsOf(options, selected)
  const checker = await environmentChecker(root, names)
  return eachInJsonLines(
    names,
    async (name) => print(await checker.check([name], settings), options, selected),
    checker.problems,
  )
}

/** Prints the findings and returns the exit code. Throws a Failure with what could not be checked. */
function print(
  { subjects, contents, notes, problems = [] }: CheckedSubjects,
  options: CheckInvocation['options'],
  selected: readonly Check[],
): number {
  for (const note of notes) console.error(note)
  const report = reportOf(subjects, selected)
  const root = findRoot(options.root)
  const folders = [process.cwd(), ...(root === undefined ? [] : [root])]
  if (subjects.length > 0 || problems.length === 0)
    process.stdout.write(
      checkFormats[options.format](report, { color: hasColor(), line: lineReader(contents, folders) }),
    )
  if (problems.length > 0) throw new Failure(problems)
  const failing = options['fail-on'] === 'warning' ? ['error', 'warning'] : ['error']
  return report.findings.some(({ severity }) => failing.includes(severity)) ? 1 : 0
}

const selectedChecks = ({ only, across }: CheckInvocation['options']): readonly Check[] =>
  checks.filter(
    ({ name, id, comparesEnvironments = false }) =>
      (only === undefined || only.includes(name) || (id !== undefined && only.includes(id))) &&
      (!across || comparesEnvironments),
  )

const settingsOf = (options: CheckInvocation['options'], selected: readonly Check[]): CheckSettings => ({
  checks: selected,
  asksApiServer: options.only === undefined && !options.across && !options['no-verdicts'],
  comparesEnvironments: !options.alone,
  limits: limitsFor(options['all-verdicts']),
  today: new Date().toISOString().slice(0, 10),
  versions: options.thanos === undefined ? {} : { thanos: requireVersion(options.thanos) },
  exceptions: options.exceptions === undefined ? undefined : exceptionsIn(options.exceptions),
})

async function checkedSubjects(
  { positionals, options }: CheckInvocation,
  settings: CheckSettings,
): Promise<CheckedSubjects> {
  if (options.across && positionals.length > 0)
    throw usageError(
      'thanos-gitops check: --across compares all environments, and takes no arguments.',
      `Remove ${positionals.join(' ')}, or --across.`,
    )
  const root = findRoot(options.root)
  if (positionals.some((argument) => isPathArgument(argument, root))) {
    const stdin = positionals.includes('-') ? readStdin() : undefined
    return checkPaths(positionals, settings, { kubernetesVersion: options.kubernetes, stdin })
  }
  if (options.kubernetes !== undefined)
    throw usageError(
      'thanos-gitops check: --kubernetes is for paths only.',
      'Set kubernetesVersion in the environment.yaml of the environment.',
    )
  const names = chooseEnvironments(requireRoot(options.root), positionals)
  notesNoEnvironment(names)
  return checkEnvironments(requireRoot(options.root), names, settings)
}

function requireVersion(version: string): string {
  if (/^v?\d+\.\d+\.\d+(?![\d.])/.test(version)) return version
  throw usageError(
    `thanos-gitops check: --thanos must be a version, not ${JSON.stringify(version)}.`,
    'Write for example --thanos v0.42.4',
  )
}

const exceptionsIn = (file: string): CheckSettings['exceptions'] => ({
  file,
  content: readOptionFile(file, '--exceptions'),
})

const reportOf = (subjects: CheckedSubjects['subjects'], selected: readonly Check[]): CheckReport => ({
  subjects: subjects.map(({ name }) => name),
  objects: subjects.reduce((sum, { objects }) => sum + objects, 0),
  findings: mergeFindings(subjects.flatMap(({ findings }) => findings)),
  excepted: subjects.reduce((sum, { excepted }) => sum + excepted, 0),
  rules: selected,
})
