import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checks } from '@thanos-gitops/checks'
import { type Example, exampleFindings, type Stacks } from '@thanos-gitops/checks/examples'
import { isObject } from '@thanos-gitops/manifest'
import { checkPaths } from '@thanos-gitops/workspace/check'
import { parse, parseAllDocuments, stringify } from 'yaml'
import type { ToolName } from '../../tools.ts'
import { peer } from '../peers.ts'

/** A program that finds faults in manifests. */
export interface Checker {
  readonly name: string
  /** The messages about manifests, without line numbers. */
  find(stacks: Stacks, example: Pick<Example, 'isEnvironment'>): Promise<readonly string[]>
  /** A slower search, which also finds what `find` finds. */
  findMore?(stacks: Stacks): Promise<readonly string[]>
}

/** The programs, built if they are not yet, without those that `peer` leaves out. @param work an empty folder */
export async function checkersIn(work: string): Promise<readonly Checker[]> {
  const checkers: Checker[] = [
    {
      name: 'thanos-gitops check',
      find: (stacks, example) => Promise.resolve(findByChecks(stacks, example)),
      findMore: (stacks) => (stacks.size > 1 ? Promise.resolve([]) : findByCommand(work, stacks)),
    },
  ]
  // One after the other: each build uses all processors.
  for (const [name, findWith] of Object.entries(otherCheckers) as [ToolName, FindWith][]) {
    const program = await peer(name)
    if (program === undefined) continue
    process.env.PATH = `${join(program, '..')}:${process.env.PATH}`
    checkers.push({ name, find: (stacks) => Promise.resolve(findWith(program, work, stacks)) })
  }
  return checkers
}

type FindWith = (program: string, work: string, stacks: Stacks) => readonly string[]

const otherCheckers = {
  'kube-score': (program, work, stacks) => run(program, ['score', '--output-format', 'ci', ...filesOf(work, stacks)]),
  promtool: (program, work, stacks) => [
    ...embedded(work, stacks, (value) => Array.isArray(value.groups)).flatMap((file) =>
      run(program, ['check', 'rules', '--lint=all', file]),
    ),
    ...embedded(
      work,
      stacks,
      ({ scrape_configs, global }) => scrape_configs !== undefined || global !== undefined,
    ).flatMap((file) => run(program, ['check', 'config', '--syntax-only', file])),
  ],
  amtool: (program, work, stacks) =>
    embedded(work, stacks, ({ route, receivers }) => isObject(route) && receivers !== undefined).flatMap((file) =>
      run(program, ['check-config', file]),
    ),
} satisfies Partial<Record<ToolName, FindWith>>

/** What the checks find. On several environments, and on one with its settings, there is no verdict of the API server. */
const findByChecks = (stacks: Stacks, { isEnvironment }: Pick<Example, 'isEnvironment'>): readonly string[] =>
  exampleFindings(checks, stacks, { isEnvironment }).map(({ code, message }) => withoutPlaces(`${code}: ${message}`))

/** What `check` finds, which takes longer: it includes the verdict of the API server. */
async function findByCommand(work: string, stacks: Stacks): Promise<readonly string[]> {
  const today = new Date().toISOString().slice(0, 10)
  const settings = { checks, asksApiServer: true, comparesEnvironments: false, today, versions: {} }
  const { subjects } = await checkPaths(filesOf(work, stacks), settings, {})
  return subjects.flatMap(({ findings }) => findings.map(({ code, message }) => withoutPlaces(`${code}: ${message}`)))
}

/** Writes manifests to files with the same names for both versions of a case. */
function filesOf(work: string, stacks: Stacks): readonly string[] {
  rmSync(work, { recursive: true, force: true })
  mkdirSync(work, { recursive: true })
  return [...stacks].map(([name, yaml]) => {
    const file = join(work, `${name}.yaml`)
    writeFileSync(file, yaml)
    return file
  })
}

/** Writes the entries of ConfigMaps that a tool of Prometheus reads. */
function embedded(
  work: string,
  stacks: Stacks,
  isInput: (value: Readonly<Record<string, unknown>>) => boolean,
): readonly string[] {
  filesOf(work, new Map())
  const entries = [...stacks.values()]
    .flatMap((yaml) => parseAllDocuments(yaml).map((document) => document.toJS() as unknown))
    .flatMap((object) => (isObject(object) ? entriesOf(object) : []))
  return entries.flatMap(([name, text]) => {
    if (!isInput(mappingIn(text))) return []
    const file = join(work, name)
    writeFileSync(file, text)
    return [file]
  })
}

/** The documents in a ConfigMap, and the rules of a PrometheusRule. */
function entriesOf({ kind, metadata, data, spec }: Readonly<Record<string, unknown>>): [string, string][] {
  const name = isObject(metadata) ? String(metadata.name) : ''
  if (kind === 'PrometheusRule') return [[`${name}.yaml`, stringify(spec)]]
  return kind === 'ConfigMap' && isObject(data)
    ? Object.entries(data).map(([key, text]) => [`${name}-${key}`, String(text)])
    : []
}

/** A document with a syntax error is an input by the names of its fields. */
function mappingIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const value = parse(text) as unknown
    return isObject(value) ? value : {}
  } catch {
    const names = [...text.matchAll(/^(\w+):/gm)].map(([, name]) => [name!, name === 'route' ? {} : []] as const)
    return Object.fromEntries(names)
  }
}

/** Lines about what is in order, and about what a program does not judge. */
const isSuccess =
  /SUCCESS|^\[(?:OK|SKIPPED)\]|^Checking \S+$|^Found:$|^FAILED:$|^- (?:global|route)|^- \d+ (?:inhibit|receiver|template)|Empty environment variable/

/** The lines that a program prints, without those that report success. */
function run(program: string, args: readonly string[]): readonly string[] {
  const { stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' })
  return `${stdout}\n${stderr}`
    .split('\n')
    .map((line) => withoutPlaces(line.trim()))
    .filter((line) => line !== '' && !isSuccess.test(line))
}

const withoutPlaces = (text: string): string => text.replaceAll(/(?:\bline |:)\d+(?::\d+)*\b/g, '')
