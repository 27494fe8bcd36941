/** What can be asked of destinations with actions besides delivering: the delivery Worker's way to them. */
export { actionsDestinations } from './segment-actions/index.ts'
export { loadBundle } from './segment-actions/load-bundle.ts'
export {
  askChoices,
  checkMapping,
  mapEvent,
  testCredentials,
} from './segment-actions/mapping-tools.ts'
