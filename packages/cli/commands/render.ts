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
import { writeLayerSchemas } from '../layer-schemas.ts'
import { notesNoEnvironment } from '../no-environment.ts'
import { type DeliverySettings, environmentTitle, printFindings, writeEnvironment } from '../write-environment.ts'

const run: Run<typeof renderDeclaration> = async ({ positionals, options }) => {
  refuseCachedCheck(options.check)
  const root = requireRoot(options.root)
  const names = chooseEnvironments(root, positionals)
  notesNoEnvironment(names)
  const problems: Finding[] = []
  const settings = await collected(problems, () => readDeliverySettings(root))
  const render = await collected(problems, () => environmentRenderer(root, names))
  if (render === undefined) throw new Failure(problems)
  const isDeliveryValid = problems.length === 0
  const review = layerReview(root, positionals.length === 0)
  problems.push(...review.problems)
  // A ring changes no manifest, so that the target of one environment does not depend on the rings.
  if (positionals.length === 0) problems.push(...ringProblems(root))
  const mode = modeOf(options, root, settings, review)

  let exitCode = 0
  const attempt = async (work: () => Promise<number> | number): Promise<void> => {
    try {
      exitCode = Math.max(exitCode, await work())
    } catch (error) {
      // An environment that cannot be written does not stop the others.
      if (!(error instanceof Failure)) throw error
      problems.push(...error.findings)
    }
  }
  for (const name of names) {
    const rendered = render(name)
    if (!('environment' in rendered)) problems.push(...rendered)
    // With a problem of environments/delivery.yaml, no environment is complete.
    else {
      review.add(rendered)
      if (isDeliveryValid) await attempt(() => mode.environment(rendered))
    }
  }
  await attempt(() => mode.finish())
  if (problems.length > 0) throw new Failure(problems)
  return positionals.length === 0 ? Math.max(exitCode, mode.fleet()) : exitCode
}
export default run

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
