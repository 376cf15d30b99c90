import type { Run } from '@thanos-gitops/command-line'
import { printManifests, usageError } from '@thanos-gitops/command-line'
import { Failure, type Finding } from '@thanos-gitops/manifest'
import { chooseEnvironments, type RenderedEnvironment, renderWarnings } from '@thanos-gitops/render'
import { schemaWriter } from '@thanos-gitops/render/editor-schema'
import {
  environmentRenderer,
  fleetDrift,
  type LayerReview,
  layerReview,
  outputDrift,
  readDeliverySettings,
  requireRoot,
  writeFleet,
} from '@thanos-gitops/workspace'
import { ringProblems } from '@thanos-gitops/workspace/rings'
import type { renderDeclaration } from '../declarations/render.ts'
import { jsonLines, type Outcome, type Reporter } from '../json-lines.ts'
import { writeLayerSchemas } from '../layer-schemas.ts'
import { notesNoEnvironment } from '../no-environment.ts'
import { type DeliverySettings, environmentTitle, printFindings, writeEnvironment } from '../write-environment.ts'

const run: Run<typeof renderDeclaration> = async ({ positionals, options }) => {
  refuseCachedCheck(options.check)
  const root = requireRoot(options.root)
  const names = chooseEnvironments(root, positionals)
  notesNoEnvironment(names)
  const common: Finding[] = []
  const settings = await collected(common, () => readDeliverySettings(root))
  const render = await collected(common, () => environmentRenderer(root, names))
  const report = options['json-lines'] ? jsonLines(names[0], common) : directly
  if (render === undefined && !options['json-lines']) throw new Failure(common)
  const isDeliveryValid = common.length === 0
  const review = layerReview(root, positionals.length === 0)
  // A ring changes no manifest, so that the target of one environment does not depend on the rings.
  const ofFleet = [...review.problems, ...(positionals.length === 0 ? ringProblems(root) : [])]
  const mode = modeOf(options, root, settings, review)

  const problems: Finding[] = [...common]
  let exitCode = 0
  const attempt = async (environment: string | undefined, work: Work): Promise<void> => {
    const outcome = await report(environment, () => outcomeOf(work))
    exitCode = Math.max(exitCode, outcome.exitCode)
    problems.push(...outcome.problems)
  }
  await attempt(undefined, () => failFor(ofFleet))
  for (const name of names)
    await attempt(name, () => {
      const rendered = render?.(name) ?? []
      // A failure would name the environment in problems of layers, which are only put together with those of the others.
      if (!('environment' in rendered)) return rendered
      review.add(rendered)
      // With a problem of environments/delivery.yaml, no environment is complete.
      return isDeliveryValid ? mode.environment(rendered) : 0
    })
  await attempt(undefined, () => mode.finish())
  if (problems.length === 0 && positionals.length === 0) await attempt(undefined, () => mode.fleet())
  if (problems.length === 0) return exitCode
  if (options['json-lines']) return 2
  throw new Failure(problems)
}
export default run

function failFor(problems: readonly Finding[]): 0 {
  if (problems.length > 0) throw new Failure(problems)
  return 0
}

const directly: Reporter = (_environment, work) => work()

/** Returns an exit code, or problems. */
type Work = () => Promise<number> | number | readonly Finding[]

/** An environment that cannot be written does not stop the others. */
async function outcomeOf(work: Work): Promise<Outcome> {
  try {
    const result = await work()
    return typeof result === 'number' ? { exitCode: result, problems: [] } : { exitCode: 2, problems: result }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { exitCode: 2, problems: error.findings }
  }
}

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

/** Nx replays the result of an earlier check, which may no longer be true. */
function refuseCachedCheck(isCheck: boolean): void {
  if (isCheck && process.env.NX_TASK_TARGET_TARGET === 'render')
    throw usageError(
      'render --check does not run under Nx, whose cache may replay an old result.',
      'Run: npx thanos-gitops render --check',
    )
}

/** What happens to a rendered environment, after all of them, and to the files of all environments. Each returns the exit code. */
interface Mode {
  environment(rendered: RenderedEnvironment): Promise<number> | number
  finish(): number
  fleet(): number
}

function modeOf(
  options: { readonly check: boolean; readonly stdout: boolean; readonly schemas: boolean },
  root: string,
  settings: DeliverySettings,
  review: LayerReview,
): Mode {
  if (options.check) return checkMode(root, settings, review)
  if (options.stdout) return printMode(review)
  return options.schemas ? schemaMode(root, review) : writeMode(root, settings, review)
}

function schemaMode(root: string, review: LayerReview): Mode {
  const schemas = schemaWriter(root)
  return {
    async environment(rendered) {
      await schemas.write(rendered)
      return 0
    },
    finish() {
      schemas.finish()
      writeLayerSchemas(root, review)
      return 0
    },
    fleet: () => 0,
  }
}

function writeMode(root: string, settings: DeliverySettings, review: LayerReview): Mode {
  const schemas = schemaWriter(root)
  return {
    async environment(rendered) {
      await writeEnvironment(root, rendered, settings, schemas)
      return 0
    },
    finish() {
      schemas.finish()
      writeLayerSchemas(root, review)
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

function checkMode(root: string, settings: DeliverySettings, review: LayerReview): Mode {
  return {
    environment(rendered) {
      const drift = outputDrift(root, rendered, settings)
      if (drift.length === 0) console.log(`${environmentTitle(rendered)}, up to date`)
      const warnings = renderWarnings(rendered)
      for (const findings of [drift, warnings]) printFindings(findings)
      return drift.length + warnings.length > 0 ? 1 : 0
    },
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

const printMode = (review: LayerReview): Mode => ({
  environment(rendered) {
    printManifests(rendered.manifests.map(({ text }) => `---\n${text}`).join(''))
    printFindings(renderWarnings(rendered), console.error)
    return 0
  },
  finish() {
    printFindings(review.warnings(), console.error)
    return 0
  },
  fleet: () => 0,
})
