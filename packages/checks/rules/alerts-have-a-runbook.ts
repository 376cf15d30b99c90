import { stringMapOf } from '@thanos-gitops/manifest'
import { rulesIn, type SourcedRule } from '../configuration/rules.ts'
import type { Check } from '../engine/check.ts'
import { inRule } from './query-place.ts'

export const alertsHaveARunbook: Check = {
  name: 'alerts-have-a-runbook',
  question: 'rules',
  severity: 'warning',
  why: 'The person on call opens the runbook of an alert. If other alerts of the file have one and this one does not, its notification is a dead end. The check applies to files in which an alert has the annotation runbook_url.',
  remedy: 'Add the annotation runbook_url.',
  source: 'https://prometheus.io/docs/practices/alerting/#playbooks',
  *run(context) {
    const alerts = rulesIn(context).filter(({ isAlert }) => isAlert)
    for (const ofFile of Map.groupBy(alerts, ({ file }) => file).values())
      if (ofFile.some(hasRunbook))
        for (const alert of ofFile)
          if (!hasRunbook(alert))
            yield { ...inRule(alert, 'annotations'), message: `${alert.title} has no annotation runbook_url.` }
  },
}

const hasRunbook = ({ fields }: SourcedRule): boolean => {
  const { runbook_url: url = '', runbook = '' } = stringMapOf(fields.annotations)
  return url !== '' || runbook !== ''
}
