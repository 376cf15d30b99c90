// @ts-check
// Plain JavaScript, so that Nx loads it whichever Node started it.
import { basename, dirname } from 'node:path'

export const name = 'thanos-gitops'

// delivery.yaml and policy.yaml are of all environments.
const inputs = [
  'default',
  '^default',
  '{workspaceRoot}/environments/delivery.yaml',
  '{workspaceRoot}/environments/policy.yaml',
  { externalDependencies: ['fast-json-patch', 'node', 'yaml'] },
]

/** @param {string} environment */
const targets = (environment) => ({
  render: {
    command: `thanos-gitops render ${environment}`,
    cache: true,
    // The names of the files in the folder: Nx deletes what is in the outputs before it restores them from its cache, and
    // must not delete somebody else's file. With one, the cache does not answer, and render refuses it.
    inputs: [
      ...inputs,
      {
        runtime: `git ls-files --cached --others environments/${environment}/manifests environments/${environment}/delivery`,
      },
    ],
    outputs: [
      '{projectRoot}/manifests/*.yaml',
      '{projectRoot}/delivery/*/*.yaml',
      '{projectRoot}/manifests.sha256',
      '{projectRoot}/patches.schema.json',
    ],
  },
  // The base is a matter of git, which no cache key holds.
  diff: { command: `thanos-gitops diff ${environment}`, cache: false },
  // nx explain production -- StatefulSet/thanos-store /spec/replicas
  explain: { command: `thanos-gitops explain ${environment}`, cache: false },
  // The day decides whether an exception still holds.
  check: {
    command: `thanos-gitops check ${environment}`,
    cache: true,
    inputs: [
      ...inputs,
      { runtime: 'node -p "new Date().toISOString().slice(0, 10)"' },
      { externalDependencies: ['js-yaml'] },
    ],
  },
  validate: {
    command: `thanos-gitops validate ${environment}`,
    cache: true,
    inputs: [...inputs, '{projectRoot}/manifests/**/*', '{projectRoot}/delivery/**/*'],
  },
})

/** An environment is a project with the targets of the command; the root project runs them for all environments. */
/** @type {import('nx/src/devkit-exports').CreateNodes} */
export const createNodes = [
  '{nx.json,environments/*/environment.yaml}',
  (files) =>
    files.map((file) => {
      if (file === 'nx.json') {
        /** @param {string} target */
        const everywhere = (target) => ({ executor: 'nx:noop', dependsOn: [{ projects: ['tag:environment'], target }] })
        return [
          file,
          {
            projects: {
              '.': {
                name: 'all',
                targets: {
                  render: everywhere('render'),
                  check: everywhere('check'),
                  diff: everywhere('diff'),
                  validate: everywhere('validate'),
                },
              },
            },
          },
        ]
      }
      const root = dirname(file)
      const environment = basename(root)
      return [
        file,
        {
          projects: {
            [root]: {
              name: environment,
              projectType: 'application',
              tags: ['environment'],
              implicitDependencies: ['@thanos-gitops/base', '@thanos-gitops/cli'],
              targets: targets(environment),
            },
          },
        },
      ]
    }),
]
