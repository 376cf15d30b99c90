// A change of the rules reaches Prometheus without a restart, alerts reach people by their severity, nothing else fires.
import { receiverPaths } from '../alerting.ts'
import type { Message } from '../receiver.ts'
import { type Check, eventually, expectThat, prometheusApi, queryApi, type Stack } from './check.ts'
import { restartsOf } from './pods.ts'

/** Alerts of the temporary clone, which fire from the start. */
const testAlerts = { warning: 'VerifyClusterWarning', critical: 'VerifyClusterCritical' } as const
const reloadTitle = 'loads changed rules without a restart'

export const alertChecks: readonly Check[] = [
  { title: reloadTitle, run: changeRules },
  { title: 'sends an alert to the receiver of its severity', needs: [reloadTitle], run: seeSeverities },
  { title: "sends Watchdog to the dead man's switch, again and again", run: seeWatchdog },
  { title: 'has no rule that fails', run: seeRules },
  { title: 'fires no alert but Watchdog', run: seeQuiet },
]

async function changeRules(stack: Stack): Promise<string> {
  const before = await prometheusRestarts(stack)
  const rules = Object.entries(testAlerts).map(([severity, alert]) => ({
    alert,
    expr: 'vector(1)',
    labels: { severity },
    annotations: { summary: 'A test of npm run verify:cluster.' },
  }))
  const path = '/data/watchdog.yaml/groups/[name=watchdog]/rules/-'
  const target = { kind: 'ConfigMap', name: 'prometheus-rules' }
  stack.clone.patch('verify-rules.yaml', [{ target, patch: rules.map((value) => ({ op: 'add', path, value })) }])
  await stack.kubectl.text(['apply', '--server-side', '-f', stack.clone.manifests])
  const start = Date.now()
  await eventually(240, async () => {
    const names = (await prometheusApi(stack).rules()).map(({ name }) => name)
    expectThat(names.includes(testAlerts.critical), `Prometheus still has its ${names.length} former rules.`)
  })
  const seconds = Math.round((Date.now() - start) / 1000)
  const restarts = (await prometheusRestarts(stack)) - before
  expectThat(restarts === 0, `${restarts} restarts`)
  return `after ${seconds} s, 0 restarts`
}

async function prometheusRestarts({ kubectl, namespace }: Stack): Promise<number> {
  const selector = '--selector=app.kubernetes.io/name=prometheus'
  const pods = await kubectl.list(['pods', `--namespace=${namespace}`, selector])
  return pods.reduce((total, pod) => total + restartsOf(pod), 0)
}

async function seeSeverities({ receiver }: Stack): Promise<string> {
  const { chat, onCall } = receiverPaths
  return eventually(240, async () => {
    expectThat(receiver.timesOf(onCall, testAlerts.critical).length > 0, `${onCall} got ${listOf(receiver.messages)}`)
    expectThat(receiver.timesOf(chat, testAlerts.warning).length > 0, `${chat} got ${listOf(receiver.messages)}`)
    const wrong = [receiver.timesOf(chat, testAlerts.critical), receiver.timesOf(onCall, testAlerts.warning)].flat()
    expectThat(wrong.length === 0, `An alert also reached the other receiver: ${listOf(receiver.messages)}`)
    return `severity critical at PagerDuty's address, severity warning at Slack's, each only there`
  })
}

const listOf = (messages: readonly Message[]): string =>
  messages.length === 0
    ? 'no message'
    : messages.map(({ path, content }) => `${path} ${JSON.stringify(content)}`).join('\n')

async function seeWatchdog({ receiver }: Stack): Promise<string> {
  return eventually(540, async () => {
    const times = receiver.timesOf(receiverPaths.heartbeat, 'Watchdog')
    expectThat(times.length >= 2, `${times.length} messages`)
    const intervals = times.slice(1).map((time, index) => Math.round((time - times[index]!) / 1000))
    expectThat(Math.max(...intervals) < 420, `intervals of ${intervals.join(', ')} s`)
    return `${times.length} messages, ${intervals.join(', ')} s apart`
  })
}

async function seeRules(stack: Stack): Promise<string> {
  const rules = await prometheusApi(stack).rules()
  const failed = rules.filter(({ health }) => health !== 'ok')
  expectThat(
    failed.length === 0,
    failed.map(({ name, health, lastError }) => `${name}: ${health} ${lastError}`).join('; '),
  )
  return `${rules.length} rules of Prometheus are healthy`
}

/** Reads the alerts of Prometheus and of the ruler since the start. */
async function seeQuiet(stack: Stack): Promise<string> {
  const expected = ['Watchdog', ...Object.values(testAlerts)]
  const alerts = async (state: string): Promise<readonly string[]> => {
    const expression = `count by (alertname) (last_over_time(ALERTS{alertstate="${state}"}[1h]))`
    const names = (await queryApi(stack).query(expression)).map(({ metric }) => metric.alertname!)
    return names.filter((name) => !expected.includes(name))
  }
  const firing = await alerts('firing')
  const minutes = Math.round((Date.now() - stack.applied.time) / 60_000)
  expectThat(firing.length === 0, `fired within ${minutes} minutes: ${firing.join(', ')}`)
  const pending = await alerts('pending')
  return `none fired in ${minutes} minutes${pending.length === 0 ? '' : `; pending for a time: ${pending.join(', ')}`}`
}
