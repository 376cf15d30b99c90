// Every environment, and the scripts that use a cluster, against a real API server.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { $ } from 'zx'
import { loadStack } from '../environment.ts'
import { cloneRepository } from '../tests/clone.ts'
import { createEnvironments } from '../tests/create-environments.ts'
import { withoutVersionNotes } from '../tests/run.ts'
import { type ApiServer, allGroups, createNamespaces, installCrds, startApiServer } from './api-server.ts'
import { applyTwice } from './apply-twice.ts'
import { scriptInClone } from './script-in-clone.ts'

const accepted = (count: number) => ({ accepted: count, refused: '', changedAgain: [], differingFields: [] })
const externalBucket = 'bucket: thanos-blocks, endpoint: s3.example.com'

describe('a real API server', () => {
  let server: ApiServer
  let clone: string
  const script = (name: string, ...args: string[]) => scriptInClone(clone, name, ...args)
  const refusal = async (name: string, ...args: string[]) => {
    const { exitCode, stderr } = await script(name, ...args)
    expect(exitCode, stderr).toBe(2)
    return stderr
  }
  const render = (name = '') =>
    $({ quiet: true, cwd: clone })`node_modules/.bin/thanos-gitops render ${name === '' ? [] : [name]}`
  const edit = (file: string, from: string | RegExp, to: string) =>
    writeFileSync(join(clone, file), readFileSync(join(clone, file), 'utf8').replace(from, to))
  /** Removes all objects but the namespace, which only a controller could remove. */
  const clear = () =>
    server.kubectl.text([
      'delete',
      'statefulset,deployment,configmap,secret,service,serviceaccount,poddisruptionbudget,objectbucketclaim',
      '--all',
      '--namespace=kube-monitor',
    ])
  const apply = (object: object) => server.kubectl.text(['apply', '--server-side', '-f', '-'], JSON.stringify(object))

  beforeAll(async () => {
    clone = cloneRepository()
    createEnvironments(clone)
    // git accepts the address, and the connection is refused.
    edit('environments/delivery.yaml', /^repository: .*$/m, 'repository: https://127.0.0.1:1/thanos-gitops.git')
    await render()
    server = await startApiServer(['production', 'staging', 'development', 'local', 'another'])
  })
  afterAll(async () => {
    await server?.stop()
    if (clone) rmSync(clone, { recursive: true })
  })

  describe('the checks of bootstrap before it changes anything', () => {
    it('name each operator that the cluster lacks', async () => {
      const stderr = await refusal('bootstrap', 'staging', '--no-repository')
      expect(stderr).toContain('does not serve Kustomization of kustomize.toolkit.fluxcd.io/v1')
      expect(stderr).toContain('Install Flux')
      expect(stderr).toContain('does not serve ObjectBucketClaim of objectbucket.io/v1alpha1')
      expect(stderr).toContain('Install Rook')
    })

    it('require the delivery tool', async () => {
      await installCrds(server.kubectl, allGroups)
      expect(await refusal('bootstrap', 'staging', '--no-repository')).toContain('has no namespace flux-system')
    })

    it('read the repository', async () => {
      await createNamespaces(server.kubectl, ['argocd', 'flux-system'])
      const stderr = await refusal('bootstrap', 'staging')
      expect(stderr).toMatch(
        /^repository-unreachable\n.*https:\/\/127\.0\.0\.1:1\/thanos-gitops\.git cannot be read from here/m,
      )
    })

    it('require the Kubernetes version that the environment is rendered for', async () => {
      expect(await refusal('bootstrap', 'production', '--tool', 'flux')).toContain(
        'has Kubernetes 1.36, and production is rendered for 1.35',
      )
    })

    it.each([
      ['an unknown context', ['staging', '--context', 'stagin'], 'There is no kubectl context stagin.'],
      ['a missing choice between two tools', ['production'], '--tool argo-cd or --tool flux'],
      ['an unknown tool', ['production', '--tool', 'spinnaker'], '--tool must be one of argo-cd, flux, not spinnaker.'],
      [
        'a tool that the environment does not use',
        ['staging', '--tool', 'argo-cd'],
        'staging is not synced by argo-cd.',
      ],
      ['an unknown environment', ['stagin'], 'Did you mean staging?'],
      ['an unknown option', ['staging', '--force'], 'Unknown option --force.'],
      ['a missing environment', [], 'needs an argument'],
      [
        'a context without permissions',
        ['staging', '--context', 'reader', '--no-repository'],
        'Context reader is not allowed to do this',
      ],
    ])('refuse %s', async (_what, args, message) => {
      expect(await refusal('bootstrap', ...args)).toContain(message)
    })

    it('refuse an environment that was edited by hand', async () => {
      edit('environments/staging/delivery/flux/thanos-staging.gitrepository.yaml', '1m', '2m')
      expect(await refusal('bootstrap', 'staging', '--no-repository')).toContain(
        'thanos-staging.gitrepository.yaml was edited by hand',
      )
      await render('staging')
    })

    it('change nothing, and neither does a dry run', async () => {
      const { exitCode, stdout } = await script('bootstrap', 'staging', '--no-repository', '--dry-run')
      expect(stdout).toContain(
        'gitrepository.source.toolkit.fluxcd.io/thanos-staging serverside-applied (server dry run)',
      )
      expect(exitCode).toBe(0)
      expect(await server.kubectl.list(['gitrepositories,kustomizations', '--all-namespaces'])).toEqual([])
    })

    it('refuse a cluster that does not respond', async () => {
      const unreachable = join(server.folder, 'unreachable')
      writeFileSync(unreachable, readFileSync(server.kubeconfig, 'utf8').replace(/127\.0\.0\.1:\d+/, '127.0.0.1:1'))
      const { exitCode, stderr } = await $({
        nothrow: true,
        quiet: true,
        env: { ...process.env, KUBECONFIG: unreachable },
      })`${process.execPath} scripts/bootstrap.ts staging --root ${clone}`
      expect(stderr).toContain('cluster-unreachable')
      expect(exitCode).toBe(2)
    })
  })

  it('gets the objects of Argo CD from bootstrap, which reports objects that are not healthy in time', async () => {
    const { exitCode, stdout, stderr } = await script('bootstrap', 'development', '--no-repository', '--timeout', '0')
    expect(withoutVersionNotes(stderr)).toBe('')
    expect(stdout).toContain('application.argoproj.io/thanos-development serverside-applied')
    expect(stdout).toContain('Application/thanos-development: is not reconciled yet')
    expect(stdout).toContain('development is not healthy after 0 minutes')
    expect(exitCode).toBe(1)
    const again = await script('bootstrap', 'development', '--no-repository', '--no-wait')
    expect(again.exitCode).toBe(0)
  })

  it('has missing objects, which status lists', async () => {
    const { manifests } = await loadStack(clone, 'staging')
    const { exitCode, stdout } = await script('status', 'staging')
    expect(stdout).toMatch(/^missing {4}StatefulSet\/prometheus$/m)
    expect(stdout).toContain(`0 of ${manifests.length} objects in sync, ${manifests.length} not`)
    expect(exitCode).toBe(1)
  })

  describe.each(['development', 'local', 'production', 'staging'])('%s', (name) => {
    it('is accepted in the order of the folder, unchanged by a second apply, and returned with the values in git', async () => {
      const { manifests, delivery } = await loadStack(clone, name)
      expect(manifests.length).toBeGreaterThan(25)
      await clear()
      expect(await applyTwice(server.kubectl, manifests)).toEqual(accepted(manifests.length))
      expect(delivery.length).toBeGreaterThan(3)
      expect(await applyTwice(server.kubectl, delivery)).toEqual(accepted(delivery.length))
    })
  })

  it('accepts the objects of a central Argo CD and a central Flux', async () => {
    edit('environments/delivery.yaml', 'central: false', 'central: true')
    await render()
    for (const tool of ['argo-cd', 'flux'])
      await server.kubectl.text(['apply', '--server-side', '-f', join(clone, `environments/fleet.${tool}.yaml`)])
    const { delivery } = await loadStack(clone, 'production')
    expect(await applyTwice(server.kubectl, delivery)).toEqual(accepted(delivery.length))
    edit('environments/delivery.yaml', 'central: true', 'central: false')
    await render()
  })

  describe.each([
    ['existing-secret', `{provider: existing-secret, ${externalBucket}}`],
    [
      'external-secret',
      `{provider: external-secret, ${externalBucket}, secretStore: vault, secretKey: thanos/development}`,
    ],
    [
      'sealed-secret',
      `{provider: sealed-secret, ${externalBucket}, sealedAccessKeyId: ${'AgB1'.repeat(180)}, sealedSecretAccessKey: ${'AgB2'.repeat(180)}}`,
    ],
    [
      'workload-identity',
      '{provider: workload-identity, bucket: thanos-blocks, region: eu-central-1, roleArn: "arn:aws:iam::123456789012:role/thanos"}',
    ],
  ])('objectStorage: %s', (_provider, setting) => {
    it('is accepted and unchanged by a second apply', async () => {
      edit('environments/development/environment.yaml', /^objectStorage: .*$/m, `objectStorage: ${setting}`)
      await render('development')
      const { manifests } = await loadStack(clone, 'development')
      await clear()
      expect(await applyTwice(server.kubectl, manifests)).toEqual(accepted(manifests.length))
    })
  })

  describe('status', () => {
    it('lists differing fields and objects that are not in git', async () => {
      const { manifests } = await loadStack(clone, 'staging')
      await clear()
      await applyTwice(server.kubectl, manifests)
      await server.kubectl.text([
        'patch',
        'statefulset',
        'thanos-store',
        '--namespace=kube-monitor',
        '--patch={"spec":{"replicas":5}}',
      ])
      await server.kubectl.text([
        'label',
        'namespace',
        'kube-monitor',
        'pod-security.kubernetes.io/enforce=privileged',
        '--overwrite',
      ])
      await apply({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'forgotten', namespace: 'kube-monitor', labels: { 'app.kubernetes.io/part-of': 'thanos' } },
      })
      const { exitCode, stdout } = await script('status', 'staging')
      expect(stdout).toMatch(/^differs {4}StatefulSet\/thanos-store\n +\/spec\/replicas: git 3, cluster 5$/m)
      expect(stdout).toContain(
        '/metadata/labels/pod-security.kubernetes.io~1enforce: git "restricted", cluster "privileged"',
      )
      expect(stdout).toMatch(/^not in git ConfigMap\/forgotten$/m)
      expect(exitCode).toBe(1)
    })

    it('refuses a cluster whose namespace belongs to another environment', async () => {
      expect(await refusal('status', 'development', '--context', 'another')).toContain(
        'The cluster of context another belongs to staging',
      )
    })
  })

  describe('objstore-secret', () => {
    const key = 'AKIAIOSFODNN7EXAMPLE'
    const secretKey = 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY'
    const from = ['--from-context', 'another', '--from-namespace', 'rook']
    const secretOf = async () =>
      (await server.kubectl.get(['secret', 'thanos-bucket', '--namespace=kube-monitor'])) as
        | { data?: Record<string, string> }
        | undefined
    const claim = async (secret: string) => {
      await apply({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'thanos-bucket', namespace: 'rook' },
        stringData: { AWS_ACCESS_KEY_ID: key, AWS_SECRET_ACCESS_KEY: secret },
      })
      await apply({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'thanos-bucket', namespace: 'rook' },
        data: { BUCKET_NAME: 'thanos-blocks', BUCKET_HOST: 'rgw.example.com', BUCKET_PORT: '443' },
      })
    }
    const expectNoKeys = ({ stdout, stderr }: { stdout: string; stderr: string }) => {
      for (const value of [key, secretKey, 'rotated-secret'])
        for (const form of [value, Buffer.from(value).toString('base64')]) expect(stdout + stderr).not.toContain(form)
    }

    beforeAll(async () => {
      await createNamespaces(server.kubectl, ['rook'])
      edit(
        'environments/staging/environment.yaml',
        /^objectStorage: .*$/m,
        `objectStorage: {provider: existing-secret, ${externalBucket}}`,
      )
      await render('staging')
    })

    it('refuses an environment whose storage provider creates the Secret', async () => {
      expect(await refusal('objstore-secret', 'production', ...from)).toContain(
        'objectStorage: rook, which creates its Secret or needs none',
      )
    })

    it('reports a missing Secret of the claim', async () => {
      expect(await refusal('objstore-secret', 'staging', ...from)).toContain(
        'There is no secret thanos-bucket in namespace rook of context another.',
      )
    })

    it('writes nothing in a dry run', async () => {
      await claim(secretKey)
      const result = await script('objstore-secret', 'staging', ...from, '--dry-run')
      expectNoKeys(result)
      expect(result.stdout).toContain('Secret kube-monitor/thanos-bucket at context staging would be written.')
      expect(await secretOf()).toBeUndefined()
    })

    it('copies the keys without printing them, and changes nothing the second time', async () => {
      const result = await script('objstore-secret', 'staging', ...from)
      expectNoKeys(result)
      expect(withoutVersionNotes(result.stderr)).toBe('')
      expect(result.stdout).toContain('bucket thanos-blocks at rgw.example.com:443 (environment.yaml: s3.example.com)')
      expect(Buffer.from((await secretOf())!.data!.AWS_SECRET_ACCESS_KEY!, 'base64').toString()).toBe(secretKey)
      expect((await script('objstore-secret', 'staging', ...from)).stdout).toContain('has these keys already')
    })

    it('copies rotated keys and reports that pods must restart', async () => {
      await claim('rotated-secret')
      const result = await script('objstore-secret', 'staging', ...from)
      expectNoKeys(result)
      expect(result.stdout).toContain('is updated with other keys. Pods read keys only when they start')
    })

    it('refuses a context that cannot write, without printing the keys', async () => {
      await claim(secretKey)
      const result = await script(
        'objstore-secret',
        'staging',
        '--from-context',
        'staging',
        '--from-namespace',
        'rook',
        '--context',
        'reader',
      )
      expectNoKeys(result)
      expect(result.exitCode).toBe(2)
      expect(result.stderr).toContain('permission-missing')
    })

    it('refuses the keys of another bucket', async () => {
      edit('environments/staging/environment.yaml', 'bucket: thanos-blocks', 'bucket: thanos-other')
      await render('staging')
      expect(await refusal('objstore-secret', 'staging', ...from)).toContain(
        'The keys belong to bucket thanos-blocks, and environment.yaml of staging sets thanos-other.',
      )
    })

    it('writes no key to the repository', async () => {
      // grep exits with 1 if it finds nothing.
      expect(
        (
          await $({
            nothrow: true,
            quiet: true,
            cwd: clone,
          })`grep --recursive --files-with-matches --regexp=${secretKey} --regexp=${key} environments base`
        ).exitCode,
      ).toBe(1)
    })
  })

  it('gets the waves of local-up in order, without kind', async () => {
    edit('environments/local/environment.yaml', '"1.37"', '"1.36"')
    await render('local')
    await clear()
    await server.kubectl.text(['annotate', 'namespace', 'kube-monitor', 'thanos-gitops/cluster-', '--overwrite'])
    const { exitCode, stdout, stderr } = await script('local-up', '--context', 'local', '--no-wait')
    expect(withoutVersionNotes(stderr)).toBe('')
    expect(
      stdout
        .split('\n')
        .slice(0, 4)
        .map((line) => line.replace(/:.*/, '')),
    ).toEqual(['wave -1', 'wave 0', 'wave 1', 'wave 2'])
    expect(exitCode).toBe(0)
  })
})
