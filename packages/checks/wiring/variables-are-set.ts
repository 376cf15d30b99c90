import { didYouMean } from '@thanos-gitops/manifest'
import { type Container, isShell, recognizeProgram, variablesIn } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { keysOf } from '../engine/created-objects.ts'

// The kubelet sets these variables too: https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
const serviceVariable = /_SERVICE_(HOST|PORT)|_PORT(_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?$/
const variableName = /^[A-Za-z_][\w.-]*$/
const executableName = ({ arguments: [first] }: Container): string => first?.text.split('/').at(-1) ?? ''

export const variablesAreSet = {
  name: 'variables-are-set',
  id: 'TH023',
  question: 'references',
  severity: 'error',
  why: 'Kubernetes does not replace $(NAME) if the container does not set NAME, or sets it only later in env. For an unset variable in its configuration, Thanos fails or uses an empty string.',
  remedy: 'Add the variable to env of this container, before the variables that use it.',
  source:
    'https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/#using-environment-variables-inside-of-your-config',
  *run(context) {
    for (const container of context.containers) {
      const known = knownVariables(context, container)
      // In a shell script, $(name) runs a command.
      if (!isShell(executableName(container))) yield* inArguments(container, known)
      yield* inEnvironment(container, known)
      if (recognizeProgram(container)?.name === 'thanos') yield* inConfiguration(context, container, known)
    }
  },
} satisfies Check

interface KnownVariables {
  readonly names: ReadonlySet<string>
  /** The container also has a variable for each key of a ConfigMap or Secret whose keys the manifests do not show. */
  readonly hasUnknownNames: boolean
}

function knownVariables(context: CheckContext, { environment, environmentFrom, workload }: Container): KnownVariables {
  const sources = environmentFrom.map(({ kind, name, prefix = '' }) => ({
    prefix,
    keys: keysOf(context, kind, name, workload.namespace),
  }))
  const fromSources = sources.flatMap(({ prefix, keys }) =>
    typeof keys === 'object' ? keys.map((key) => prefix + key) : [],
  )
  return {
    names: new Set([...environment.map(({ name }) => name), ...fromSources]),
    hasUnknownNames: sources.some(({ keys }) => typeof keys !== 'object'),
  }
}

const isUnset = (name: string, { names, hasUnknownNames }: KnownVariables): boolean =>
  variableName.test(name) && !hasUnknownNames && !names.has(name) && !serviceVariable.test(name)

const unsetVariable = (
  container: Container,
  name: string,
  { names }: KnownVariables,
): { message: string; remedy?: string } => {
  const suggestion = didYouMean(name, names)
  return {
    message: `container ${container.name} uses $(${name}), but does not set this variable.`,
    ...(suggestion === undefined ? {} : { remedy: suggestion }),
  }
}

function* inArguments(container: Container, known: KnownVariables): Generator<Problem> {
  for (const { text, pointer } of container.arguments)
    for (const { name, offset } of variablesIn(text))
      if (isUnset(name, known))
        yield { object: container.workload.object, pointer, offset, ...unsetVariable(container, name, known) }
}

function* inEnvironment(container: Container, known: KnownVariables): Generator<Problem> {
  const firstIndex = new Map(container.environment.map(({ name }, index) => [name, index] as const).reverse())
  for (const [index, { name: variable, value, pointer }] of container.environment.entries())
    for (const { name, offset } of variablesIn(value ?? '')) {
      const at = { object: container.workload.object, pointer: `${pointer}/value`, offset }
      if (isUnset(name, known)) yield { ...at, ...unsetVariable(container, name, known) }
      else if ((firstIndex.get(name) ?? -1) >= index)
        yield {
          ...at,
          message: `variable ${variable} of container ${container.name} uses $(${name}), which is set after it.`,
          remedy: `Move ${name} before ${variable}.`,
        }
    }
}

/** The container runtime sets these variables, after Kubernetes has replaced those in the arguments. */
const runtimeVariables = ['HOSTNAME', 'HOME', 'PATH']

/**
 * Thanos replaces $(NAME) in the values of `--….config` and in the files of `--….config-file`: thanos, pkg/extkingpin and
 * pkg/reloader.
 */
function* inConfiguration(context: CheckContext, container: Container, known: KnownVariables): Generator<Problem> {
  for (const { flag, value } of container.arguments) {
    if (flag === undefined || value === undefined || !/config(-file)?$/.test(flag)) continue
    const document = context.documentAt(container, value)
    if (document === undefined) continue
    for (const { name, offset } of variablesIn(document.text))
      if (isUnset(name, known) && !runtimeVariables.includes(name))
        yield {
          object: document.object,
          pointer: document.pointer,
          offset,
          ...unsetVariable(container, name, known),
          message: `${document.key} uses $(${name}), but container ${container.name} of ${container.workload.kind}/${container.workload.name} does not set this variable.`,
        }
  }
}
