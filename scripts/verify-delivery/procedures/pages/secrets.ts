// The credentials of the bucket and of receivers.
import { sleep } from 'zx'
import type { Procedure } from '../procedure.ts'

export const lostCredentials: Procedure = {
  name: 'lost-credentials',
  async run(execution) {
    const { rig } = execution
    const [create, restart] = execution
      .commandsOf('The credentials of the bucket are lost')
      .filter((command) => !command.startsWith('npm run objstore-secret'))
    const before = await execution.pods('thanos-')
    await rig.kubectl.text(['delete', 'secret', 'thanos-bucket', `--namespace=${rig.namespace}`])
    await rig.kubectl.text(['delete', 'pod', 'thanos-store-0', `--namespace=${rig.namespace}`])
    await sleep(3000)
    await execution.run([create!], {}, 'AWS_ACCESS_KEY_ID=new\nAWS_SECRET_ACCESS_KEY=newer\n')
    await rig.kubectl.text([
      'wait',
      'pod/thanos-store-0',
      `--namespace=${rig.namespace}`,
      '--for=condition=Ready',
      '--timeout=60s',
    ])
    const after = await execution.pods('thanos-')
    const changed = [...before].filter(([name, uid]) => after.get(name) !== uid).map(([name]) => name)
    execution.expect(changed.join() === 'thanos-store-0', `other pods were replaced: ${changed.join(', ')}`)
    await execution.run([restart!])
    await execution.settle(await execution.merge('production: read the new keys'))
    for (const name of ['prometheus', 'thanos-store', 'thanos-compact', 'thanos-rule']) {
      const pods = await execution.pods(`${name}-`)
      execution.expect(
        ![...pods.values()].some((uid) => [...after.values()].includes(uid)),
        `a pod of ${name} did not restart`,
      )
    }
  },
}

export const receiverSecrets: Procedure = {
  name: 'receiver-secrets',
  async run(execution) {
    const { rig } = execution
    await rig.kubectl.text(['delete', 'secret', receivers, `--namespace=${rig.namespace}`, '--ignore-not-found'])
    for (const key of ['slack-url', 'heartbeat-url']) execution.write(key, `https://example.com/${key}`)
    await execution.run(execution.commandsOfPage('environments/alerting.md', 'Secrets of receivers'))
    for (const key of ['slack-url', 'heartbeat-url']) execution.remove(key)
    const secret = await rig.kubectl.get(['secret', receivers, `--namespace=${rig.namespace}`])
    const { data = {} } = (secret ?? {}) as { data?: Readonly<Record<string, string>> }
    const value = Buffer.from(data['slack-url'] ?? '', 'base64').toString()
    execution.expect(value === 'https://example.com/slack-url', `the key slack-url is ${value}`)
    // The example of the page has two of the three keys of production.
    const patch = JSON.stringify({ stringData: { pagerduty: 'key' } })
    await rig.kubectl.text(['patch', 'secret', receivers, `--namespace=${rig.namespace}`, `--patch=${patch}`])
    const pod = `--namespace=${rig.namespace}`
    await rig.kubectl.text(['delete', 'pod', 'alertmanager-0', pod])
    await rig.kubectl.text(['wait', 'pod/alertmanager-0', pod, '--for=create', '--timeout=60s'])
    await rig.kubectl.text(['wait', 'pod/alertmanager-0', pod, '--for=condition=Ready', '--timeout=60s'])
  },
}

const receivers = 'alertmanager-receivers'
