import { environmentsFolder, outputPath } from '@thanos-gitops/render'
import { moveSource } from '@thanos-gitops/render/edit'
import { readEditableEnvironments } from '../edit/editable-environments.ts'
import { outputsOf, readDeliverySettings } from '../outputs.ts'
import { type ObjectCounts, objectCounts } from '../pins/object-counts.ts'
import { targetsAt } from '../pins/promoted-source.ts'

/** An environment with a moved pin, which is not written. */
export interface MovedPin {
  readonly environment: string
  /** The pin before. */
  readonly before: string
  /** Its settings and all its rendered files, by their paths from the root. */
  readonly files: ReadonlyMap<string, string>
  readonly counts: ObjectCounts
}

/** Moves the pins of environments. Throws a Failure with the problems of an environment that does not render with it. */
export async function movePins(
  root: string,
  environments: readonly string[],
  source: string,
): Promise<readonly MovedPin[]> {
  const settings = readDeliverySettings(root)
  const targetOf = await targetsAt(root, source)
  return (await readEditableEnvironments(root, environments)).map((side): MovedPin => {
    const { sources, rendered } = moveSource(side, targetOf(side))
    const { name, pin = '', environment } = side.files
    return {
      environment: name,
      before: pin,
      files: new Map([
        [environment.file, sources.get(environment.file)!],
        ...outputsOf(rendered, settings).map(({ file, text }): [string, string] => [
          `${environmentsFolder}/${name}/${outputPath(file)}`,
          text,
        ]),
      ]),
      counts: objectCounts(side.rendered.manifests, rendered.manifests),
    }
  })
}

/** The folders of an environment whose files are all rendered. */
export const renderedFolders = (environment: string): readonly string[] =>
  ['manifests', 'delivery'].map((folder) => `${environmentsFolder}/${environment}/${folder}`)
