export { type PinStatus, pinStatuses } from './pin-statuses.ts'
export { type PromotedSource, promotedSource } from './promoted-source.ts'
