import { hash } from 'node:crypto'
import type { Check, CheckContext } from '@thanos-gitops/checks'
import { identityOf, readOptionalFile } from '@thanos-gitops/manifest'
import { environmentNames, environmentsFolder, isEnvironmentName } from '@thanos-gitops/render'
import { inputsDigest } from '../unchanged/inputs.ts'
import { recordedResults, several } from '../unchanged/recorded-results.ts'
import { programAndBase } from '../unchanged/running-program.ts'
import type { CheckedSubject, CheckedSubjects, CheckSettings } from './checked-subjects.ts'
import type { SharedSources } from './shared-sources.ts'

/** What a check of an environment without findings counts. */
type Counts = Pick<CheckedSubject, 'name' | 'objects' | 'excepted'>

/**
 * Checks of earlier runs that found nothing to report. An environment with a finding is always checked, so that neither findings nor
 * the lines of files that they show are stored.
 */
export interface CheckMemory {
  /** The result of the run, if nothing has changed. */
  run(): CheckedSubjects | undefined
  /** @param usesOthers whether settings of other environments decide what an environment renders */
  addRun(checked: CheckedSubjects, usesOthers: boolean): void
  /** The result of an environment, if the others have changed without an effect on it. */
  environment(name: string, context: CheckContext): CheckedSubject | undefined
  addEnvironment(subject: CheckedSubject, context: CheckContext): void
}

/**
 * Undefined if nothing identifies the modules that run, and in pipelines.
 * @param names the environments that are checked
 * @param compared all environments that are rendered
 */
export function checkMemory(
  root: string,
  names: readonly string[],
  compared: readonly string[],
  settings: CheckSettings,
  sources: SharedSources,
): CheckMemory | undefined {
  const version = programAndBase(root)
  if (version === undefined) return undefined
  const program = digestOf([version, optionsOf(settings)])
  const all = environmentNames(root)
  const results = recordedResults<readonly Counts[]>(root, 'checked')
  const keys = new Map(compared.map((name) => [name, keyOf(name)]))
  const isIdentified = ![...keys.values()].includes(undefined)
  const runName = names.length === 1 ? names[0]! : several
  const runKey = digestOf(['run', names, [...keys]])

  function keyOf(name: string): string | undefined {
    const read = sources.read(name)
    const inputs = 'files' in read ? inputsDigest(read, program, all) : undefined
    const exceptions = readOptionalFile(root, `${environmentsFolder}/${name}/exceptions.yaml`)
    return inputs && digestOf([inputs, exceptions])
  }

  // Files may have changed since they were read.
  const isUnchanged = (name: string): boolean => keyOf(name) === keys.get(name)

  const environmentKey = (name: string, context: CheckContext): string | undefined => {
    const key = keys.get(name)
    return key && digestOf([key, comparisonsDigest(settings.checks, context)])
  }

  return {
    run() {
      const known = isIdentified ? results.find(runName, runKey) : undefined
      return known && { contents: new Map(), problems: [], subjects: known.map(withoutFindings), notes: [] }
    },
    addRun({ subjects, notes, problems = [] }, usesOthers) {
      const isComplete = !usesOthers || compared.length === all.filter(isEnvironmentName).length
      if (!isIdentified || !isComplete || notes.length > 0 || problems.length > 0 || !compared.every(isUnchanged))
        return
      if (subjects.every(isWithoutFindings)) results.add(runName, runKey, subjects.map(countsOf))
    },
    environment(name, context) {
      const key = environmentKey(name, context)
      return key === undefined ? undefined : results.find(name, key)?.map(withoutFindings)[0]
    },
    addEnvironment(subject, context) {
      const isKept = isWithoutFindings(subject) && isUnchanged(subject.name)
      const key = isKept ? environmentKey(subject.name, context) : undefined
      if (key !== undefined) results.add(subject.name, key, [countsOf(subject)])
    },
  }
}

/** Identifies the problems that checks find in an environment when they compare it with the others. */
const comparisonsDigest = (checks: readonly Check[], context: CheckContext): string =>
  digestOf(
    checks
      .filter((check) => check.comparesEnvironments)
      .flatMap((check) =>
        Array.from(
          check.run(context),
          ({ object, pointer, offset, message, remedy, missing, cause, severity, detail }) => [
            ...[check.name, identityOf(object.object), pointer, offset, message],
            ...[remedy, missing, cause, severity, detail],
          ],
        ),
      ),
  )

/** A setting that is added and not listed here does not compile. */
function optionsOf({ checks, onStep: _, ...options }: CheckSettings): unknown {
  const { asksApiServer, comparesEnvironments, limits, today, versions, exceptions, ...others } = options
  others satisfies Readonly<Record<string, never>>
  return [checks.map(({ name }) => name), asksApiServer, comparesEnvironments, limits, today, versions, exceptions]
}

const digestOf = (value: unknown): string => hash('sha256', JSON.stringify(value))

const isWithoutFindings = ({ findings }: CheckedSubject): boolean => findings.length === 0

const countsOf = ({ name, objects, excepted }: CheckedSubject): Counts => ({ name, objects, excepted })

const withoutFindings = (counts: Counts): CheckedSubject => ({ ...counts, findings: [] })
