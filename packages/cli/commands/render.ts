import type { Invocation, Run } from '@thanos-gitops/command-line'
import { printManifests, startProgress } from '@thanos-gitops/command-line'
import { Failure, type Finding, readingOnce } from '@thanos-gitops/manifest'
import { chooseEnvironments, type RenderedEnvironment, renderWarnings } from '@thanos-gitops/render'
import type { SchemaWriter } from '@thanos-gitops/render/editor-schema'
import {
  changedEnvironmentRenderer,
  fleetDrift,
  type LayerReview,
  layerReview,
  outputDrift,
  type RenderMemory,
  readDeliverySettings,
  renderMemory,
  requireRoot,
  writeFleet,
} from '@thanos-gitops/workspace'
import { ringProblems } from '@thanos-gitops/workspace/rings'
import type { renderDeclaration } from '../declarations/render.ts'
import { editorSchemas, writesSchemas } from '../editor-schemas.ts'
import { jsonLines, outcomeOf, type Reporter, type Work } from '../json-lines.ts'
import { writeLayerSchemas } from '../layer-schemas.ts'
import { notesNoEnvironment } from '../no-environment.ts'
import { isPart, type PartResult, renderPart, startParts } from '../render-parts.ts'
import { type EnvironmentResult, renderTotal, unchangedResult } from '../render-total.ts'
import {
  type DeliverySettings,
  environmentTitle,
  printFindings,
  writeEnvironment,
  writtenText,
} from '../write-environment.ts'

const run: Run<typeof renderDeclaration> = async (invocation) => {
  if (invocation.options.watch) return (await import('../watch/watch.ts')).watchCommand('render', invocation)
  const root = requireRoot(invocation.options.root)
  // The layers, the ring, the pin and the cluster of all environments are also read before the first one is rendered.
  return readingOnce(root, isSettingsFile, () => render(root, invocation))
}
export default run

const isSettingsFile = (file: string): boolean => /^environments\/[^/]+\/environment\.yaml$/.test(file)

async function render(root: string, { positionals, options }: Invocation<typeof renderDeclaration>): Promise<number> {
  const names = chooseEnvironments(root, positionals)
  notesNoEnvironment(names)
  const common: Finding[] = []
  const settings = await collected(common, () => readDeliverySettings(root))
  const schemas = editorSchemas(root, options.schemas)
  // A check reads everything again, and a problem of environments/delivery.yaml concerns each environment.
  const memory =
    options.check || options.stdout || options.schemas || common.length > 0 ? undefined : renderMemory(root, schemas)
  const renderEnvironment = await collected(common, () => changedEnvironmentRenderer(root, names, memory))
  const report = options['json-lines'] ? jsonLines(names[0], common) : directly
  if (renderEnvironment === undefined && !options['json-lines']) throw new Failure(common)
  const isDeliveryValid = common.length === 0
  const review = layerReview(root, positionals.length === 0)
  // A ring changes no manifest, so that the target of one environment does not depend on the rings.
  const ofFleet = [...review.problems, ...(positionals.length === 0 ? ringProblems(root) : [])]
  const mode = modeOf(options, { root, settings, review, schemas, memory })

  const problems: Finding[] = [...common]
  let exitCode = 0
  const attempt = async (environment: string | undefined, work: Work): Promise<void> => {
    const outcome = await report(environment, () => outcomeOf(work))
    exitCode = Math.max(exitCode, outcome.exitCode)
    problems.push(...outcome.problems)
  }
  if (isPart() && renderEnvironment !== undefined)
    return renderPart(names, renderEnvironment, mode.environment, mode.hasWrittenSchemas)
  await attempt(undefined, () => failFor(ofFleet))
  const progress = startProgress('render')
  const total = renderTotal()
  const parts =
    printsResults(options) && common.length === 0
      ? startParts(root, names, options.check ? ['--check'] : [])
      : undefined
  for (const [index, name] of names.entries()) {
    const other = await parts?.resultOf(name)
    progress.clear()
    await attempt(name, () => {
      if (other !== undefined && !other.hasLayerFindings) {
        review.addWithoutFindings(other.environment)
        return total.add(printed(other))
      }
      const rendered = renderEnvironment?.(name) ?? []
      if ('unchanged' in rendered) {
        review.addWithoutFindings(rendered.unchanged)
        process.stdout.write(writtenText(rendered.unchanged.name, rendered.manifestCount))
        return total.add(unchangedResult(rendered.manifestCount))
      }
      // A failure would name the environment in problems of layers, which are only put together with those of the others.
      if (!('environment' in rendered)) return rendered
      review.add(rendered)
      if (other !== undefined) return total.add(printed(other))
      // With a problem of environments/delivery.yaml, no environment is complete.
      return isDeliveryValid ? mode.environment(rendered).then(total.add) : 0
    })
    progress.show(`${index + 1} of ${names.length} environments rendered`)
  }
  progress.end()
  const othersHaveWritten = await parts?.end()
  await attempt(undefined, () => mode.finish(othersHaveWritten))
  if (problems.length === 0 && positionals.length === 0) await attempt(undefined, () => mode.fleet())
  if (problems.length === 0) {
    if (printsResults(options)) process.stdout.write(total.line())
    return exitCode
  }
  if (options['json-lines']) return 2
  throw new Failure(problems)
}

function failFor(problems: readonly Finding[]): 0 {
  if (problems.length > 0) throw new Failure(problems)
  return 0
}

/** Whether each environment has a line for a person. Then other processes can render a part, too: they need no more than names. */
const printsResults = (options: {
  readonly stdout: boolean
  readonly schemas: boolean
  readonly 'json-lines': boolean
}): boolean => !options.stdout && !options.schemas && !options['json-lines']

function printed(result: PartResult): EnvironmentResult {
  process.stdout.write(result.output)
  return result
}

const directly: Reporter = (_environment, work) => work()

/** The result of some work; undefined, with its problems collected, if it fails. */
async function collected<Result>(
  problems: Finding[],
  work: () => Promise<Result> | Result,
): Promise<Result | undefined> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    problems.push(...error.findings)
    return undefined
  }
}

/** What happens to a rendered environment, after all of them, and to the files of all environments. The others return the exit code. */
interface Mode {
  environment(rendered: RenderedEnvironment): Promise<EnvironmentResult>
  /** @param othersHaveWritten whether other processes wrote schemas */
  finish(othersHaveWritten?: boolean): number
  fleet(): number
  hasWrittenSchemas(): boolean
}

/** What all environments of a run share. */
interface Shared {
  readonly root: string
  readonly settings: DeliverySettings
  readonly review: LayerReview
  readonly schemas: SchemaWriter
  readonly memory: RenderMemory | undefined
}

function modeOf(
  options: { readonly check: boolean; readonly stdout: boolean; readonly schemas: boolean },
  shared: Shared,
): Mode {
  if (options.check) return checkMode(shared)
  if (options.stdout) return printMode(shared)
  return options.schemas ? schemaMode(shared) : writeMode(shared)
}

function schemaMode({ root, review, schemas }: Shared): Mode {
  return {
    async environment(rendered) {
      await schemas.write(rendered)
      return { exitCode: 0, manifests: rendered.manifests.length }
    },
    hasWrittenSchemas: schemas.hasWritten,
    finish() {
      schemas.finish()
      writeLayerSchemas(root, review)
      return 0
    },
    fleet: () => 0,
  }
}

function writeMode({ root, settings, review, schemas, memory }: Shared): Mode {
  return {
    async environment(rendered) {
      const files = await writeEnvironment(root, rendered, settings, schemas)
      memory?.remember(rendered)
      return { exitCode: 0, manifests: rendered.manifests.length, files }
    },
    hasWrittenSchemas: schemas.hasWritten,
    finish(othersHaveWritten) {
      schemas.finish(othersHaveWritten)
      if (writesSchemas(process.env)) writeLayerSchemas(root, review)
      printFindings(review.warnings())
      return 0
    },
    fleet() {
      for (const { file, action } of settings === undefined ? [] : writeFleet(root, settings))
        console.log(`${file}: ${action}`)
      return 0
    },
  }
}

function checkMode({ root, settings, review }: Shared): Mode {
  return {
    async environment(rendered) {
      const drift = await outputDrift(root, rendered, settings)
      if (drift.length === 0) console.log(`${environmentTitle(rendered)}, up to date`)
      const warnings = renderWarnings(rendered)
      for (const list of [drift, warnings]) printFindings(list)
      const findings = drift.length + warnings.length
      return { exitCode: findings > 0 ? 1 : 0, manifests: rendered.manifests.length, findings }
    },
    hasWrittenSchemas: () => false,
    finish() {
      const warnings = review.warnings()
      printFindings(warnings)
      return warnings.length > 0 ? 1 : 0
    },
    fleet() {
      const drift = settings === undefined ? [] : fleetDrift(root, settings)
      printFindings(drift)
      return drift.length > 0 ? 1 : 0
    },
  }
}

const printMode = ({ review }: Shared): Mode => ({
  async environment(rendered) {
    printManifests(rendered.manifests.map(({ text }) => `---\n${text}`).join(''))
    printFindings(renderWarnings(rendered), process.stderr)
    return { exitCode: 0, manifests: rendered.manifests.length }
  },
  hasWrittenSchemas: () => false,
  finish() {
    printFindings(review.warnings(), process.stderr)
    return 0
  },
  fleet: () => 0,
})
