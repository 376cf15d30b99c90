// Compares what `check` and other programs find in the same faulty manifests, and what they report on healthy ones.
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { environmentNames } from '@thanos-gitops/render'
import { parseAllDocuments } from 'yaml'
import { root } from '../../tests/repository.ts'
import { folder } from '../commands.ts'
import { runs, sized } from '../measure.ts'
import { type Case, readCases } from './cases.ts'
import { type Checker, checkersIn } from './checkers.ts'
import { isFound } from './verdict.ts'

const readme = 'packages/checks/README.md'
const [begin, end] = ['<!-- written by npm run bench -- --only checks -->\n', '<!-- end of the comparison -->']

/** Writes the tables into the README of the checks, except in a trial. @param controls folders of healthy manifests of other projects */
export async function compareCheckers(controls: readonly string[]): Promise<void> {
  const checkers = await checkersIn(join(folder, 'checkers'))
  const { examples, own } = readCases()
  const cases = (all: readonly Case[]): readonly Case[] => all.slice(0, sized(all.length, 1))
  const table = [
    await faultTable('Own cases', cases(own), checkers),
    await faultTable('Examples of the checks', cases(examples), checkers),
    await healthyTable(controls, checkers),
  ].join('\n')
  console.log(table)
  if (runs.isTrial) return
  const path = join(root, readme)
  const text = readFileSync(path, 'utf8')
  const [start, stop] = [text.indexOf(begin), text.indexOf(end)]
  if (start === -1 || stop === -1) throw new Error(`${readme} has no comments ${begin.trim()} and ${end}.`)
  writeFileSync(path, `${text.slice(0, start + begin.length)}${table}\n${text.slice(stop)}`)
}

async function faultTable(title: string, cases: readonly Case[], checkers: readonly Checker[]): Promise<string> {
  const found = new Map<Checker, readonly Case[]>()
  for (const checker of checkers) found.set(checker, await foundBy(checker, cases))
  const missed = cases.filter((one) => !found.get(checkers[0]!)!.includes(one))
  if (missed.length > 0) console.error(`Missed: ${missed.map(({ family, name }) => `${family}/${name}`).join(', ')}`)
  const families = [...Map.groupBy(cases, ({ family }) => family)]
  const row = (label: string, list: readonly Case[]): string =>
    `| ${label} | ${list.length} | ${checkers.map((checker) => found.get(checker)!.filter((one) => list.includes(one)).length).join(' | ')} |`
  return [
    `| ${title} | faults | ${checkers.map(({ name }) => name).join(' | ')} |`,
    `| --- | ---: |${' ---: |'.repeat(checkers.length)}`,
    ...families.sort(([a], [b]) => (a < b ? -1 : 1)).map(([family, list]) => row(family, list)),
    row('**all**', cases),
    '',
  ].join('\n')
}

async function foundBy(checker: Checker, cases: readonly Case[]): Promise<readonly Case[]> {
  const found: Case[] = []
  for (const one of cases) if (await isFoundBy(checker, one)) found.push(one)
  return found
}

async function isFoundBy({ find, findMore }: Checker, { example }: Case): Promise<boolean> {
  const { broken, fixed } = example
  if (isFound(await find(broken, example), await find(fixed, example), example)) return true
  return findMore !== undefined && isFound(await findMore(broken), await findMore(fixed), example)
}

/** What the programs report for each 100 objects of stacks that work. */
async function healthyTable(controls: readonly string[], checkers: readonly Checker[]): Promise<string> {
  const own = environmentNames(root)
    .map((name) => ({ name: `environment ${name}`, path: join(root, 'environments', name, 'manifests') }))
    .filter(({ path }) => existsSync(path))
    .slice(0, sized(Infinity, 1))
  const rows: string[] = []
  for (const { name, path } of [...own, ...controls.map((path) => ({ name: basename(path), path }))]) {
    const yaml = globSync('**/*.yaml', { cwd: path })
      .sort()
      .map((file) => readFileSync(join(path, file), 'utf8'))
      .join('\n---\n')
    const objects = parseAllDocuments(yaml).filter(({ contents }) => contents !== null).length
    const cells: string[] = []
    for (const checker of checkers) {
      const stacks = new Map([['stack', yaml]])
      const reported = await (checker.findMore?.(stacks) ?? checker.find(stacks, { isEnvironment: false }))
      cells.push(((reported.length / objects) * 100).toFixed(0))
    }
    rows.push(`| ${name} | ${objects} | ${cells.join(' | ')} |`)
  }
  return [
    `| Reported for 100 objects of | objects | ${checkers.map(({ name }) => name).join(' | ')} |`,
    `| --- | ---: |${' ---: |'.repeat(checkers.length)}`,
    ...rows,
    '',
  ].join('\n')
}
