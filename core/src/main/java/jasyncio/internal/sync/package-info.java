/// Tier 6: the queue of waiting tasks, on which locks, events, semaphores and queues are built.
package jasyncio.internal.sync;
