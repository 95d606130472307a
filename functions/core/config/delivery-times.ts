/** How long a contact belongs to one run of deliver, in seconds: longer than the function can live plus the time an unanswered request may still be applied. */
export const leaseSeconds = 60;

/** The longest an event waits between two tries, in seconds, unless a lease has longer to run. */
export const longestDelaySeconds = 15 * 60;
