import { apiVersion, environmentName } from '@thanos-gitops/manifest'
import { closed, type JsonSchema, stringSchema } from '../editor-schema/json-schema.ts'

const path: JsonSchema = {
  type: 'string',
  pattern: '^(?:/(?!\\*\\*/)(?:[^/~]|~[01])*)+$',
  patternErrorMessage:
    'A path begins with /, as in patches: /spec/replicas. * matches one step, and ** at the end matches the field and everything below it.',
}

const text = (description: string): JsonSchema => ({ type: 'string', minLength: 1, description })
const end = '[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?\\d+)?'
const range = `^\\s*(?:(?:${end})\\s*\\.\\.\\s*(?:${end})?|\\.\\.\\s*(?:${end}))\\s*$`

/** A rule of `policy.yaml`, and of `policy` in `environment.yaml`. */
export const policyRuleSchema: JsonSchema = closed(
  {
    path: {
      description: 'The fields that patches may change: a path as in patches, or a list of paths.',
      anyOf: [path, { type: 'array', minItems: 1, items: path }],
    },
    target: {
      description: 'Only objects that match all of these keys.',
      ...closed({
        kind: text('Such as StatefulSet.'),
        name: text('The name of the object; * matches any text.'),
        component: text('The name of the component that has the object.'),
      }),
    },
    environments: {
      type: 'array',
      minItems: 1,
      items: stringSchema(environmentName),
      description: 'Only in these environments. Default: in all.',
    },
    range: {
      type: 'string',
      pattern: range,
      patternErrorMessage: 'A range is two numbers or quantities with .. between them, such as 1..10, ..64Gi or 100m..',
      description: 'The smallest and the largest value: 1..10, ..64Gi, 100m..',
    },
    in: { type: 'array', minItems: 1, description: 'The allowed values.' },
    remove: { type: 'boolean', default: false, description: 'Whether a field with limits may be removed.' },
    promote: {
      type: 'boolean',
      default: false,
      description: 'Whether promote copies the field from one environment to the next.',
    },
  },
  ['path'],
)

/** `packages/render/policy/policy.schema.json`, which the first line of `policy.yaml` names. */
export const policySchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  ...closed(
    {
      apiVersion: { enum: [apiVersion] },
      kind: { enum: ['Policy'] },
      patches: {
        type: 'array',
        items: policyRuleSchema,
        description: 'The fields that patches may change. All rules that name a field apply together.',
      },
    },
    ['apiVersion', 'kind', 'patches'],
  ),
}
