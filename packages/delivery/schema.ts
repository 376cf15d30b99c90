// The JSON Schema of delivery.yaml, by which editors complete and check it.
import { apiVersion, type StringFormat } from '@thanos-gitops/manifest'
import { statusProviders } from './commit-status.ts'
import * as formats from './formats.ts'

const string = ({ pattern, description, example }: StringFormat, title: string, defaultValue?: string) => ({
  type: 'string',
  pattern: pattern.source,
  patternErrorMessage: `The value must be ${description}. Write for example ${example}.`,
  title: `${title}: ${description}`,
  examples: [example],
  ...(defaultValue === undefined ? {} : { default: defaultValue }),
})

const mapping = (properties: Readonly<Record<string, object>>, required: readonly string[] = []) => ({
  type: 'object',
  additionalProperties: false,
  properties,
  ...(required.length > 0 ? { required } : {}),
})

/** `packages/delivery/delivery.schema.json`, which the first line of `delivery.yaml` names. */
export const deliverySchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  ...mapping(
    {
      apiVersion: { enum: [apiVersion] },
      kind: { enum: ['Delivery'] },
      repository: string(formats.repositoryUrl, 'the repository as both tools open it'),
      formerRepositories: {
        type: 'array',
        uniqueItems: true,
        title: 'addresses that the repository had before, which Argo CD still permits',
        items: string(formats.repositoryUrl, 'a former address'),
      },
      branch: string(formats.branchName, 'the branch that the tools apply', 'main'),
      central: { type: 'boolean', default: false, title: 'whether one Argo CD or Flux serves all clusters' },
      argoCD: mapping({ namespace: string(formats.argoCDNamespace, 'where Argo CD runs', 'argocd') }),
      flux: mapping({
        namespace: string(formats.fluxNamespace, 'where Flux runs', 'flux-system'),
        secret: string(formats.secretName, 'the Secret with which Flux opens a private repository'),
      }),
      notifications: mapping(
        {
          provider: { enum: statusProviders, title: 'where the tools set a status of each commit' },
          address: string(
            formats.repositoryAddress,
            'the repository in a browser, if it does not follow from repository',
          ),
          secret: string(formats.notificationSecret, 'the Secret of Flux and the key of Argo CD with the token'),
        },
        ['provider', 'secret'],
      ),
    },
    ['apiVersion', 'kind', 'repository'],
  ),
}
