import { nearest } from '@thanos-gitops/manifest'
import { type Container, isShell, recognizeProgram, variablesIn } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { keysOf } from '../engine/created-objects.ts'

// The kubelet knows these too: https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
const ofServices = /_SERVICE_(HOST|PORT)|_PORT(_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?$/
const variableName = /^[A-Za-z_][\w.-]*$/
const executable = ({ arguments: [first] }: Container): string => first?.text.split('/').at(-1) ?? ''

export const variablesAreSet = {
  name: 'variables-are-set',
  id: 'TH023',
  severity: 'error',
  why: 'Kubernetes leaves $(NAME) in an argument as it is where the container has no such variable, or has it only further down; Thanos takes an unset one in its configuration for an error or for nothing.',
  remedy: 'Add the variable to the env of this container, before what uses it.',
  source:
    'https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/#using-environment-variables-inside-of-your-config',
  *run(context) {
    for (const container of context.containers) {
      const known = knownVariables(context, container)
      // In a script $(name) is a command.
      if (!isShell(executable(container))) yield* inArguments(container, known)
      yield* inEnvironment(container, known)
      if (recognizeProgram(container)?.name === 'thanos') yield* inConfiguration(context, container, known)
    }
  },
} satisfies Check

interface KnownVariables {
  readonly names: ReadonlySet<string>
  /** All variables of a ConfigMap or Secret whose keys nobody can see. */
  readonly areOpen: boolean
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
    areOpen: sources.some(({ keys }) => typeof keys !== 'object'),
  }
}

const isUnset = (name: string, { names, areOpen }: KnownVariables): boolean =>
  variableName.test(name) && !areOpen && !names.has(name) && !ofServices.test(name)

const unset = (container: Container, name: string, { names }: KnownVariables): { message: string; remedy?: string } => {
  const near = nearest(name, names)
  return {
    message: `container ${container.name} has no variable ${name}.`,
    ...(near === undefined ? {} : { remedy: `Did you mean ${near}?` }),
  }
}

function* inArguments(container: Container, known: KnownVariables): Generator<Problem> {
  for (const { text, pointer } of container.arguments)
    for (const { name, offset } of variablesIn(text))
      if (isUnset(name, known))
        yield { object: container.workload.object, pointer, offset, ...unset(container, name, known) }
}

function* inEnvironment(container: Container, known: KnownVariables): Generator<Problem> {
  const order = container.environment.map(({ name }) => name)
  for (const [index, { name: own, value, pointer }] of container.environment.entries())
    for (const { name, offset } of variablesIn(value ?? '')) {
      const at = { object: container.workload.object, pointer: `${pointer}/value`, offset }
      if (isUnset(name, known)) yield { ...at, ...unset(container, name, known) }
      else if (order.includes(name) && order.indexOf(name) >= index)
        yield {
          ...at,
          message: `${own} of container ${container.name} uses ${name}, which is set after it.`,
          remedy: `Move ${name} before ${own}.`,
        }
    }
}

/** The container runtime sets these, which Kubernetes does not know when it writes the arguments. */
const ofRuntime = ['HOSTNAME', 'HOME', 'PATH']

/** Thanos replaces $(NAME) in what `--….config` and `--….config-file` give: thanos, pkg/extkingpin and pkg/reloader. */
function* inConfiguration(context: CheckContext, container: Container, known: KnownVariables): Generator<Problem> {
  for (const { flag, value } of container.arguments) {
    if (flag === undefined || value === undefined || !/config(-file)?$/.test(flag)) continue
    const document = context.documentAt(container, value)
    for (const { name, offset } of document === undefined ? [] : variablesIn(document.text))
      if (isUnset(name, known) && !ofRuntime.includes(name))
        yield {
          object: document!.object,
          pointer: document!.pointer,
          offset,
          ...unset(container, name, known),
          message: `${document!.key} uses $(${name}), and container ${container.name} of ${container.workload.kind}/${container.workload.name} has no such variable.`,
        }
  }
}
