import { isAbsolute, resolve } from 'node:path'
import { type Run, usageError } from '@thanos-gitops/command-line'
import { pathFrom } from '@thanos-gitops/manifest'
import { chooseEnvironments, environmentsFolder, manifestsFolder } from '@thanos-gitops/render'
import { type Explanation, fieldExplanation, lineExplanation, manifestExplanation } from '@thanos-gitops/report'
import { requireRoot } from '@thanos-gitops/workspace'
import { explainEnvironment, explainField, manifestLine, manifestOfObject } from '@thanos-gitops/workspace/explain'
import type { explainDeclaration } from '../declarations/explain.ts'

const run: Run<typeof explainDeclaration> = async ({ positionals, options }) => {
  const root = requireRoot(options.root)
  const { json, text } = await explanationOf(root, positionals)
  console.log(options.json ? JSON.stringify(json, null, 2) : text)
  return 0
}
export default run

async function explanationOf(root: string, [first = '', label, pointer]: readonly string[]): Promise<Explanation> {
  if (label === undefined) {
    const { environment, file, line: number } = renderedLine(root, first)
    const manifests = await explainEnvironment(root, environment)
    const { manifest, line } = manifestLine(root, manifests, file, number, environment)
    return lineExplanation(manifest.object, line, number)
  }
  chooseEnvironments(root, [first])
  const manifest = manifestOfObject(await explainEnvironment(root, first), label, first)
  if (pointer === undefined) return manifestExplanation(manifest.object, manifest.file, manifest.lines())
  return fieldExplanation(manifest.object, explainField(manifest, pointer))
}

interface RenderedLine {
  readonly environment: string
  /** From the root. */
  readonly file: string
  readonly line: number
}

/** `FILE:LINE` or `FILE:LINE:COLUMN`, where the file is relative to the working directory or to the root. */
function renderedLine(root: string, argument: string): RenderedLine {
  const [, given, line] = /^(.+?):(\d+)(?::\d+)?$/.exec(argument) ?? []
  if (given === undefined) {
    if (argument.endsWith('.yaml'))
      throw usageError(
        `thanos-gitops explain needs a line of ${argument}.`,
        `Write: thanos-gitops explain ${argument}:LINE`,
      )
    throw usageError(
      'thanos-gitops explain takes an environment and an object, or a line of a rendered file.',
      'For example: thanos-gitops explain production StatefulSet/thanos-store /spec/replicas',
    )
  }
  const file = [resolve(given), resolve(root, given)]
    .map((absolute) => pathFrom(root, absolute))
    .find((path) => path.startsWith(`${environmentsFolder}/`))
  const [, environment, folder] = file?.split('/') ?? []
  if (file === undefined || isAbsolute(file) || environment === undefined || folder !== manifestsFolder)
    throw usageError(
      `${given} is not a rendered manifest.`,
      `Name a file in ${environmentsFolder}/ENVIRONMENT/${manifestsFolder}/ and a line.`,
    )
  chooseEnvironments(root, [environment])
  return { environment, file, line: Number(line) }
}
