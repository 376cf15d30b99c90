import { apiVersion, ringName } from '@thanos-gitops/manifest'
import { closed, stringSchema } from '../editor-schema/json-schema.ts'
import { labelName } from './load-rings.ts'

/** `packages/render/rings/rings.schema.json`, which the first line of `rings.yaml` names. */
export const ringsSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  ...closed(
    {
      apiVersion: { enum: [apiVersion] },
      kind: { enum: ['Rings'] },
      rings: {
        type: 'array',
        minItems: 1,
        description: 'The rings in the order in which they get a change. Each environment.yaml names its ring.',
        items: closed(
          {
            name: stringSchema(ringName, 'The name that environment.yaml has as ring.'),
            maximum: {
              type: 'integer',
              minimum: 1,
              description: 'The most environments of the ring that one pull request may reach. Default: all.',
            },
          },
          ['name'],
        ),
      },
      together: { type: 'boolean', default: true, description: 'Whether one pull request may reach several rings.' },
      label: stringSchema(labelName, 'The label of a pull request that may reach more.'),
    },
    ['apiVersion', 'kind', 'rings'],
  ),
}
