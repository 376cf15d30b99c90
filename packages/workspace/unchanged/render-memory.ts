import { hash } from 'node:crypto'
import { join } from 'node:path'
import { type Environment, type Finding, isPipeline } from '@thanos-gitops/manifest'
import {
  environmentNames,
  environmentsFolder,
  isAsRecorded,
  type RenderedEnvironment,
  recordDigest,
  renderWarnings,
} from '@thanos-gitops/render'
import { type SchemaWriter, schemaDataVersion, type WrittenSchemas } from '@thanos-gitops/render/editor-schema'
import { programDigest } from '../base/load-base.ts'
import { hasLayerFindings } from '../layers.ts'
import type { SourcedFiles } from '../sources/sourced-files.ts'
import { inputsDigest, notingReads } from './inputs.ts'
import { recordFiles } from './record-file.ts'

/** An environment for which a render would write no file and print no finding. */
export interface UnchangedEnvironment {
  readonly unchanged: Environment
  readonly manifestCount: number
}

/** A render of an environment that found nothing to report, and what it left in the folder of the environment. */
export interface RecordedRender {
  /** A digest of what decided the result. */
  readonly inputs: string
  /** A digest of `.rendered.sha256`. */
  readonly outputs: string
  readonly schemas: WrittenSchemas
  readonly environment: Environment
  readonly manifestCount: number
}

/**
 * Renders of earlier runs. An environment is not rendered again if all its inputs are the same, and its files are as that render
 * wrote them.
 */
export interface RenderMemory {
  /** Renders an environment, unless nothing would change. */
  render(
    read: SourcedFiles,
    render: (read: SourcedFiles) => RenderedEnvironment | readonly Finding[],
  ): RenderedEnvironment | UnchangedEnvironment | readonly Finding[]
  /** Remembers a rendered environment whose files and schemas are written. */
  remember(rendered: RenderedEnvironment): void
}

/**
 * Undefined if nothing identifies the modules that run: only the bundle of the command has a digest of its sources. Also in a pipeline,
 * which renders everything.
 * @param schemas writes the schemas of the environments
 */
export function renderMemory(root: string, schemas: SchemaWriter): RenderMemory | undefined {
  const bundle = programDigest(root)
  if (bundle === undefined || isPipeline()) return undefined
  const program = hash('sha256', [bundle, process.version, process.platform, schemaDataVersion()].join('\n'))
  const records = recordFiles<RecordedRender>(root, 'rendered')
  const digests = new WeakMap<RenderedEnvironment, string>()
  let names: readonly string[] | undefined
  const folderOf = (name: string): string => join(root, environmentsFolder, name)
  return {
    render(read, render) {
      names ??= environmentNames(root)
      const inputs = inputsDigest(read, program, names)
      const { name } = read.files
      const known = inputs === undefined ? undefined : records.read(name)
      const isKnown = known !== undefined && known.inputs === inputs
      if (isKnown && isAsRecorded(folderOf(name), known.outputs) && schemas.areCurrent(known.schemas))
        return { unchanged: known.environment, manifestCount: known.manifestCount }
      let isIdentified = inputs !== undefined
      const rendered = render({
        ...read,
        files: notingReads(read.files, () => {
          isIdentified = false
        }),
      })
      if (isIdentified && 'environment' in rendered) digests.set(rendered, inputs!)
      return rendered
    },
    remember(rendered) {
      const inputs = digests.get(rendered)
      if (inputs === undefined || renderWarnings(rendered).length > 0 || hasLayerFindings(rendered)) return
      const { environment, manifests } = rendered
      const outputs = recordDigest(folderOf(environment.name))
      if (outputs === undefined) return
      const written = schemas.written(environment)
      records.write(environment.name, {
        inputs,
        outputs,
        schemas: written,
        environment,
        manifestCount: manifests.length,
      })
    },
  }
}
