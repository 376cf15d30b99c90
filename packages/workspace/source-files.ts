import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { type Base, Failure, type Finding } from '@thanos-gitops/manifest'
import {
  chooseEnvironments,
  createRenderer,
  type EnvironmentFiles,
  type RenderedEnvironment,
  readEnvironmentFiles,
} from '@thanos-gitops/render'
import type { Texts } from '@thanos-gitops/render/edit'

/** An environment with the texts of its files, to be edited. */
export interface LoadedEnvironment {
  readonly files: EnvironmentFiles
  readonly rendered: RenderedEnvironment
  readonly texts: Texts
}

/** Throws a Failure with all problems of all environments. */
export function loadEnvironments(root: string, base: Base, names: readonly string[]): readonly LoadedEnvironment[] {
  chooseEnvironments(root, names)
  const problems: Finding[] = []
  const loaded = names.flatMap((name): readonly LoadedEnvironment[] => {
    const files = readEnvironmentFiles(root, name)
    const rendered = 'environment' in files ? createRenderer(base)(files) : files
    if ('environment' in files && 'manifests' in rendered) {
      const texts = new Map(
        [files.environment, ...files.patches].map(({ file }) => [file, readFileSync(join(root, file), 'utf8')]),
      )
      return [{ files, rendered, texts }]
    }
    problems.push(...(rendered as readonly Finding[]))
    return []
  })
  if (problems.length > 0) throw new Failure(problems)
  return loaded
}

/** What differs between texts, as a patch that `git apply` takes. */
export function textsDifference(before: Texts, after: Texts): string {
  const { createTwoFilesPatch } = createRequire(import.meta.url)('diff') as typeof import('diff')
  return changedFiles(before, after)
    .map((file) =>
      createTwoFilesPatch(
        `a/${file}`,
        `b/${file}`,
        before.get(file) ?? '',
        after.get(file) ?? '',
        undefined,
        undefined,
        { context: 2 },
      )
        .split('\n')
        .slice(1)
        .join('\n'),
    )
    .join('')
    .trimEnd()
}

export const changedFiles = (before: Texts, after: Texts): readonly string[] =>
  [...after.keys()].filter((file) => after.get(file) !== before.get(file))

/** Each file is complete before it takes the place of the old one. */
export function writeTexts(root: string, before: Texts, after: Texts): void {
  const changed = changedFiles(before, after).map((file) => join(root, file))
  for (const [index, file] of changedFiles(before, after).entries()) {
    mkdirSync(dirname(changed[index]!), { recursive: true })
    writeFileSync(`${changed[index]}.${process.pid}`, after.get(file)!)
  }
  for (const file of changed) renameSync(`${file}.${process.pid}`, file)
}
