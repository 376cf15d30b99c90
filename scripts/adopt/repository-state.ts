// Whether a repository is a fresh copy, which `adopt` can change and restore.
import { basename } from 'node:path'
import { deliverySettingsFile } from '@thanos-gitops/delivery'
import { readOptionalFile } from '@thanos-gitops/manifest'
import { environmentNames } from '@thanos-gitops/render'
import { environmentSchemaFile, patchesSchemaFile } from '@thanos-gitops/render/editor-schema'
import { requireCommitted, requireRepository } from '../clean-repository.ts'
import { failure } from '../failure.ts'
import { git, linesOf } from '../git.ts'
import { sharedTemplate } from '../new-environment/files.ts'

/** The environments of this repository's `environments/`. A folder with one of these names is removed. */
const examples = ['development', 'local', 'production', 'staging']

/** The example environments that a repository has. */
export const examplesIn = (root: string): readonly string[] =>
  environmentNames(root).filter((name) => examples.includes(name))

/** @throws Failure if the repository was adopted before, or git could not restore it */
export async function requireFreshCopy(root: string): Promise<void> {
  await requireRepository(root)
  requireNotAdopted(root)
  await requireCommitted(root)
  await requireKnownIgnored(root)
}

/** Whether the repository has another address than the examples, or none. */
export function isAdopted(root: string): boolean {
  const settings = readOptionalFile(root, deliverySettingsFile)
  return settings === undefined || addressOf(settings) !== undefined
}

function requireNotAdopted(root: string): void {
  const settings = readOptionalFile(root, deliverySettingsFile) ?? ''
  const address = addressOf(settings)
  if (address === undefined) return
  const line = settings.split('\n').findIndex((text) => text.startsWith('repository:')) + 1
  throw failure(
    'adopted-already',
    `${deliverySettingsFile}:${line}: This repository was adopted already: its address is ${address}.`,
    'To add a cluster, run npm run new:environment -- NAME. To change an address, a bucket or receivers, edit the files that README.md lists under "Make it yours".',
  )
}

/** The address in the settings; undefined if it is that of the examples. */
function addressOf(settings: string): string | undefined {
  const address = addressIn(settings)
  return address === addressIn(sharedTemplate('delivery.yaml')) ? undefined : address
}

const addressIn = (settings: string): string | undefined => /^repository:\s*(\S+)/m.exec(settings)?.[1]

/** The folders of examples are removed as a whole. */
async function requireKnownIgnored(root: string): Promise<void> {
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
  return linesOf(await git(root, 'ls-files', '--others', '--ignored', '--exclude-standard', '--', ...folders))
}
