import { buildDestinations } from '../../scripts/build.mjs'

/** Tests that import the catalog find it built, however they were started. */
export default buildDestinations
