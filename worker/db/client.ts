import { type DrizzleD1Database, drizzle } from 'drizzle-orm/d1'

export type Db = DrizzleD1Database

/** Costs nothing to make: no connection is opened. */
export const createDb = (d1: D1Database): Db => drizzle(d1)
