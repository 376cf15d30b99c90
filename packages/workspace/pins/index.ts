export { type PinStatus, pinStatuses, pinsOf } from './pin-statuses.ts'
export { type PromotedSource, promotedSource } from './promoted-source.ts'
