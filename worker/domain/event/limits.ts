/**
 * What one request may carry. Segment documents 32 KB an event and 500 KB a batch, but the Java, PHP
 * and Ruby libraries fill a batch up to 512,000 bytes before they add its envelope, so the largest
 * legal batch is that and some room. Bytes are counted after decompression.
 */
export const MAX_EVENT_BYTES = 32_768
export const MAX_BATCH_BYTES = 520_192
export const MAX_BATCH_EVENTS = 2_500
export const MAX_MESSAGE_ID_CHARS = 100

/**
 * Properties kept of one event. There is no code that cuts them: a property takes five bytes of JSON
 * at least (`"":` and a level of nesting), so `MAX_EVENT_BYTES` is reached first.
 */
export const MAX_PROPERTIES = 10_000
export const MIN_PROPERTY_BYTES = 5

/**
 * Levels of objects and arrays in one event. Upstream names no limit; without one an event of 32 KB
 * could nest 16,000 levels, and whatever walks it recursively later would run out of stack.
 */
export const MAX_NESTING = 256

/**
 * Bytes that the events of one request may take once the batch's `context` and `integrations` are
 * copied into each: 520 KB sent could otherwise become 80 MB kept.
 */
export const MAX_EXPANDED_BYTES = 8 * MAX_BATCH_BYTES
