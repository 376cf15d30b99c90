import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { base } from '@thanos-gitops/base'
import { type Variant, variants } from '@thanos-gitops/base/testing/variants'
import {
  createRenderer,
  type EnvironmentFiles,
  environmentNames,
  type RenderedEnvironment,
  readEnvironmentFiles,
} from '@thanos-gitops/render'
import { type ExplainedLine, explainer } from '@thanos-gitops/render/explain'
import { copyRepository } from '../clone.ts'

export interface EnvironmentLines {
  readonly name: string
  readonly lines: readonly (ExplainedLine & { readonly file: string })[]
}

const chosen = ['rook-all', 'large', 'one-replica-seaweedfs', 'existing-secret-none', 'workload-identity-all']

/**
 * A copy of the repository whose environments are variants of the base with different settings and patches. The caller
 * removes it.
 */
export function copyWithVariants(): string {
  const folder = mkdtempSync(join(tmpdir(), 'origins-'))
  copyRepository(folder)
  for (const variant of variants.filter(({ name }) => chosen.includes(name))) writeVariant(folder, variant)
  return folder
}

function writeVariant(folder: string, { name, files }: Variant): void {
  for (const [file, content] of Object.entries(files)) {
    const path = join(folder, 'environments', name, file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
  }
}

/** The lines of all manifests of a copy, with their origins. */
export function explainedLines(copy: string): readonly EnvironmentLines[] {
  const explain = explainer(copy, base)
  const render = createRenderer(base)
  return environmentNames(copy).map((name) => {
    const files = readEnvironmentFiles(copy, name) as EnvironmentFiles
    const manifests = explain(files, render(files) as RenderedEnvironment)
    return {
      name,
      lines: manifests.flatMap((manifest) => manifest.lines().map((line) => ({ ...line, file: manifest.file }))),
    }
  })
}
