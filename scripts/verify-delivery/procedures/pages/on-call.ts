// The status, a revert, a pause of the tool, and a restart of pods.
import { $, sleep } from 'zx'
import type { DeliveryRig } from '../../delivery-rig.ts'
import { type Execution, isReplaced, isSame } from '../execution.ts'
import type { Procedure } from '../procedure.ts'
import { leastReady } from '../refused-changes.ts'
import { pauseAndResume, undoTime } from './tool-control.ts'

const replicasOf = (rig: DeliveryRig, name: string): Promise<string> =>
  rig.kubectl.text(['get', 'deployment', name, `--namespace=${rig.namespace}`, '-o', 'jsonpath={.spec.replicas}'])

const scale = (rig: DeliveryRig, name: string, replicas: number): Promise<string> =>
  rig.kubectl.text(['scale', 'deployment', name, `--namespace=${rig.namespace}`, `--replicas=${replicas}`])

const setLogLevel = (execution: Execution, level: string): void =>
  execution.write(
    execution.file('patches/log-level.yaml'),
    JSON.stringify([
      {
        target: { kind: 'Deployment', name: 'thanos-query-frontend' },
        patch: [
          {
            op: 'replace',
            path: '/spec/template/spec/containers/[name=thanos-query-frontend]/args/[--log.level]',
            value: `--log.level=${level}`,
          },
        ],
      },
    ]),
  )

export const status: Procedure = {
  name: 'status',
  async run(execution) {
    const output = await execution.run(['npm run status -- production --context CONTEXT'])
    execution.expect(/(\d+) of \1 objects in sync$/m.test(output), `status prints: ${output}`)
    const pods = await execution.run(['kubectl --context CONTEXT --namespace kube-monitor describe pods'])
    execution.expect(pods.includes('thanos-store-0'), 'describe lists no pods')
  },
}

export const revert: Procedure = {
  name: 'revert',
  async run(execution) {
    const { clone } = execution.rig
    const tree = async () => (await $({ quiet: true, cwd: clone })`git rev-parse HEAD^{tree}`).stdout
    const before = await tree()
    setLogLevel(execution, 'warn')
    await execution.merge('Log warnings only')
    await execution.run(['git revert --no-edit HEAD', 'npx nx render'])
    execution.executed.add('git revert')
    execution.expect((await tree()) === before, 'the sources and manifests differ from those before the change')
    await execution.settle(await execution.rig.push('Render after the revert'))
  },
}

export const stopTool: Procedure = {
  name: 'stop-tool',
  async run(execution) {
    const { rig } = execution
    const [pause, resume] = pauseAndResume(execution)
    await execution.run(pause)
    const before = Number(await replicasOf(rig, 'thanos-query-frontend'))
    await scale(rig, 'thanos-query-frontend', before + 1)
    setLogLevel(execution, 'warn')
    const commit = await execution.merge('Log warnings only')
    await sleep(undoTime)
    execution.expect(
      Number(await replicasOf(rig, 'thanos-query-frontend')) === before + 1,
      'the tool undid a change by hand while it was stopped',
    )
    execution.expect(
      !(await levels(execution)).includes('--log.level=warn'),
      'the tool applied a merge while it was stopped',
    )
    await execution.run(resume)
    await execution.settle(commit)
    execution.expect(Number(await replicasOf(rig, 'thanos-query-frontend')) === before, 'the tool did not restore git')
    execution.expect((await levels(execution)).includes('--log.level=warn'), 'the tool did not apply the merge')
  },
}

const levels = ({ rig }: Execution): Promise<string> =>
  rig.kubectl.text([
    'get',
    'deployment',
    'thanos-query-frontend',
    `--namespace=${rig.namespace}`,
    '-o',
    'jsonpath={.spec.template.spec.containers[0].args}',
  ])

export const restartPods: Procedure = {
  name: 'restart-pods',
  async run(execution) {
    const { rig } = execution
    const before = await execution.pods('thanos-store-')
    const mark = rig.pods.mark()
    await execution.run(execution.commandsOf('Restart pods').filter((command) => command.startsWith('npx')))
    await execution.settle(await execution.merge('production: restart the store gateway'))
    execution.expect(isReplaced(before, await execution.pods('thanos-store-')), 'not all pods were restarted')
    execution.expect(
      leastReady(execution, 'thanos-store', mark, before) >= before.size - 1,
      'more than one pod was away at once',
    )
    const after = await execution.pods('')
    await rig.reconcile()
    execution.expect(isSame(after, await execution.pods('')), 'a second reconciliation restarts pods again')
  },
}
