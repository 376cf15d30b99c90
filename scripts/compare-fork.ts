// What a pull request from a fork does to the clusters, computed without running code of the fork.
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { checks } from '@thanos-gitops/checks'
import { topologyOf } from '@thanos-gitops/checks/topology'
import { defineCommand, runScript, usageError } from '@thanos-gitops/command-line'
import { diffWithServer, reachOf } from '@thanos-gitops/diff'
import {
  deliveries,
  type Environment,
  Failure,
  type Finding,
  mappingOf,
  type Place,
  readOptionalFile,
  readYaml,
} from '@thanos-gitops/manifest'
import type { NamedDiff } from '@thanos-gitops/manifest/change'
import { checkFormats, mergeFindings } from '@thanos-gitops/report/check'
import { diffFormats, drawnDiff, type LinkTo, linksAt } from '@thanos-gitops/report/diff'
import { type KubernetesVersion, kubernetesVersions } from '@thanos-gitops/schemas'
import { type CheckSettings, checkPaths } from '@thanos-gitops/workspace/check'
import { applicationOf, compareFolders, declaredRemovals, type Sides } from '@thanos-gitops/workspace/comparison'
import { ownRepository } from './script-options.ts'

export const compareFork = defineCommand(
  {
    name: 'compare-fork',
    summary: 'compare the committed manifests of two checkouts',
    description:
      'Compares the committed manifests of all environments in two checkouts and checks those of the second, with the code and the exceptions of this repository. Reads manifests, environment.yaml and removals.yaml as data, and runs no code of the checkouts. Writes comment.md, diff.sarif and check.sarif.',
    forms: [
      [
        { name: 'BEFORE', help: 'The checkout of the commit where the branch left the default branch.' },
        { name: 'AFTER', help: 'The checkout of the fork.' },
      ],
    ],
    options: {
      output: { type: 'string', value: 'DIR', suggest: 'folder', help: 'The folder of the written files.' },
      links: {
        type: 'string',
        value: 'URL',
        help: 'The page of the files of the second checkout, for links in the comment, such as https://github.com/OWNER/NAME/blob/COMMIT.',
      },
    },
  },
  async ({ positionals, options }) => {
    const [before = '.', after = '.'] = positionals as readonly string[]
    const results = await compareCheckouts(before, after, linksOf(options.links))
    const folder = resolve(options.output ?? '.')
    mkdirSync(folder, { recursive: true })
    for (const [file, content] of Object.entries(results)) writeFileSync(join(folder, file), content)
    return 0
  },
)

function linksOf(address: string | undefined): LinkTo | undefined {
  const linkTo = address === undefined ? undefined : linksAt(address)
  if (address !== undefined && linkTo === undefined)
    throw usageError(
      `compare-fork: --links ${address} is not the page of the files of a commit.`,
      'Write for example: --links https://github.com/OWNER/NAME/blob/COMMIT',
    )
  return linkTo
}

/** The contents of the written files by their names. */
export async function compareCheckouts(
  before: string,
  after: string,
  linkTo?: LinkTo,
): Promise<Readonly<Record<string, string>>> {
  const empty = mkdtempSync(join(tmpdir(), 'compare-fork-'))
  try {
    const names = [...new Set([...environmentsIn(before), ...environmentsIn(after)])].sort()
    const compared: ComparedEnvironment[] = []
    for (const name of names) compared.push(await compareEnvironment(name, before, after, empty))
    const sides = compared.flatMap((environment) => environment.sides ?? [])
    const found = await diffWithServer(sides)
    const diffs = withTopology(
      sides.map((side, index): NamedDiff => ({ ...side, ...found[index]! })),
      sides,
    )
    const failed = compared.filter((environment) => environment.sides === undefined)
    const subjects = compared.map(({ name }) => name)
    const findings = mergeFindings(compared.flatMap((environment) => environment.findings))
    const report = { subjects, objects: 0, findings, excepted: 0, rules: checks }
    return {
      'comment.md': [
        diffFormats.markdown(diffs, 'the default branch', reachOf(diffs, withoutSources), { linkTo }),
        ...failed.map(
          ({ name }) => `\n- **${name}** cannot be compared. Run: \`npx thanos-gitops validate ${name}\`\n`,
        ),
      ].join(''),
      'diff.sarif': diffFormats.sarif(diffs),
      'check.sarif': checkFormats.sarif(report),
    }
  } finally {
    rmSync(empty, { recursive: true })
  }
}

/** Adds the connections for the picture of the comment. */
function withTopology(diffs: readonly NamedDiff[], sides: readonly Sides[]): readonly NamedDiff[] {
  const drawn = drawnDiff(diffs)
  return diffs.map((diff, index) => {
    const { after, kubernetesVersion } = sides[index]!
    return diff === drawn ? { ...diff, topology: topologyOf(after, { kubernetesVersion }) } : diff
  })
}

/** The rings and the lines of a fork are not read: pull-request.yml compares them with the limits. */
const withoutSources: Parameters<typeof reachOf>[1] = {
  ringOf: () => undefined,
  differs: () => false,
  deliveryChanges: new Set(),
  labels: [],
}

interface ComparedEnvironment {
  readonly name: string
  /** Undefined if the manifests cannot be read. */
  readonly sides: Sides | undefined
  readonly findings: readonly Finding[]
}

async function compareEnvironment(
  name: string,
  before: string,
  after: string,
  empty: string,
): Promise<ComparedEnvironment> {
  const [old, current] = [before, after].map((checkout) => manifestsOf(checkout, name))
  try {
    const { kubernetesVersion, delivery } = settingsOf(name, current === undefined ? before : after)
    const [folders] = compareFolders(old ?? empty, current ?? empty, { kubernetesVersion, delivery }).sides
    if (folders!.problems.length > 0) throw new Failure(folders!.problems)
    const sides: Sides = {
      ...folders!,
      ...applicationOf(before, name),
      name,
      declaredRemovals: current === undefined ? [] : declaredRemovals(after, name),
      side: old === undefined ? 'new' : current === undefined ? 'gone' : 'both',
    }
    return { name, sides, findings: current === undefined ? [] : await findingsIn(name, current, kubernetesVersion) }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { name, sides: undefined, findings: error.findings }
  }
}

/**
 * What `environment.yaml` of a checkout sets, read as data: the base of the checkout, which is code, validates the other fields.
 *
 * @throws Failure if the file or one of the two fields is not valid
 */
function settingsOf(
  name: string,
  checkout: string,
): { readonly kubernetesVersion: KubernetesVersion; readonly delivery: Environment['delivery'] } {
  const file = `environments/${name}/environment.yaml`
  const content = readOptionalFile(resolve(checkout), file)
  if (content === undefined) throw settingsFailure({ file }, 'The file does not exist.')
  const source = readYaml(file, content)
  if (!('file' in source)) throw new Failure(source)
  const { kubernetesVersion, delivery } = mappingOf(source.value)
  const version = kubernetesVersions.find((known) => known === kubernetesVersion)
  const chosen = deliveries.find((known) => known === delivery)
  if (version === undefined)
    throw settingsFailure(
      source.place(['kubernetesVersion']),
      `The kubernetesVersion must be ${kubernetesVersions.join(', ')}.`,
    )
  if (chosen === undefined)
    throw settingsFailure(source.place(['delivery']), `The delivery must be ${deliveries.join(', ')}.`)
  return { kubernetesVersion: version, delivery: chosen }
}

const settingsFailure = (place: Place, message: string): Failure =>
  new Failure({
    code: 'environment-invalid',
    severity: 'error',
    message,
    remedy: 'Correct environment.yaml, and render the environment.',
    place,
  })

/** The exceptions are those of this repository: a fork cannot except its own findings. */
async function findingsIn(
  name: string,
  folder: string,
  kubernetesVersion: KubernetesVersion,
): Promise<readonly Finding[]> {
  const file = join(ownRepository, 'environments', name, 'exceptions.yaml')
  const settings: CheckSettings = {
    checks,
    asksApiServer: true,
    comparesEnvironments: false,
    today: new Date().toISOString().slice(0, 10),
    versions: {},
    exceptions: isFile(file) ? { file, content: readFileSync(file, 'utf8') } : undefined,
  }
  const { subjects } = await checkPaths([folder], settings, { kubernetesVersion })
  return subjects.flatMap(({ findings }) => findings)
}

/** Names that are no DNS labels, and links, are left out. */
const environmentsIn = (checkout: string): readonly string[] =>
  foldersIn(join(checkout, 'environments'))
    .filter((name) => /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name))
    .filter((name) => manifestsOf(checkout, name) !== undefined)

function manifestsOf(checkout: string, name: string): string | undefined {
  const parent = join(checkout, 'environments', name)
  return foldersIn(parent).includes('manifests') ? join(parent, 'manifests') : undefined
}

/** The names of the folders in a folder; none if it is a link or does not exist. */
const foldersIn = (folder: string): readonly string[] =>
  lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === true
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
    : []

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true

if (import.meta.main) await runScript(compareFork)
