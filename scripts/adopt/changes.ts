// All changes of an adoption: made together, or not at all.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { deliverySettingsFile } from '@thanos-gitops/delivery'
import { entryExists, readOptionalFile } from '@thanos-gitops/manifest'
import { stringify } from 'yaml'
import { $ } from 'zx'
import { failure } from '../failure.ts'
import { interruptible } from '../interruption.ts'
import { missingSharedFiles, type SourceFiles, sharedTemplate, writeEnvironment } from '../new-environment/files.ts'
import { type Output, thanosGitops } from '../new-environment/thanos-gitops.ts'
import { originFile, withOrigin } from '../upgrade/origin.ts'
import type { Adoption } from './adoption.ts'
import { environmentFiles, withImages } from './environment.ts'
import { imagesOf, overridesFor } from './mirror.ts'
import { ownersFile, withOwners } from './owners.ts'
import { examplesIn, ignoredFiles } from './repository-state.ts'

export interface Changes {
  /** The names of environments. */
  readonly removed: readonly string[]
  /** The contents of files by their paths in the repository, without those of the environment. */
  readonly files: ReadonlyMap<string, string>
  readonly environment: SourceFiles
}

export function changesOf(root: string, adoption: Adoption): Changes {
  const removed = examplesIn(root)
  const shared = missingSharedFiles(root).map((file) => [`environments/${file}`, sharedTemplate(file)] as const)
  const delivery = readOptionalFile(root, deliverySettingsFile) ?? sharedTemplate('delivery.yaml')
  const owners = readOptionalFile(root, ownersFile) ?? '* @platform\n/environments/ @monitoring\n'
  return {
    removed,
    files: new Map([
      ...shared,
      [deliverySettingsFile, withAddress(delivery, adoption)],
      [originFile, withOrigin(readOptionalFile(root, originFile), adoption.copiedFrom)],
      [ownersFile, withOwners(owners, adoption.owners, removed)],
    ]),
    environment: environmentFiles(adoption),
  }
}

function withAddress(settings: string, { repository, branch }: Adoption): string {
  const lines = { repository, branch }
  return Object.entries(lines).reduce((text, [key, value]) => {
    const line = `${key}: ${stringify(value).trim()}`
    return new RegExp(`^${key}:`, 'm').test(text)
      ? text.replace(new RegExp(`^${key}:.*$`, 'm'), () => line)
      : `${text.trimEnd()}\n${line}\n`
  }, settings)
}

/**
 * Writes the changes and renders. Restores the working tree, which must be clean, if a command fails or the process gets a
 * signal. Returns what `render` printed.
 */
export const makeChanges = (root: string, adoption: Adoption, changes: Changes): Promise<string> =>
  interruptible('The command was interrupted, and nothing was changed.', async (check) => {
    const run: Run = async (...args) => {
      const output = await thanosGitops(root, ...args)
      check()
      if (output.exitCode !== 0) throw commandFailed(args, output)
      return output
    }
    const ignored = (await ignoredFiles(root, changes.removed)).map(
      (file) => [join(root, file), readFileSync(join(root, file))] as const,
    )
    try {
      await writeChanges(root, adoption.name, changes)
      return await renderAndCheck(root, adoption, run)
    } catch (error) {
      await restore(root, adoption.name)
      for (const [path, content] of ignored) writeFileSync(path, content)
      throw error
    }
  })

type Run = (...args: readonly string[]) => Promise<Output>

async function writeChanges(root: string, name: string, { removed, files, environment }: Changes): Promise<void> {
  for (const example of removed) {
    await $({ cwd: root, quiet: true })`git rm -r --quiet -- environments/${example}`
    // With what git ignores there, such as schemas for editors.
    rmSync(join(root, 'environments', example), { recursive: true, force: true })
  }
  for (const [file, content] of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), content)
  }
  writeEnvironment(root, name, environment)
}

async function renderAndCheck(root: string, { name, mirror, series }: Adoption, run: Run): Promise<string> {
  const rendered = await run('render')
  if (series !== undefined) await run('size', '--write', name)
  if (mirror.size > 0) {
    const file = join(root, 'environments', name, 'environment.yaml')
    writeFileSync(file, withImages(readFileSync(file, 'utf8'), overridesFor(mirror, imagesOf(root, name))))
    await run('render', name)
  }
  await run('validate')
  await run('check')
  return rendered.stdout.trim()
}

const commandFailed = ([command = '']: readonly string[], { stdout, stderr }: Output) =>
  failure(
    'adoption-failed',
    `thanos-gitops ${command} reports problems with the new environment, so nothing was changed.`,
    'Correct the option that sets the value in the lines below.',
    (stderr + stdout).trim(),
  )

/** The state of the last commit. Before, the working tree had no other changes. */
async function restore(root: string, name: string): Promise<void> {
  // With its schemas, which git ignores.
  rmSync(join(root, 'environments', name), { recursive: true, force: true })
  const git = $({ cwd: root, quiet: true })
  await git`git reset --quiet`
  const folders = ['environments', '.github'].filter((folder) => entryExists(join(root, folder)))
  await git`git clean --quiet --force -d -- ${folders}`
  await git`git checkout --quiet -- .`
}
