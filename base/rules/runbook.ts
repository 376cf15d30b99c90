import { setting } from '@thanos-gitops/manifest'

/** The address of the page in `base/runbooks` that helps the person who receives the alert. */
export const runbookOf = (alert: string): string => `${setting('externalUrls.runbooks')}/${alert}.md`
