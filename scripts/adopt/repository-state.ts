// Whether a repository is a fresh copy, which `adopt` can change and restore.
import { realpathSync } from 'node:fs'
import { basename } from 'node:path'
import { deliverySettingsFile } from '@thanos-gitops/delivery'
import { readOptionalFile } from '@thanos-gitops/manifest'
import { environmentNames } from '@thanos-gitops/render'
import { environmentSchemaFile, patchesSchemaFile } from '@thanos-gitops/render/editor-schema'
import { counted } from '@thanos-gitops/report'
import { $ } from 'zx'
import { failure } from '../failure.ts'
import { sharedTemplate } from '../new-environment/files.ts'

/** The environments of this repository's `environments/`. A folder with one of these names is removed. */
const examples = ['development', 'local', 'production', 'staging']

/** The example environments that a repository has. */
export const examplesIn = (root: string): readonly string[] =>
  environmentNames(root).filter((name) => examples.includes(name))

/** What git prints, or undefined if it fails. */
export async function git(root: string, ...args: readonly string[]): Promise<string | undefined> {
  const { exitCode, stdout } = await $({ cwd: root, quiet: true, nothrow: true })`git ${args}`
  return exitCode === 0 ? stdout.trimEnd() : undefined
}

/** @throws Failure if the repository was adopted before, or git could not restore it */
export async function requireFreshCopy(root: string): Promise<void> {
  await requireRepository(root)
  requireNotAdopted(root)
  await requireCleanTree(root)
}

async function requireRepository(root: string): Promise<void> {
  const top = await git(root, 'rev-parse', '--show-toplevel')
  if (top !== undefined && realpathSync(top) === realpathSync(root)) return
  throw failure(
    'no-repository',
    top === undefined
      ? `${root} is not a git repository.`
      : `${root} is a folder of the repository ${top}. The workflows and Argo CD or Flux need a repository of its own.`,
    'Create one here: git init && git add --all && git commit --message "Import thanos-gitops"',
  )
}

function requireNotAdopted(root: string): void {
  const settings = readOptionalFile(root, deliverySettingsFile) ?? ''
  const address = addressIn(settings)
  if (address === undefined || address === addressIn(sharedTemplate('delivery.yaml'))) return
  const line = settings.split('\n').findIndex((text) => text.startsWith('repository:')) + 1
  throw failure(
    'adopted-already',
    `${deliverySettingsFile}:${line}: This repository was adopted already: its address is ${address}.`,
    'To add a cluster, run npm run new:environment -- NAME. To change an address, a bucket or receivers, edit the files that README.md lists under "Make it yours".',
  )
}

const addressIn = (settings: string): string | undefined => /^repository:\s*(\S+)/m.exec(settings)?.[1]

async function requireCleanTree(root: string): Promise<void> {
  const changed = lines(await git(root, 'status', '--porcelain'))
  if (changed.length > 0)
    throw failure(
      'tree-dirty',
      `The working tree has ${counted(changed.length, 'change')} that ${changed.length === 1 ? 'is' : 'are'} not committed.`,
      'Commit them, or put them aside: git stash --include-untracked',
      changed.slice(0, 10).join('\n'),
    )
  const ignored = await ignoredFiles(root, examplesIn(root))
  const unknown = ignored.filter((file) => !generated.includes(basename(file)))
  if (unknown.length > 0)
    throw failure(
      'tree-dirty',
      'The examples contain files that git ignores, and that git could not restore.',
      'Move them out of environments/, or remove them.',
      unknown.slice(0, 10).join('\n'),
    )
}

/** What `render` writes and git ignores: schemas for editors, and which files it wrote. */
const generated = [environmentSchemaFile, patchesSchemaFile, '.rendered.sha256']

/** The files of environments that git ignores. */
export async function ignoredFiles(root: string, environments: readonly string[]): Promise<readonly string[]> {
  const folders = environments.map((name) => `environments/${name}`)
  if (folders.length === 0) return []
  return lines(await git(root, 'ls-files', '--others', '--ignored', '--exclude-standard', '--', ...folders))
}

const lines = (output: string | undefined): readonly string[] =>
  (output ?? '').split('\n').filter((line) => line !== '')
